import type { Rate } from '../targets/target.js'

/**
 * At most so many calls in any span of time, which may be spent at once. A call may leave when the one that many
 * calls before it is a whole span old, so no span, wherever it begins, ever holds more.
 */
export class CallsInAnySpan {
  private readonly rate: Rate
  /** When the last calls left, as a ring: the oldest is overwritten. */
  private readonly sentAt: number[] = []
  private count = 0

  constructor(rate: Rate) {
    this.rate = rate
  }

  delay(now: number): number {
    const oldest = this.sentAt[this.count % this.rate.calls]
    return oldest === undefined ? 0 : Math.max(0, oldest + this.rate.perMs - now)
  }

  sent(now: number): void {
    this.sentAt[this.count % this.rate.calls] = now
    this.count++
  }

  perSecond(): number {
    return (this.rate.calls * 1000) / this.rate.perMs
  }
}
