import { Meter } from './pacer-meter.js'
import { FEWEST_CALLS, LearnedWindow } from './pacer-window.js'

/** Share of the rate that a refusal leaves. */
const CUT = 0.95
/** Answers that make a measured rate worth believing. */
const ENOUGH_ANSWERS = 20
/** Of a rate that was refused, at least this share is kept: after a climb, what was measured lags behind. */
const LEAST_KEPT = 0.7
/** The cubic comes back to the rate before the cut after so many requests, or so many seconds' worth. */
const PERIOD_REQUESTS = 80
const PERIOD_SECONDS = 1
/** While searching, the rate doubles in so many requests, or in a second. */
const DOUBLING_REQUESTS = 20
/** The same as long as nothing is known: a refusal that came before anything was accepted says little of the limit. */
const BLIND_DOUBLING_REQUESTS = 4
const BLIND_ANSWERS = 4
/** Requests a second when nothing was ever accepted before the first refusal; and never fewer than the other. */
const FIRST_RATE = 4
const SLOWEST_RATE = 1 / 60
/** Timers are late, and a busy process more so: so much time lost may be made up for by sending faster. */
const CATCH_UP_MS = 40
/** A request that left within this of its turn was held back by the rate, not by a lack of rows or connections. */
const ON_TURN_MS = 5
/** Rounds of refusals that make a silence. They take a wait or two, in which a bucket would have let some through. */
const SILENCE_ROUNDS = 3

/** Refusals with nothing accepted between. */
interface Silence {
  readonly from: number
  to: number
  rounds: number
}

/**
 * Finds the rate of an API that does not state one, from what it refuses.
 *
 * - **free**: nothing was refused yet; no bound.
 * - **search**: the rate doubles about every second. A refusal cuts it to what was accepted since the first one,
 *   which is exact for a bucket of tokens, empty then and now; but at most by half, for a handful of answers
 *   proves nothing. Once there are enough of them, on to hold.
 * - **hold**: each refusal cuts the rate a little below what was accepted lately. From there it comes back along a
 *   cubic: level around the rate that was refused, where it stays longest, then ever steeper, so that a limit that
 *   was raised is soon found.
 * - **window**: a run of answers, then a silence at least twice as long as the run, is what a window looks like, for
 *   a bucket would let something through. `LearnedWindow` takes over. If it was a bucket after all, its rate is less
 *   than one token in that silence: search from there. If it was no window for another reason: hold at its mean.
 *
 * Growth goes by answers, not by time or by requests sent, so a slow network never lets it run ahead of what is
 * known; and only while the rate is what holds requests back. All refusals of requests that were sent before the
 * last cut was made belong to that cut.
 */
export class Search {
  private state: 'free' | 'search' | 'hold' = 'free'
  private window: LearnedWindow | undefined
  /** Requests a second. */
  private rate = Infinity
  /** In hold: the rate that the cubic comes back to, and answers since the cut. */
  private base = Infinity
  private answers = 0
  private after = 0
  private turnAt = -Infinity
  private onTurn = false
  /** True from a first refusal that came too early to tell anything, until the next. */
  private blind = false
  private cutAt = -Infinity
  private readonly meter = new Meter()
  private silence: Silence | undefined
  /** Accepted since the last silence. */
  private run = { from: Number.NaN, count: 0 }

  delay(now: number): number {
    return this.window ? this.window.delay(now) : Math.max(0, this.turnAt - now)
  }

  sent(now: number): void {
    if (Number.isNaN(this.run.from)) this.startRun(now)
    if (this.window) {
      this.window.sent(now)
      return
    }
    if (this.state === 'free') return
    this.onTurn = now - this.turnAt < ON_TURN_MS
    this.turnAt = Math.max(this.turnAt, now - CATCH_UP_MS) + 1000 / this.rate
  }

