import type { AnswerTimesData } from './data.js'

/** Each bucket ends at 1.02 times where it begins. */
const growth = 1.02
/** Shorter times count as this, longer ones as `longestMs`. */
const shortestMs = 0.1
const longestMs = 3_600_000

const logGrowth = Math.log(growth)
const lastIndex = indexOf(longestMs)

/**
 * How long answers took, in a histogram on a log scale of some 880 buckets however many answers there are.
 * A quantile is off by 1 % of its value at most, between 0.1 ms and an hour; the extremes are exact.
 */
export class AnswerTimes {
  readonly #counts = new Float64Array(lastIndex + 1)
  #count = 0
  #minMs = Number.POSITIVE_INFINITY
  #maxMs = 0

  static from(data: AnswerTimesData): AnswerTimes {
    const times = new AnswerTimes()
    times.merge(data)
    return times
  }

  get count(): number {
    return this.#count
  }

  /** Counts one answer that took `ms` milliseconds. */
  add(ms: number): void {
    const index = indexOf(ms)
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#count++
    this.#minMs = Math.min(this.#minMs, ms)
    this.#maxMs = Math.max(this.#maxMs, ms)
  }

  /** Counts all answers that another histogram holds. */
  merge(other: AnswerTimesData): void {
    if (other.count === 0) return
    for (const [index, count] of other.buckets) {
      const own = Math.min(Math.max(index, 0), lastIndex)
      this.#counts[own] = (this.#counts[own] ?? 0) + count
    }
    this.#count += other.count
    this.#minMs = Math.min(this.#minMs, other.minMs)
    this.#maxMs = Math.max(this.#maxMs, other.maxMs)
  }

  /** Milliseconds in which half of the answers had come; undefined without any. */
  median(): number | undefined {
    return this.quantile(0.5)
  }

  /** Milliseconds in which 95 of 100 answers had come; undefined without any. */
  p95(): number | undefined {
    return this.quantile(0.95)
  }

  /** The time within which a share of the answers (above 0, at most 1) had come: the nearest rank. */
  quantile(share: number): number | undefined {
    if (this.#count === 0) return undefined
    let left = Math.max(1, Math.ceil(share * this.#count))
    const index = this.#counts.findIndex((count) => {
      left -= count
      return left <= 0
    })
    return Math.min(Math.max(middleOf(index), this.#minMs), this.#maxMs)
  }

  toJSON(): AnswerTimesData {
    const buckets = Array.from(this.#counts, (count, index): [number, number] => [index, count])
    return {
      count: this.#count,
      minMs: this.#count === 0 ? 0 : this.#minMs,
      maxMs: this.#maxMs,
      buckets: buckets.filter(([, count]) => count > 0),
    }
  }
}

/** Where a bucket begins, in milliseconds; it ends where the next begins. */
export function bucketStart(index: number): number {
  return shortestMs * growth ** (index - 1)
}

function indexOf(ms: number): number {
  if (!(ms > shortestMs)) return 0
  return Math.ceil(Math.log(Math.min(ms, longestMs) / shortestMs) / logGrowth)
}

/** The value that is off by the same share from both ends of the bucket: (growth - 1) / (growth + 1). */
function middleOf(index: number): number {
  return (bucketStart(index) * 2 * growth) / (1 + growth)
}
