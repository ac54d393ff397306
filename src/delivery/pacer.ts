/** What an answer's headers say about the account's budget. */
export interface StatedBudget {
  /** Calls granted in a window, if said. */
  readonly limit: number | undefined
  /** Calls left in this window. */
  readonly remaining: number
  /** Milliseconds from the answer until the window resets. */
  readonly resetInMs: number
}

/** Why the next request has to wait: shown to the user. */
export type WaitReason = 'budget' | 'retry-after' | 'refused' | 'rate'

/**
 * Decides when a request may leave; one per API and credential. Pure: it is told the time (milliseconds of a
 * monotonic clock) and never sleeps, so that it can be tried in virtual time.
 */
export interface Pacer {
  /** Milliseconds to wait before the next request may leave; 0: now. */
  delay(now: number): number
  /** Why `delay` is not 0. */
  reason(now: number): WaitReason | undefined
  /** A request leaves. */
  sent(now: number): void
  /** An answer other than 429 came, to a request that left at `sentAt`. */
  accepted(now: number, sentAt: number, stated?: StatedBudget): void
  /** A 429 came, to a request that left at `sentAt`; `retryAfterMs` if the answer said how long to wait. */
  refused(now: number, sentAt: number, stated?: StatedBudget, retryAfterMs?: number): void
  /** A request that left at `sentAt` got no answer: it says nothing about the limit, and is no longer in flight. */
  lost(now: number, sentAt: number): void
  /** Nothing may leave before `untilMs` on the clock: `Retry-After` on an answer other than 429. */
  hold(untilMs: number): void
}
