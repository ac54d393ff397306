/**
 * How an API counts calls. All are told the time (milliseconds of any clock that does not go back), so that an hour
 * can be tried in no time.
 */
export interface CallWindow {
  /** Calls granted in a window, or the size of the bucket. */
  readonly calls: number
  /** Spends one call; false if none is left. */
  take(now: number): boolean
  /** Whole calls left. */
  left(now: number): number
  /** When there will be more calls than now. */
  freeAt(now: number): number
}

/** So many calls until the window ends, then all of them again. */
export class FixedWindow implements CallWindow {
  readonly calls: number
  readonly #perMs: number
  readonly #byClock: boolean
  #start = Number.NEGATIVE_INFINITY
  #used = 0

  /** `start`: a window opens with the first call after the last one, or at each full multiple of its length. */
  constructor(calls: number, perMs: number, start: 'first' | 'clock') {
    this.calls = calls
    this.#perMs = perMs
    this.#byClock = start === 'clock'
  }

  take(now: number): boolean {
    if (this.#over(now)) {
      this.#start = this.#opening(now)
      this.#used = 0
    }
    if (this.#used >= this.calls) return false
    this.#used++
    return true
  }

  left(now: number): number {
    return this.#over(now) ? this.calls : this.calls - this.#used
  }

  freeAt(now: number): number {
    return (this.#over(now) ? this.#opening(now) : this.#start) + this.#perMs
  }

  #over(now: number): boolean {
    return now - this.#start >= this.#perMs
  }

  #opening(now: number): number {
    return this.#byClock ? Math.floor(now / this.#perMs) * this.#perMs : now
  }
}

/** So many calls in any stretch of the window's length. */
export class SlidingWindow implements CallWindow {
  readonly calls: number
  readonly #perMs: number
  /** The last `calls` instants, in a ring. */
  readonly #times: Float64Array
  #oldest = 0
  #count = 0

  constructor(calls: number, perMs: number) {
    this.calls = calls
    this.#perMs = perMs
    this.#times = new Float64Array(calls)
  }

  take(now: number): boolean {
    this.#forget(now)
    if (this.#count >= this.calls) return false
    this.#times[(this.#oldest + this.#count) % this.calls] = now
    this.#count++
    return true
  }

  left(now: number): number {
    this.#forget(now)
    return this.calls - this.#count
  }

  freeAt(now: number): number {
    this.#forget(now)
    return this.#count === 0 ? now : (this.#times[this.#oldest] ?? now) + this.#perMs
  }

  #forget(now: number): void {
    while (this.#count > 0 && now - (this.#times[this.#oldest] ?? 0) >= this.#perMs) {
      this.#oldest = (this.#oldest + 1) % this.calls
      this.#count--
    }
  }
}

/** A bucket that fills steadily and may be emptied at once. */
export class TokenBucket implements CallWindow {
  readonly calls: number
  readonly #perMs: number
  #tokens: number
  #filledAt: number | undefined

  /** `rate` calls flow in per `perMs`; the bucket holds `size`, and is full at first. */
  constructor(rate: number, perMs: number, size: number) {
    this.calls = size
    this.#perMs = rate / perMs
    this.#tokens = size
  }

  take(now: number): boolean {
    this.#fill(now)
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  left(now: number): number {
    this.#fill(now)
    return Math.floor(this.#tokens)
  }

  freeAt(now: number): number {
    const next = this.left(now) + 1
    return next > this.calls ? now : now + (next - this.#tokens) / this.#perMs
  }

  #fill(now: number): void {
    const elapsed = now - (this.#filledAt ?? now)
    this.#tokens = Math.min(this.calls, this.#tokens + elapsed * this.#perMs)
    this.#filledAt = now
  }
}
