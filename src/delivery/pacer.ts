import type { Rate } from '../targets/target.js'
import { Account } from './pacer-account.js'
import { CallsInAnySpan } from './pacer-calls.js'
import { Search } from './pacer-search.js'
import { PATIENCE_MS } from './pacer-window.js'

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
  /** Milliseconds to wait before the next request may leave; 0: now. Finite; answers that come first change it. */
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
  /** Requests a second that the limits known now allow in the long run; undefined: no limit is known. */
  perSecond(): number | undefined
}

export interface PacerOptions {
  /** `--rate`: a bound on top of everything else. `none`: the documented rate does not count either. */
  readonly rate: Rate | 'none' | undefined
  /** The rate that the vendor documents: holds as long as the API states no budget. */
  readonly documented: Rate | undefined
  /** Percent of a stated or documented budget left to the account's other users. */
  readonly headroom: number
  /** Requests in flight at once, at most: whoever sends sees to that. */
  readonly concurrency: number
  /** Numbers in [0, 1), for jitter. */
  readonly random?: () => number
}

/** Refusals in a row, with nothing accepted between, wait so long, doubling each time, up to the other. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/**
 * A request may leave when nothing holds it back. Each of these holds back by itself, and the longest wait counts:
 *
 * - **`Retry-After`**: nothing leaves before it. It overrules the two that guess at the same thing, the wait after
 *   refusals and the reset of a stated budget.
 * - **Refusals in a row**: the first only slows the search; each further round waits twice as long as the last.
 *   Requests that left before the last refusal was known belong to its round.
 * - **The account** (`pacer-account.ts`): what the API states is left, less the headroom, is spent at once; then
 *   nothing leaves until the reset. As long as it states nothing, the documented rate stands in.
 * - **The search** (`pacer-search.ts`): the rate found by trying. It is free until a refusal that the account does
 *   not explain, so where the budget is stated, and true, it never gets in the way.
 * - **`--rate`**: so many calls in any second or minute.
 * - **Going ahead**: at the start and after every wait one request goes ahead. Each accepted answer lets one more
 *   be in flight, so that two follow, then four. What is not yet known to be open is not met with a full broadside.
 */
class ApiPacer implements Pacer {
  private readonly account: Account
  private readonly search = new Search()
  private readonly bound: CallsInAnySpan | undefined
  private readonly documented: CallsInAnySpan | undefined
  private readonly concurrency: number
  private readonly random: () => number
  private inFlight = 0
  private mayBeInFlight = 1
  private lastSentAt = Number.NEGATIVE_INFINITY
  private heldUntil = Number.NEGATIVE_INFINITY
  private backoffUntil = Number.NEGATIVE_INFINITY
  private roundsRefused = 0
  private refusalKnownAt = Number.NEGATIVE_INFINITY

  constructor({ rate, documented, headroom, concurrency, random = Math.random }: PacerOptions) {
    this.account = new Account(headroom)
    if (rate === undefined && documented !== undefined) {
      const calls = Math.max(1, Math.floor((documented.calls * (100 - headroom)) / 100))
      this.documented = new CallsInAnySpan({ ...documented, calls })
    }
    if (rate !== undefined && rate !== 'none') this.bound = new CallsInAnySpan(rate)
    this.concurrency = concurrency
    this.random = random
  }

  delay(now: number): number {
    return Math.max(
      0,
      this.heldUntil - now,
      this.backoffUntil - now,
      this.budgetDelay(now),
      this.bound?.delay(now) ?? 0,
      this.search.delay(now),
      this.aheadDelay(now),
    )
  }

  reason(now: number): WaitReason | undefined {
    const delay = this.delay(now)
    if (delay === 0) return undefined
    if (delay === this.heldUntil - now) return 'retry-after'
    if (delay === this.budgetDelay(now)) return 'budget'
    return delay === this.backoffUntil - now ? 'refused' : 'rate'
  }

  sent(now: number): void {
    if (this.account.isOver(now)) this.mayBeInFlight = 1
    this.inFlight++
    this.lastSentAt = now
    this.bound?.sent(now)
    this.documented?.sent(now)
    this.search.sent(now)
  }

  accepted(now: number, sentAt: number, stated?: StatedBudget): void {
    this.answered(now, sentAt, stated)
    if (this.mayBeInFlight < this.concurrency) this.mayBeInFlight++
    if (sentAt >= this.refusalKnownAt) this.roundsRefused = 0
    this.search.accepted(sentAt)
  }

  refused(now: number, sentAt: number, stated?: StatedBudget, retryAfterMs?: number): void {
    this.answered(now, sentAt, stated)
    const newRound = sentAt >= this.refusalKnownAt
    if (newRound) {
      this.refusalKnownAt = now
      this.roundsRefused++
    }
    // A wait of 0 would have us knock again at once, and for ever.
    if (retryAfterMs) this.obey(now + retryAfterMs)
    else if (newRound && this.roundsRefused > 1) this.backOff(now)
    if (!this.account.isSpent(now)) this.search.refused(now, sentAt)
  }

  lost(_now: number, _sentAt: number): void {
    this.inFlight--
    this.account.spentUnseen()
  }

  hold(untilMs: number): void {
    this.heldUntil = Math.max(this.heldUntil, untilMs)
    this.mayBeInFlight = 1
  }

  perSecond(): number | undefined {
    const budget = this.account.speaks ? this.account.perSecond() : this.documented?.perSecond()
    const known = [budget, this.bound?.perSecond(), this.search.perSecond()].filter((n) => n !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  private budgetDelay(now: number): number {
    if (this.account.speaks) return this.account.delay(now, this.inFlight)
    return this.documented?.delay(now) ?? 0
  }

  /** Answers change this; but without one, a request that is not heard of does not hold the others back for ever. */
  private aheadDelay(now: number): number {
    return this.inFlight < this.mayBeInFlight ? 0 : this.lastSentAt + PATIENCE_MS - now
  }

  private answered(now: number, sentAt: number, stated: StatedBudget | undefined): void {
    this.inFlight--
    if (stated) this.account.stated(now, sentAt, stated)
    else this.account.unstated(now)
  }

  private obey(until: number): void {
    this.hold(until)
    this.backoffUntil = Number.NEGATIVE_INFINITY
    this.account.resetsAt(until)
  }

  /** Half of the wait is jitter, so that many who were refused together do not come back together. */
  private backOff(now: number): void {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.roundsRefused - 2))
    this.backoffUntil = now + wait / 2 + (this.random() * wait) / 2
    this.mayBeInFlight = 1
  }
}

export function createPacer(options: PacerOptions): Pacer {
  return new ApiPacer(options)
}
