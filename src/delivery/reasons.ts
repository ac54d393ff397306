import type { OutcomeKind, RowIssue } from '../outcome.js'
import type { Place } from '../record.js'

/** Reasons that differ at most: a file with a reason of its own on every row must not fill the memory. */
const maxReasons = 200
const examplesEach = 3

/** Rows that failed, or are unknown, for the same reason. Holds no value of a contact. */
export interface ReasonCount {
  readonly outcome: Extract<OutcomeKind, 'failed' | 'unknown'>
  readonly code: RowIssue['code']
  readonly field: string | undefined
  readonly reason: string
  readonly count: number
  /** The first rows of it. */
  readonly examples: readonly Place[]
}

/** Counts alike reasons, in bounded memory; what does not fit any more is counted under its code alone. */
export class Reasons {
  readonly #counts = new Map<string, { -readonly [Key in keyof ReasonCount]: ReasonCount[Key] }>()

  add(outcome: ReasonCount['outcome'], { row, line }: Place, issue: RowIssue): void {
    const counted = this.#counted(outcome, issue)
    counted.count++
    if (counted.examples.length < examplesEach) counted.examples = [...counted.examples, { row, line }]
  }

  /** Most frequent first. */
  top(count: number): ReasonCount[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count).slice(0, count)
  }

  #counted(outcome: ReasonCount['outcome'], issue: RowIssue) {
    const reason = issue.reason ?? issue.message
    const exact = `${outcome}\n${issue.code}\n${reason}`
    const known = this.#counts.get(exact)
    if (known !== undefined) return known
    if (this.#counts.size < maxReasons) return this.#start(exact, outcome, issue.code, issue.field, reason)
    const others = `${outcome}\n${issue.code}`
    return (
      this.#counts.get(others) ?? this.#start(others, outcome, issue.code, undefined, 'for other reasons')
    )
  }

  #start(
    key: string,
    outcome: ReasonCount['outcome'],
    code: RowIssue['code'],
    field: string | undefined,
    reason: string,
  ) {
    const counted = { outcome, code, field, reason, count: 0, examples: [] }
    this.#counts.set(key, counted)
    return counted
  }
}
