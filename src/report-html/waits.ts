import type { WaitReason } from '../delivery/pacer.js'
import type { WaitSpan, Waits, WaitTotal } from './data.js'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Collects the times in which nothing could leave. Past `maxSpans` the two spans with the least time between them
 * are put together; the totals stay exact.
 */
export class WaitsFold {
  readonly #maxSpans: number
  readonly #spans: WaitSpan[] = []
  readonly #totals = new Map<WaitReason, Writable<WaitTotal>>()
  /** The wait announced last. It counts once it is over: until then it can be prolonged, replaced or cut short. */
  #open: { fromMs: number; untilMs: number; reason: WaitReason } | undefined

  constructor(maxSpans = 200) {
    this.#maxSpans = maxSpans
  }

  /** At `fromMs` it was said that nothing can leave until `untilMs`. Said again before then, it replaces the former. */
  add(fromMs: number, untilMs: number, reason: WaitReason): void {
    const open = this.#open
    if (open?.reason === reason && fromMs <= open.untilMs) {
      open.untilMs = untilMs
      return
    }
    this.cut(fromMs)
    this.#open = { fromMs, untilMs, reason }
  }

  /** The run stopped at `atMs`, or something left: what was still to be waited was not. */
  cut(atMs: number): void {
    const open = this.#open
    this.#open = undefined
    if (open === undefined) return
    const untilMs = Math.min(open.untilMs, atMs)
    const waitedMs = untilMs - open.fromMs
    if (!(waitedMs > 0)) return
    this.#count(open.reason, waitedMs)
    this.#spans.push({ ...open, untilMs, waitedMs, waits: 1 })
    if (this.#spans.length > this.#maxSpans) this.#mergeNearest()
  }

  /** A wait that was announced and not cut counts whole. */
  toJSON(): Waits {
    this.cut(Number.POSITIVE_INFINITY)
    const totals = Array.from(this.#totals.values(), (total) => ({ ...total }))
    return { spans: [...this.#spans], totals: totals.sort((a, b) => b.waitedMs - a.waitedMs) }
  }

  #count(reason: WaitReason, waitedMs: number): void {
    const total = this.#totals.get(reason) ?? { reason, waits: 0, waitedMs: 0 }
    total.waits++
    total.waitedMs += waitedMs
    this.#totals.set(reason, total)
  }

  #mergeNearest(): void {
    let at = 0
    let least = Number.POSITIVE_INFINITY
    this.#spans.forEach((span, index) => {
      const next = this.#spans[index + 1]
      if (next === undefined || next.fromMs - span.untilMs >= least) return
      least = next.fromMs - span.untilMs
      at = index
    })
    const [first, second] = this.#spans.slice(at, at + 2)
    if (first !== undefined && second !== undefined) this.#spans.splice(at, 2, together(first, second))
  }
}

function together(first: WaitSpan, second: WaitSpan): WaitSpan {
  return {
    fromMs: first.fromMs,
    untilMs: second.untilMs,
    waitedMs: first.waitedMs + second.waitedMs,
    waits: first.waits + second.waits,
    reason: second.waitedMs > first.waitedMs ? second.reason : first.reason,
  }
}
