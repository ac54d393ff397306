import uPlot from 'uplot'
import { duration } from '../format.js'
import type { PageData } from '../page-data.js'
import { axis, type Chart, colour, drawInto, fromZero, rightPadding, shortNumbers } from './chart-frame.js'

type Answers = NonNullable<PageData['answers']>

/** How many answers took how long: bars of equal width on a log scale, with the median and the 95th percentile. */
export function drawAnswers(id: string, answers: PageData['answers']): Chart | undefined {
  const place = document.getElementById(id)
  if (place === null || answers === null || answers.counts.length === 0) return undefined
  const { edges, counts } = answers
  const paths = uPlot.paths.bars?.({ size: [0.92, 64] })
  // A bar stands in the middle between its edges, which are whole numbers on the axis.
  const middles = counts.map((_, bar) => bar + 0.5)
  const options: Omit<uPlot.Options, 'width' | 'height'> = {
    padding: [8, rightPadding, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, range: () => [0, counts.length] }, y: { range: fromZero } },
    axes: [
      axis({
        splits: (plot) => timeMarks(edges, plot.width).map(({ at }) => at),
        values: (plot) => timeMarks(edges, plot.width).map(({ name }) => name),
        grid: { show: false },
        size: 32,
      }),
      axis({ values: shortNumbers, size: 52, incrs: wholeSteps(0) }),
    ],
    series: [
      { label: 'took', value: (_, x) => (x === null ? '' : rangeText(edges, Math.floor(x))) },
      {
        label: 'Answers',
        fill: colour('bar'),
        stroke: colour('bar'),
        width: 0,
        points: { show: false },
        value: (_, value) => (value === null ? '' : value.toLocaleString('en-US')),
        ...(paths === undefined ? {} : { paths }),
      },
    ],
    hooks: { draw: [(plot) => marks(plot, answers)] },
  }
  return drawInto(place, options, [middles, [...counts]])
}

function marks(plot: uPlot, answers: Answers): void {
  mark(plot, placeOf(answers.edges, answers.medianMs), `median ${duration(answers.medianMs)}`, 0)
  mark(plot, placeOf(answers.edges, answers.p95Ms), `95th ${duration(answers.p95Ms)}`, 1)
}

/** A line down the chart with its name beside it, one row lower for each mark so that names do not meet. */
function mark(plot: uPlot, at: number, name: string, row: number): void {
  const { ctx, bbox } = plot
  const scale = uPlot.pxRatio
  const left = Math.round(plot.valToPos(at, 'x', true))
  ctx.save()
  ctx.strokeStyle = colour('ink')
  ctx.fillStyle = colour('ink')
  ctx.lineWidth = scale
  ctx.setLineDash([4 * scale, 3 * scale])
  ctx.beginPath()
  ctx.moveTo(left, bbox.top)
  ctx.lineTo(left, bbox.top + bbox.height)
  ctx.stroke()
  ctx.font = `600 ${12 * scale}px system-ui, sans-serif`
  ctx.textBaseline = 'top'
  const room = bbox.left + bbox.width + (rightPadding - 6) * scale - left > ctx.measureText(name).width
  ctx.textAlign = room ? 'left' : 'right'
  const top = bbox.top + (2 + 17 * row) * scale
  ctx.lineWidth = 4 * scale
  ctx.setLineDash([])
  ctx.strokeStyle = colour('page')
  ctx.strokeText(name, left + (room ? 6 : -6) * scale, top)
  ctx.fillText(name, left + (room ? 6 : -6) * scale, top)
  ctx.restore()
}

/** Where a time stands among the edges, between two of them by its share on the log scale. */
function placeOf(edges: readonly number[], ms: number): number {
  const next = edges.findIndex((edge) => edge > ms)
  if (next === 0) return 0
  const [from, until] = [edges[next - 1], edges[next]]
  if (from === undefined || until === undefined) return edges.length - 1
  return next - 1 + Math.log(ms / from) / Math.log(until / from)
}

/** Places and names of the marks below the bars: 1, 2 and 5 of each power of ten, the powers first, while there is room. */
function timeMarks(
  edges: readonly number[],
  width: number,
): { readonly at: number; readonly name: string }[] {
  const [from, until] = [edges[0] ?? 0, edges.at(-1) ?? 0]
  const room = (56 / width) * (edges.length - 1)
  const kept: number[] = []
  for (const ms of wholeSteps(-1).sort((a, b) => firstDigit(a) - firstDigit(b) || a - b)) {
    const at = placeOf(edges, ms)
    if (ms >= from && ms <= until && kept.every((other) => Math.abs(placeOf(edges, other) - at) >= room))
      kept.push(ms)
  }
  const times = kept.length > 1 ? kept.sort((a, b) => a - b) : [from, until]
  return times.map((ms) => ({ at: placeOf(edges, ms), name: duration(ms) }))
}

function firstDigit(ms: number): number {
  return Number(ms.toExponential().charAt(0))
}

function rangeText(edges: readonly number[], bar: number): string {
  return `${duration(edges[bar] ?? 0)} – ${duration(edges[bar + 1] ?? 0)}`
}

/** 1, 2 and 5 of each power of ten from the given one up. */
function wholeSteps(from: number): number[] {
  return Array.from({ length: 14 }, (_, power) =>
    [1, 2, 5].map((digit) => digit * 10 ** (from + power)),
  ).flat()
}
