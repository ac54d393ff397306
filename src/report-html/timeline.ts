import { type OutcomeKind, outcomeKinds } from '../outcome.js'
import { type CallKind, callKinds, type Timeline } from './data.js'

/** The narrowest bucket, in milliseconds. Doubling it three times makes a second, so widths stay easy to read. */
const firstBucketMs = 125

const seriesNames = [...outcomeKinds, ...callKinds] as const

/**
 * Counts rows and calls over time in a bounded number of buckets. When time runs past the last bucket, the buckets are
 * merged two by two and become twice as wide: a run of a second and one of a week take the same room.
 */
export class TimelineFold {
  readonly #maxBuckets: number
  readonly #counts: Readonly<Record<OutcomeKind | CallKind, Float64Array>>
  #bucketMs = firstBucketMs
  #used = 0
  #endMs = 0

  constructor(maxBuckets = 600) {
    this.#maxBuckets = maxBuckets
    this.#counts = perSeries(() => new Float64Array(maxBuckets))
  }

  /** Counts `count` rows of an outcome, or calls of a kind, at `atMs` of run time. Any order will do. */
  add(atMs: number, series: OutcomeKind | CallKind, count: number): void {
    const counts = this.#counts[series]
    const index = this.#bucketAt(atMs)
    counts[index] = (counts[index] ?? 0) + count
  }

  /** Makes the timeline last until `atMs` at least, though nothing happens then. */
  extend(atMs: number): void {
    if (atMs > 0) this.#bucketAt(atMs)
  }

  /** Adds what another timeline counted, at the times at which it counted it. */
  merge(other: Timeline): void {
    if (other.rows.inserted.length === 0) return
    while (this.#bucketMs < other.bucketMs) this.#widen()
    for (const [name, counts] of [...Object.entries(other.rows), ...Object.entries(other.calls)]) {
      const series = seriesNames.find((known) => known === name)
      if (series === undefined) continue
      counts.forEach((count, index) => {
        if (count > 0) this.add(index * other.bucketMs, series, count)
      })
    }
    this.#bucketAt(other.endMs)
  }

  toJSON(): Timeline {
    const series = perSeries((name) => Array.from(this.#counts[name].subarray(0, this.#used)))
    const { inserted, updated, unchanged, skipped, failed, unknown, ...calls } = series
    return {
      bucketMs: this.#bucketMs,
      endMs: this.#endMs,
      rows: { inserted, updated, unchanged, skipped, failed, unknown },
      calls,
    }
  }

  #bucketAt(atMs: number): number {
    // A clock that was set back must not take the run down.
    const at = Math.min(Math.max(atMs, 0) || 0, Number.MAX_SAFE_INTEGER)
    while (at >= this.#bucketMs * this.#maxBuckets) this.#widen()
    const index = Math.floor(at / this.#bucketMs)
    this.#used = Math.max(this.#used, index + 1)
    this.#endMs = Math.max(this.#endMs, at)
    return index
  }

  #widen(): void {
    for (const name of seriesNames) halve(this.#counts[name])
    this.#bucketMs *= 2
    this.#used = Math.ceil(this.#used / 2)
  }
}

function halve(counts: Float64Array): void {
  for (let to = 0; to < counts.length; to++) {
    counts[to] = (counts[2 * to] ?? 0) + (counts[2 * to + 1] ?? 0)
  }
}

function perSeries<T>(make: (name: OutcomeKind | CallKind) => T): Record<OutcomeKind | CallKind, T> {
  return {
    inserted: make('inserted'),
    updated: make('updated'),
    unchanged: make('unchanged'),
    skipped: make('skipped'),
    failed: make('failed'),
    unknown: make('unknown'),
    '2xx': make('2xx'),
    '3xx': make('3xx'),
    '4xx': make('4xx'),
    '429': make('429'),
    '5xx': make('5xx'),
    none: make('none'),
  }
}
