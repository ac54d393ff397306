/** What is taken for "lately": long enough to be sure of a rate, short enough to be news. */
const LATELY_ANSWERS = 60
const LATELY_MS = 1000

/**
 * The rate at which the API accepted lately. It counts in two halves, each of at least `LATELY_ANSWERS` and
 * `LATELY_MS`, and forgets the older half whenever the newer is full.
 */
export class Meter {
  private olderFrom = 0
  private olderCount = 0
  private from = 0
  private count = 0

  restart(at: number): void {
    this.olderFrom = at
    this.olderCount = 0
    this.from = at
    this.count = 0
  }

  /** A request that left at `sentAt` was accepted. */
  add(sentAt: number): void {
    if (sentAt < this.olderFrom) return
    if (sentAt < this.from) {
      this.olderCount++
      return
    }
    if (this.count >= LATELY_ANSWERS && sentAt - this.from >= LATELY_MS) {
      this.olderFrom = this.from
      this.olderCount = this.count
      this.from = sentAt
      this.count = 0
    }
    this.count++
  }

  /** Accepted since `restart`, or lately. */
  get answers(): number {
    return this.olderCount + this.count
  }

  perSecond(until: number): number {
    return (this.answers * 1000) / Math.max(1, until - this.olderFrom)
  }
}
