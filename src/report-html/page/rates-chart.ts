import uPlot from 'uplot'
import { moment } from '../format.js'
import type { ChartSeries } from '../page-data.js'
import { axis, type Chart, colour, drawInto, fromZero, rightPadding, shortNumbers } from './chart-frame.js'

/** Seconds between the marks of a time axis: what a clock has. */
const clockSteps = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800],
]

/** A step of time is drawn at least so many points wide. */
const narrowestStep = 3

/** Rates that hold from one edge to the next. */
interface Rates {
  /** Seconds; one more than there are steps. */
  readonly edges: readonly number[]
  readonly series: readonly ChartSeries[]
  /** Spans in which nothing could leave: shaded. */
  readonly waits?: readonly (readonly [from: number, until: number])[]
  readonly height?: number
}

/** Rates over time as steps, one series on top of the other. Nothing is drawn where the page has no place for it. */
export function drawRates(id: string, all: Rates): Chart | undefined {
  const place = document.getElementById(id)
  if (place === null || all.edges.length < 2 || all.series.length === 0) return undefined
  const { edges, series, waits = [], height } = coarser(all, place.clientWidth / narrowestStep)
  const end = edges.at(-1) ?? 0
  return drawInto(
    place,
    {
      height,
      padding: [8, rightPadding, 0, 0],
      cursor: { sync: { key: 'time' }, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: false, range: () => [0, end] }, y: { range: fromZero } },
      axes: [
        axis({
          incrs: clockSteps,
          values: (_, splits) => splits.map((x) => moment(x * 1000, end * 1000)),
          grid: { show: false },
          size: 32,
          space: 72,
        }),
        axis({ values: shortNumbers, size: 52, space: 36 }),
      ],
      series: [
        { label: 'from', value: (_, x) => (x === null ? '' : moment(x * 1000, end * 1000)) },
        ...series.map((one) => steps(one.label, colour(one.colour), one.rates)),
      ],
      // Each series but the lowest is filled down to the one below it.
      bands: series.slice(1).map((_, index) => ({ series: [index + 2, index + 1] })),
      hooks: { drawClear: [(plot) => shade(plot, waits)] },
    },
    [[...edges], ...stacked(series)],
  )
}

/** The same rates in at most so many steps, two and two put together until they fit. */
function coarser(rates: Rates, most: number): Rates {
  if (rates.edges.length - 1 <= Math.max(most, 1)) return rates
  const { edges } = rates
  const halved = (values: readonly number[]): number[] =>
    values.flatMap((value, step) => {
      if (step % 2 === 1) return []
      const [from, middle, until] = [edges[step] ?? 0, edges[step + 1] ?? 0, edges[step + 2]]
      if (until === undefined) return [value]
      return [(value * (middle - from) + (values[step + 1] ?? 0) * (until - middle)) / (until - from)]
    })
  const kept = edges.filter((_, step) => step % 2 === 0 || step === edges.length - 1)
  const series = rates.series.map((one) => ({ ...one, rates: halved(one.rates) }))
  return coarser({ ...rates, edges: kept, series }, most)
}

/** Of each series the sum with those below it; the last one twice, for the end of the last step. */
function stacked(series: readonly ChartSeries[]): number[][] {
  let below: readonly number[] = []
  return series.map(({ rates }) => {
    below = rates.map((rate, step) => rate + (below[step] ?? 0))
    return [...below, below.at(-1) ?? 0]
  })
}

function steps(label: string, ink: string, rates: readonly number[]): uPlot.Series {
  const paths = uPlot.paths.stepped?.({ align: 1 })
  return {
    label,
    fill: ink,
    stroke: ink,
    width: 0,
    points: { show: false },
    value: (_, __, ___, step) => (step === null ? '' : rateText(rates[step] ?? rates.at(-1) ?? 0)),
    ...(paths === undefined ? {} : { paths }),
  }
}

function shade(plot: uPlot, waits: readonly (readonly [from: number, until: number])[]): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.fillStyle = colour('wait')
  for (const [from, until] of waits) {
    const left = plot.valToPos(from, 'x', true)
    ctx.fillRect(left, bbox.top, Math.max(1, plot.valToPos(until, 'x', true) - left), bbox.height)
  }
  ctx.restore()
}

function rateText(perSecond: number): string {
  const digits = perSecond >= 100 ? 0 : 2
  return `${perSecond.toLocaleString('en-US', { maximumFractionDigits: digits })}/s`
}