  accepted(sentAt: number): void {
    if (this.window) {
      this.window.answered(sentAt)
      return
    }
    // Only a request that left after the refusal was known shows that the silence is over.
    if (this.silence && sentAt >= this.cutAt) this.endSilence(this.silence, sentAt)
    if (sentAt >= this.run.from) this.run.count++
    this.meter.add(sentAt)
    if (this.onTurn && sentAt >= this.cutAt) this.grow()
  }

  refused(now: number, sentAt: number): void {
    if (this.window) {
      const verdict = this.window.refused(now, sentAt)
      if (verdict !== 'kept') this.leaveWindow(this.window, verdict, now, sentAt)
      return
    }
    if (sentAt < this.cutAt) return
    if (this.silence) {
      this.silence.to = sentAt
      this.silence.rounds++
    } else this.silence = { from: sentAt, to: sentAt, rounds: 1 }
    this.cut(sentAt, this.silence.rounds === 1)
    this.cutAt = now
    this.after = this.rate
    this.turnAt = now + 1000 / this.rate
  }

  /** Undefined: no bound is known. */
  perSecond(): number | undefined {
    if (this.window) return this.window.perSecond()
    return this.state === 'free' ? undefined : this.rate
  }

  private startRun(at: number): void {
    this.run = { from: at, count: 0 }
    this.meter.restart(at)
  }

  private grow(): void {
    const doubling = this.blind ? BLIND_DOUBLING_REQUESTS : DOUBLING_REQUESTS
    if (this.state === 'search') this.rate *= 2 ** (1 / Math.max(doubling, this.rate))
    if (this.state !== 'hold') return
    this.answers++
    const period = Math.max(PERIOD_REQUESTS, this.base * PERIOD_SECONDS)
    this.rate = this.base * (1 + (1 - CUT) * (this.answers / period - 1) ** 3)
  }

  private cut(sentAt: number, first: boolean): void {
    const measured = this.meter.perSecond(sentAt)
    const enough = this.meter.answers >= ENOUGH_ANSWERS
    this.blind = this.state === 'free' && this.meter.answers < BLIND_ANSWERS
    if (this.state === 'free') {
      this.state = 'search'
      // The burst that an API grants at the start is in there too: half of it.
      this.rate = Math.max(FIRST_RATE, measured / 2)
      this.meter.restart(sentAt)
    } else if (
      enough &&
      this.state === 'search' &&
      this.rate < 1.2 * this.after &&
      measured < LEAST_KEPT * this.rate
    ) {
      this.rate = measured
      this.meter.restart(sentAt)
    } else if (enough) {
      this.hold(Math.min(this.rate, Math.max(measured, this.rate * LEAST_KEPT)), sentAt)
    } else if (this.state === 'search') {
      const cut = Math.max(this.rate / 2, Math.min(measured, this.rate * CUT))
      this.rate = Math.max(SLOWEST_RATE, cut)
    } else {
      // Once in a silence: that it goes on says no more of the rate.
      this.hold(Math.max(SLOWEST_RATE, first ? this.base * CUT : this.base), sentAt)
    }
  }

  private hold(base: number, at: number): void {
    this.state = 'hold'
    this.base = base
    this.rate = base * CUT
    this.answers = 0
    this.meter.restart(at)
  }

  private endSilence(silence: Silence, sentAt: number): void {
    const { run } = this
    this.silence = undefined
    this.run = { from: sentAt, count: 0 }
    if (silence.rounds < SILENCE_ROUNDS || run.count < FEWEST_CALLS) return
    this.rate = Math.min(this.rate, 1000 / (silence.to - silence.from))
    this.window = new LearnedWindow(run.count, silence.to - run.from, sentAt - run.from, sentAt)
  }

  private leaveWindow(window: LearnedWindow, why: 'bucket' | 'broken', now: number, sentAt: number): void {
    this.window = undefined
    if (why === 'bucket') this.state = 'search'
    else this.hold(window.perSecond(), sentAt)
    this.startRun(now)
    this.meter.restart(sentAt)
    this.silence = { from: sentAt, to: sentAt, rounds: 1 }
    this.cutAt = now
    this.after = this.rate
    this.turnAt = now + 1000 / this.rate
  }
}
