/** So long a request that was sent ahead alone holds the others back, if its answer does not come. */
export const PATIENCE_MS = 1000
/** A length this well known needs no more tries: 2 % of it is all there is to gain. */
const LENGTH_RESOLUTION = 0.02
/** What the way of a request varies by; no length can be told better than that. */
const LENGTH_RESOLUTION_MS = 10
/** Above this doubt, a try in vain costs little against waiting: try again in the same window. */
const WIDE_DOUBT_MS = 4000
/** One call too many is tried once in so many: at most 1 % of requests refused for it. */
const REQUESTS_BETWEEN_EXTRAS = 100
/** After a silence a bucket of tokens holds no more than a few; a window holds all its calls. */
const TOKENS_AFTER_SILENCE = 3
/** Fewer calls a window than this, and steady pacing does as well. */
export const FEWEST_CALLS = 5

/**
 * - `kept`: the window stands, perhaps mended.
 * - `bucket`: it was never a window; tokens trickled in.
 * - `broken`: it is a window no more.
 */
export type Verdict = 'kept' | 'bucket' | 'broken'

/**
 * A limit of so many calls in a window of so many milliseconds, learned from when refusals begin and end.
 *
 * All calls of a window leave at once; then one request, the opener, is sent ahead to see whether the next window
 * is open, and the others follow when it is accepted. The length is known to lie between `least` (still refused
 * after that long) and `most` (accepted after that long): while the two are apart, the opener tries a length
 * between them. The number of calls is tried by sending one too many now and then.
 *
 * The n-th call leaves no sooner than the length after the n-th of the window before, so that a limit that counts
 * in any window, not in fixed ones, is kept too.
 */
export class LearnedWindow {
  private calls: number
  private least: number
  private most: number
  private openedAt: number
  /** When the calls of this window left. */
  private sends: number[]
  private lastSends: readonly number[] = []
  private accepted = 1
  private opener: { readonly sentAt: number; readonly age: number } | undefined
  private extraSentAt: number | undefined
  /** Infinity: the number of calls was never tried. */
  private requestsSinceExtra = Infinity
  /** A shorter length was tried for this window, in vain. */
  private triedInVain = false
  private refusalKnownAt = -Infinity
  /** A whole window was spent and the next one opened. */
  private confirmed = false

  constructor(calls: number, least: number, most: number, firstSentAt: number) {
    this.calls = calls
    this.least = least
    this.most = most
    this.openedAt = firstSentAt
    this.sends = [firstSentAt]
  }

  delay(now: number): number {
    if (this.opener) return Math.max(0, this.opener.sentAt + PATIENCE_MS - now)
    if (this.sends.length < this.calls) {
      const counterpart = this.lastSends[this.sends.length]
      return counterpart === undefined ? 0 : Math.max(0, counterpart + this.length - now)
    }
    return this.mayTryExtra(now) ? 0 : Math.max(0, this.due() - now)
  }

  sent(now: number): void {
    this.requestsSinceExtra++
    if (this.opener) return
    if (this.sends.length < this.calls) this.sends.push(now)
    else if (now >= this.due()) this.opener = { sentAt: now, age: now - this.openedAt }
    else this.extraSentAt = now
  }

  answered(sentAt: number): void {
    if (sentAt < this.openedAt) return
    if (this.opener && sentAt >= this.opener.sentAt) {
      this.open(this.opener)
      return
    }
    this.accepted++
    if (sentAt === this.extraSentAt) {
      this.extraSentAt = undefined
      this.sends.push(sentAt)
    }
    this.calls = Math.max(this.calls, this.accepted)
  }

  refused(now: number, sentAt: number): Verdict {
    if (this.opener) {
      if (sentAt >= this.opener.sentAt) this.tooSoon(this.opener.age)
      return 'kept'
    }
    if (sentAt < this.openedAt || sentAt < this.refusalKnownAt) return 'kept'
    if (sentAt === this.extraSentAt) {
      this.extraSentAt = undefined
      this.requestsSinceExtra = 0
      return 'kept'
    }
    this.refusalKnownAt = now
    return this.mend(sentAt)
  }

  perSecond(): number {
    return (this.calls * 1000) / this.length
  }

  /** The best guess that is likely to be accepted. */
  private get length(): number {
    return this.most === Infinity ? this.least : this.most
  }

  private get doubt(): number {
    return this.most - this.least
  }

  private get settled(): boolean {
    return this.doubt <= Math.max(LENGTH_RESOLUTION_MS, this.most * LENGTH_RESOLUTION)
  }

  /** When the opener may leave. */
  private due(): number {
    const wide = this.doubt > WIDE_DOUBT_MS
    if (this.most === Infinity || this.settled || (this.triedInVain && !wide))
      return this.openedAt + this.length
    return this.openedAt + this.least + this.doubt * (wide ? 1 / 4 : 1 / 2)
  }

  /** Well before the window ends, or the next one would accept it. */
  private mayTryExtra(now: number): boolean {
    return (
      this.extraSentAt === undefined &&
      !this.triedInVain &&
      this.accepted >= this.calls &&
      this.requestsSinceExtra >= (this.settled ? REQUESTS_BETWEEN_EXTRAS : Infinity) &&
      now < this.openedAt + this.least * 0.75
    )
  }

  private open(opener: { readonly sentAt: number; readonly age: number }): void {
    if (this.accepted >= this.calls) this.confirmed = true
    this.most = Math.min(this.most, opener.age)
    this.lastSends = this.sends
    this.sends = [opener.sentAt]
    this.openedAt = opener.sentAt
    this.accepted = 1
    this.opener = undefined
    this.extraSentAt = undefined
    this.triedInVain = false
  }

  /** Not open after `age`. If even `most` is no longer enough, a little more is tried once; then it is unknown. */
  private tooSoon(age: number): void {
    this.least = Math.max(this.least, age)
    if (this.least >= this.most) {
      this.most = this.triedInVain ? Infinity : this.least * (1 + 2 * LENGTH_RESOLUTION)
    }
    this.triedInVain = true
    this.opener = undefined
  }

  /** Refused although not all calls were spent. */
  private mend(sentAt: number): Verdict {
    const { accepted, calls } = this
    if (accepted <= TOKENS_AFTER_SILENCE && !this.confirmed) return 'bucket'
    if (accepted < FEWEST_CALLS || accepted < calls / 4) return 'broken'
    // Far fewer: several windows were taken for one, and their length with them.
    if (accepted < calls * 0.75) this.least = sentAt - this.openedAt
    this.calls = accepted
    this.requestsSinceExtra = Infinity
    return 'kept'
  }
}
