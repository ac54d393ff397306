import type { StatedBudget } from './pacer.js'

/** Headers count in seconds: resets this close together are the same one. */
const SAME_RESET_MS = 1500
/** A budget used up whose reset is already past: the next whole second, at the earliest. */
const PAST_RESET_MS = 1000

interface Statement {
  /** As stated, else the most that was ever left. */
  readonly limit: number
  remaining: number
  readonly resetAt: number
  readonly heardAt: number
}

/**
 * What the API says is left of the account's budget, and what of it may be spent.
 *
 * Answers overtake each other, and requests in flight may be counted in what an answer says, or not. So of the
 * answers that were under way together the one that leaves least counts, and every request in flight counts as not
 * yet counted: never more is spent than is left, whatever the order. Other users of the account show in what is
 * left. When the window is over, a request goes ahead alone to hear of the next one.
 */
export class Account {
  private readonly headroomPercent: number
  private known: Statement | undefined
  /** The longest time to a reset that was stated: about a window's length. */
  private windowMs = 0

  constructor(headroomPercent: number) {
    this.headroomPercent = headroomPercent
  }

  /** The API states its budget; false before its first word, and after its last. */
  get speaks(): boolean {
    return this.known !== undefined
  }

  delay(now: number, inFlight: number): number {
    const { known } = this
    if (known === undefined || now >= known.resetAt) return 0
    return this.spendable(known) - inFlight > 0 ? 0 : known.resetAt - now
  }

  /** The window is over: the next request asks for the new one. */
  isOver(now: number): boolean {
    return this.known !== undefined && now >= this.known.resetAt
  }

  /** Nothing is left, so a refusal is no surprise. */
  isSpent(now: number): boolean {
    return this.known !== undefined && now < this.known.resetAt && this.known.remaining <= 0
  }

  stated(now: number, sentAt: number, stated: StatedBudget): void {
    const heard = this.understand(now, stated)
    const { known } = this
    const underWayTogether = known !== undefined && now < known.resetAt && sentAt < known.heardAt
    if (!underWayTogether || heard.resetAt > known.resetAt + SAME_RESET_MS) this.known = heard
    else if (heard.resetAt >= known.resetAt - SAME_RESET_MS && heard.remaining < known.remaining)
      this.known = heard
  }

  /** An answer without a word about the budget. When it should have told of a new window, the API states no more. */
  unstated(now: number): void {
    if (this.isOver(now)) this.known = undefined
    else this.spentUnseen()
  }

  /** A request that the API may have counted, without saying so. */
  spentUnseen(): void {
    if (this.known) this.known.remaining--
  }

  /** `Retry-After` overrules the reset. */
  resetsAt(at: number): void {
    if (this.known) this.known = { ...this.known, resetAt: at }
  }

  perSecond(): number | undefined {
    if (this.known === undefined || this.windowMs === 0) return undefined
    const { limit } = this.known
    return ((limit - this.headroom(limit)) * 1000) / this.windowMs
  }

  private understand(now: number, { limit, remaining, resetInMs }: StatedBudget): Statement {
    this.windowMs = Math.max(this.windowMs, resetInMs)
    const wait = resetInMs > 0 ? resetInMs : PAST_RESET_MS
    const atLeast = Math.max(this.known?.limit ?? 0, remaining)
    return { limit: limit ?? atLeast, remaining, resetAt: now + wait, heardAt: now }
  }

  private spendable(known: Statement): number {
    return known.remaining - this.headroom(known.limit)
  }

  /** Calls left to others; but never all of them. */
  private headroom(limit: number): number {
    return Math.min(Math.ceil((limit * this.headroomPercent) / 100), Math.max(0, limit - 1))
  }
}
