import type { Timeline } from './data.js'

/** Steps of a chart: finer ones than that the eye cannot tell apart. */
export const chartSteps = 240

/** A timeline cut into fewer steps, as charts and tables show it. */
export interface Steps {
  /** Milliseconds; one more than there are steps. Empty if nothing happened. */
  readonly edges: readonly number[]
  /** What one of the timeline's series counts in each step. */
  counts(series: readonly number[]): readonly number[]
}

/** Cuts a timeline into at most `most` steps, of whole buckets each. */
export function stepsOf(timeline: Timeline, most: number): Steps {
  const { bucketMs, endMs } = timeline
  const buckets = timeline.rows.inserted.length
  let perStep = 1
  while (Math.ceil(buckets / perStep) > most) perStep *= 2
  const stepMs = perStep * bucketMs
  const all = Math.ceil(buckets / perStep)
  // A rate over a sliver of time says nothing: a last step cut to less than half joins the one before it.
  const steps = all > 1 && endMs - (all - 1) * stepMs < stepMs / 2 ? all - 1 : all
  const edges = Array.from({ length: steps }, (_, step) => step * stepMs)
  if (steps > 0) edges.push(Math.max(endMs, (edges.at(-1) ?? 0) + 1))
  return { edges, counts: (series) => sums(series, perStep, steps) }
}

/** Counts as rates per second, to four digits: what a chart can show. */
export function ratesOf(edges: readonly number[], counts: readonly number[]): readonly number[] {
  return counts.map((count, step) => {
    const ms = (edges[step + 1] ?? 0) - (edges[step] ?? 0)
    return ms > 0 ? Number(((1000 * count) / ms).toPrecision(4)) : 0
  })
}

function sums(series: readonly number[], perStep: number, steps: number): readonly number[] {
  const counts = new Array<number>(steps).fill(0)
  series.forEach((count, bucket) => {
    const step = Math.min(Math.floor(bucket / perStep), steps - 1)
    counts[step] = (counts[step] ?? 0) + count
  })
  return counts
}
