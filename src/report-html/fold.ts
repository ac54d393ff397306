import type { WaitReason } from '../delivery/pacer.js'
import type { Summary } from '../journal/summary.js'
import type { OutcomeKind } from '../outcome.js'
import { AnswerTimes } from './answer-times.js'
import { callKind, type IssueRow, type ReportData } from './data.js'
import { IssuesFold } from './issues.js'
import { ReasonsFold } from './reasons.js'
import { TimelineFold } from './timeline.js'
import { WaitsFold } from './waits.js'

/**
 * Folds what a run's journal says into the data of its report, in bounded memory: some 100 KB and the rows that the
 * page lists. All times given are epoch milliseconds; `session` comes first.
 */
export class ReportFold {
  readonly timeline = new TimelineFold()
  readonly answers = new AnswerTimes()
  readonly waits = new WaitsFold()
  readonly reasons = new ReasonsFold()
  readonly issues = new IssuesFold()
  readonly #clock = new RunClock()

  /** The run started, or was resumed. */
  session(at: number): void {
    this.waits.cut(this.#clock.latest)
    this.#clock.session(at)
  }

  /** `rows` rows got their outcome. */
  settled(at: number, outcome: OutcomeKind, rows: number): void {
    this.timeline.add(this.#clock.read(at), outcome, rows)
  }

  /** A call ended after `ms` milliseconds; `status` 0: without a whole answer. */
  called(at: number, status: number, ms: number): void {
    const kind = callKind(status)
    this.timeline.add(this.#clock.read(at), kind, 1)
    // A 429 is turned away at the door: it says nothing about how long the work takes.
    if (kind !== 'none' && kind !== '429') this.answers.add(ms)
  }

  /** At `from` it was said that nothing can leave before `until`. */
  waited(from: number, until: number, reason: WaitReason): void {
    const fromMs = this.#clock.read(from)
    this.waits.add(fromMs, fromMs + Math.max(0, until - from), reason)
  }

  /** A row that failed or is unknown, beside `settled`; `values` is asked for only if the page lists the row. */
  issue(row: Omit<IssueRow, 'values'>, values: () => IssueRow['values']): void {
    this.reasons.add(row)
    this.issues.add(row, values)
  }

  data(summary: Summary): ReportData {
    this.waits.cut(this.#clock.latest)
    this.timeline.extend(this.#clock.latest)
    return {
      summary,
      timeline: this.timeline.toJSON(),
      answers: this.answers.toJSON(),
      waits: this.waits.toJSON(),
      reasons: this.reasons.toJSON(),
      issues: this.issues.toJSON(),
    }
  }
}

/** Turns the wall clock into run time: a run resumed the next day goes on where it stopped. */
class RunClock {
  #sessionAt = 0
  #sessionStart = 0
  /** The latest run time read so far. */
  latest = 0

  session(at: number): void {
    this.#sessionAt = at
    this.#sessionStart = this.latest
  }

  read(at: number): number {
    const runTime = this.#sessionStart + Math.max(0, at - this.#sessionAt)
    this.latest = Math.max(this.latest, runTime)
    return runTime
  }
}
