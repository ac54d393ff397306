import type { Timeline } from '../data.js'
import { count, counted, duration, moment, rate } from '../format.js'
import { type Html, html } from '../html.js'
import { chartSteps, ratesOf, type Steps, stepsOf } from '../steps.js'
import { chart, table } from './parts.js'

/** Rows of a table of figures: more than that nobody reads. */
const mostFigures = 60

/** A series of the timeline with its name. */
export interface Line {
  readonly name: string
  readonly counts: readonly number[]
}

/** The place of a chart of rates over time, what it shows in words, and its figures as a table. */
export function overTime(
  timeline: Timeline,
  parts: {
    readonly id: string
    readonly title: string
    /** Of the table of figures. */
    readonly caption: string
    readonly lines: readonly Line[]
    readonly unit: readonly [one: string, many: string]
    readonly note?: string
    /** Said instead of all that if nothing happened. */
    readonly none: string
  },
): Html {
  const lines = parts.lines.filter((line) => sum(line.counts) > 0)
  if (lines.length === 0) return html`<h3>${parts.title}</h3><p class="soft">${parts.none}</p>`
  const words = inWords(timeline, lines, parts.unit)
  return chart({
    id: parts.id,
    title: parts.title,
    words: parts.note ? `${words} ${parts.note}` : words,
    figures: figures(timeline, lines, parts.caption),
  })
}

function inWords(timeline: Timeline, lines: readonly Line[], [one, many]: readonly [string, string]): string {
  const all = sum(lines.map((line) => sum(line.counts)))
  const total = `${counted(all, one, many)} in ${duration(timeline.endMs)}`
  const steps = stepsOf(timeline, chartSteps)
  // A single step is its own average.
  if (steps.edges.length <= 2) return `${total}.`
  const rates = ratesOf(steps.edges, totals(steps, lines))
  const peak = Math.max(...rates)
  const at = rates.indexOf(peak)
  const from = steps.edges[at] ?? 0
  const width = duration((steps.edges[at + 1] ?? from) - from)
  const when = at === 0 ? `in the first ${width}` : `in the ${width} after ${moment(from, timeline.endMs)}`
  return `${total}: ${rate((1000 * all) / timeline.endMs)} per second on average, ${rate(peak)} at most, ${when}.`
}

function figures(timeline: Timeline, lines: readonly Line[], caption: string): Html {
  const steps = stepsOf(timeline, mostFigures)
  const columns = lines.map((line) => steps.counts(line.counts))
  const rows = steps.edges
    .slice(1)
    .map((until, step) => [
      `${moment(steps.edges[step] ?? 0, timeline.endMs)} – ${moment(until, timeline.endMs)}`,
      ...columns.map((counts) => count(counts[step] ?? 0)),
    ])
  const titles = lines.map(({ name }) => ({ title: name, number: true }))
  return table(caption, [{ title: 'Time into the run' }, ...titles], rows, 'scrolls')
}

function totals(steps: Steps, lines: readonly Line[]): readonly number[] {
  const columns = lines.map((line) => steps.counts(line.counts))
  return steps.edges.slice(1).map((_, step) => sum(columns.map((counts) => counts[step] ?? 0)))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
