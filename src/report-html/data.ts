import type { WaitReason } from '../delivery/pacer.js'
import type { Summary } from '../journal/summary.js'
import type { IssueCode, OutcomeKind } from '../outcome.js'

/** How a call ended: by the class of its HTTP status, 429 apart; `none` where no whole answer came. */
export const callKinds = ['2xx', '3xx', '4xx', '429', '5xx', 'none'] as const
export type CallKind = (typeof callKinds)[number]

/**
 * Rows and calls over the time that the run was under way, in buckets of equal width. Element `i` of a series counts
 * what happened from `i * bucketMs` to `(i + 1) * bucketMs`. All series are equally long.
 */
export interface Timeline {
  /** Width of a bucket in milliseconds. */
  readonly bucketMs: number
  /** Where the timeline ends, in milliseconds; the last bucket may be cut short by it. */
  readonly endMs: number
  /** Rows that got each outcome. */
  readonly rows: Readonly<Record<OutcomeKind, readonly number[]>>
  /** Calls that ended. */
  readonly calls: Readonly<Record<CallKind, readonly number[]>>
}

/** How long the API took to answer, as a histogram on a log scale: see `AnswerTimes`, which reads and writes it. */
export interface AnswerTimesData {
  readonly count: number
  /** The exact extremes, in milliseconds; 0 if `count` is. */
  readonly minMs: number
  readonly maxMs: number
  /** Bucket index and count, ascending, empty buckets left out. */
  readonly buckets: readonly (readonly [index: number, count: number])[]
}

/** A time in which nothing could leave; or several, where near ones were put together. Spans never overlap. */
export interface WaitSpan {
  /** Milliseconds of run time. */
  readonly fromMs: number
  readonly untilMs: number
  /** Less than `untilMs - fromMs` where waits with a gap between them were put together. */
  readonly waitedMs: number
  readonly waits: number
  /** That of the longest part. */
  readonly reason: WaitReason
}

/** Exact, whatever was put together among the spans. */
export interface WaitTotal {
  readonly reason: WaitReason
  readonly waits: number
  readonly waitedMs: number
}

export interface Waits {
  readonly spans: readonly WaitSpan[]
  /** The longest first; reasons that never occurred are left out. */
  readonly totals: readonly WaitTotal[]
}

/** Rows that failed, or are unknown, for the same reason. */
export interface Reason {
  readonly outcome: 'failed' | 'unknown'
  readonly code: IssueCode
  /** Holds no value of a contact: shown openly. */
  readonly reason: string
  readonly count: number
  /** Where the first of them stands: record and physical line, from 1. */
  readonly exampleRow: number
  readonly exampleLine: number
}

export interface Reasons {
  /** The most frequent first. */
  readonly list: readonly Reason[]
  /** Rows whose reason is not in the list, since there were too many different ones. */
  readonly otherRows: number
}

/** A failed or unknown row. All but `key`, `message` and `values` is shown openly; these only when asked for. */
export interface IssueRow {
  readonly outcome: 'failed' | 'unknown'
  readonly row: number
  readonly line: number
  readonly code: IssueCode
  /** Holds no value of a contact. */
  readonly reason: string
  /** The column or field at fault, where there is one. */
  readonly field: string | undefined
  readonly attempts: number
  /** The contact's id or email, if the row has one. */
  readonly key: string | undefined
  readonly message: string
  /** Column and value as they were read, in the record's own order. */
  readonly values: readonly (readonly [column: string, value: string])[]
}

/**
 * Everything that `report.html` shows: plain data, JSON through and through. All times are milliseconds of run time:
 * they count from the run's start and leave out the time between a stop and a resumption.
 */
export interface ReportData {
  readonly summary: Summary
  readonly timeline: Timeline
  readonly answers: AnswerTimesData
  readonly waits: Waits
  readonly reasons: Reasons
  /** The first so many of each outcome; how many there are in all says `summary.rows`. */
  readonly issues: readonly IssueRow[]
}

/** The kind of a call by its HTTP status; 0 where no answer came. */
export function callKind(status: number): CallKind {
  if (status === 429) return '429'
  if (status >= 500) return '5xx'
  if (status >= 400) return '4xx'
  if (status >= 300) return '3xx'
  return status >= 200 ? '2xx' : 'none'
}
