import uPlot from 'uplot'

const usualHeight = 220
/** Room for half of the last name below a chart. */
export const rightPadding = 24
const font = '12px system-ui, sans-serif'

/** A chart that is drawn and can be taken away. */
export interface Chart {
  remove(): void
}

/** Draws a chart as wide as the element that it goes into. */
export function drawInto(
  place: HTMLElement,
  options: Omit<uPlot.Options, 'width' | 'height'> & { readonly height?: number | undefined },
  data: uPlot.AlignedData,
): Chart {
  const { height = usualHeight, ...rest } = options
  const plot = new uPlot({ ...rest, width: place.clientWidth, height }, data, place)
  return { remove: () => plot.destroy() }
}

/** The colour that a custom property of the style sheet has now, in light or dark. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** What all axes share: quiet ink, hairlines. */
export function axis(options: uPlot.Axis): uPlot.Axis {
  const grid = { stroke: colour('line'), width: 1 }
  return { font, stroke: colour('soft'), grid, ticks: { show: false }, ...options }
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 })

/** Numbers beside an axis: `0.5`, `250`, `1.2K`. */
export function shortNumbers(_: uPlot, splits: readonly number[]): string[] {
  return splits.map((value) => compact.format(value))
}

/** A scale from nothing to a little above the highest value. */
export function fromZero(_: uPlot, __: number, max: number | null): [number, number] {
  return [0, max === null || max <= 0 ? 1 : max * 1.08]
}
