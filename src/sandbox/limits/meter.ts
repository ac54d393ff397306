import type { LimitRule } from './rule.js'
import { type CallWindow, FixedWindow, SlidingWindow, TokenBucket } from './windows.js'

/** The account's budget at an instant. */
export interface Budget {
  readonly limit: number
  readonly remaining: number
  /** Milliseconds of the clock that the meter is told. */
  readonly resetAt: number
}

/** Counts the calls of one account against its limit, those of its other user among them. */
export class Meter {
  readonly rule: LimitRule
  /** Calls let through, and calls refused. */
  granted = 0
  refused = 0
  /** Calls that the other user got. */
  others = 0
  readonly #window: CallWindow | undefined
  #otherIsDue: number | undefined

  constructor(rule: LimitRule) {
    this.rule = rule
    this.#window = makeWindow(rule)
  }

  /** Spends one call; false: this one gets a 429. */
  take(now: number): boolean {
    if (this.#window === undefined) return true
    this.#letOthersSpend(this.#window, now)
    const granted = this.#window.take(now)
    if (granted) this.granted++
    else this.refused++
    return granted
  }

  /** What is left; undefined: there is no limit. */
  budget(now: number): Budget | undefined {
    const window = this.#window
    if (window === undefined) return undefined
    this.#letOthersSpend(window, now)
    return { limit: window.calls, remaining: window.left(now), resetAt: window.freeAt(now) }
  }

  /** The other user's calls since the last look, each at its own instant. */
  #letOthersSpend(window: CallWindow, now: number): void {
    const { others, perMs = 1 } = this.rule
    if (others === undefined) return
    const spanMs = this.rule.othersPerMs ?? perMs
    const stepMs = spanMs / others
    // After a long rest only what can still count is gone through.
    let due = Math.max(this.#otherIsDue ?? now, now - 2 * Math.max(spanMs, perMs))
    for (; due <= now; due += stepMs) {
      if (window.take(due)) this.others++
    }
    this.#otherIsDue = due
  }
}

function makeWindow({ kind, calls, perMs, burst, start }: LimitRule): CallWindow | undefined {
  if (kind === 'none' || calls === undefined || perMs === undefined) return undefined
  if (kind === 'fixed') return new FixedWindow(calls, perMs, start)
  return kind === 'sliding' ? new SlidingWindow(calls, perMs) : new TokenBucket(calls, perMs, burst ?? calls)
}
