import { setTimeout as sleepFor } from 'node:timers/promises'
import type { Pacer, StatedBudget, WaitReason } from './pacer.js'

/** Time that only moves forward; a test brings its own. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }).catch(() => {}),
}

/** Waits that are worth a word. */
const ANNOUNCED_MS = 1000
/** Longer sleeps are cut in pieces: a timer of more than 24 days would fire at once. */
const LONGEST_SLEEP_MS = 3_600_000

type Waiter = (sentAt: number) => void

export interface TurnstileOptions {
  readonly pacer: Pacer
  readonly clock?: Clock
  /** Nothing can leave for `ms` from now. Called once for a wait of over a second, again if its reason or end changes. */
  readonly onWait?: (reason: WaitReason, ms: number) => void
}

/**
 * Lets requests out one by one, in the order they came, each when the pacer says so. What is told of answers goes
 * to the pacer through here, so that those who wait hear of it at once.
 */
export class Turnstile {
  private readonly pacer: Pacer
  private readonly clock: Clock
  private readonly onWait: (reason: WaitReason, ms: number) => void
  private readonly queue = new Set<Waiter>()
  /** Wakes the one sleep that is under way. */
  private sleep: AbortController | undefined
  private announced: { readonly reason: WaitReason; readonly until: number } | undefined

  constructor({ pacer, clock = systemClock, onWait = () => {} }: TurnstileOptions) {
    this.pacer = pacer
    this.clock = clock
    this.onWait = onWait
  }

  /**
   * Resolves when a request may leave, and counts it as sent: with the time it leaves, which its answer is told
   * with. Rejects with the signal's reason when it is aborted first; then nothing was counted.
   */
  take(signal: AbortSignal): Promise<number> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const now = this.clock.now()
    if (this.queue.size > 0 || this.pacer.delay(now) > 0) return this.queueUp(signal)
    this.pacer.sent(now)
    return Promise.resolve(now)
  }

  /** See `Pacer.accepted`. */
  accepted(sentAt: number, stated?: StatedBudget): void {
    this.pacer.accepted(this.clock.now(), sentAt, stated)
    this.turn()
  }

  /** See `Pacer.refused`. */
  refused(sentAt: number, stated?: StatedBudget, retryAfterMs?: number): void {
    this.pacer.refused(this.clock.now(), sentAt, stated, retryAfterMs)
    this.turn()
  }

  /** See `Pacer.lost`. */
  lost(sentAt: number): void {
    this.pacer.lost(this.clock.now(), sentAt)
    this.turn()
  }

  /** Nothing leaves for so many milliseconds. See `Pacer.hold`. */
  hold(ms: number): void {
    this.pacer.hold(this.clock.now() + ms)
    this.turn()
  }

  private queueUp(signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.queue.delete(waiter)
        if (this.queue.size === 0) this.sleep?.abort()
        reject(signal.reason)
      }
      const waiter = (sentAt: number) => {
        signal.removeEventListener('abort', leave)
        resolve(sentAt)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.queue.add(waiter)
      if (this.queue.size === 1) this.turn()
    })
  }

  /** Lets out whoever may leave now; sleeps until the next one may. */
  private turn(): void {
    this.sleep?.abort()
    this.sleep = undefined
    for (const waiter of this.queue) {
      const now = this.clock.now()
      const delay = this.pacer.delay(now)
      if (delay > 0) {
        this.wait(now, delay)
        return
      }
      this.announced = undefined
      this.queue.delete(waiter)
      this.pacer.sent(now)
      waiter(now)
    }
  }

  private wait(now: number, delay: number): void {
    this.announce(now, delay)
    // Whoever heard of it may have given up.
    if (this.queue.size === 0) return
    const sleep = new AbortController()
    this.sleep = sleep
    void this.clock.sleep(Math.min(delay, LONGEST_SLEEP_MS), sleep.signal).then(() => {
      if (!sleep.signal.aborted) this.turn()
    })
  }

  private announce(now: number, delay: number): void {
    const reason = this.pacer.reason(now)
    if (delay <= ANNOUNCED_MS || reason === undefined) return
    const until = now + delay
    const { announced } = this
    if (announced?.reason === reason && Math.abs(announced.until - until) < ANNOUNCED_MS) return
    this.announced = { reason, until }
    this.onWait(reason, delay)
  }
}
