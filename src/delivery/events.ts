import type { RequestCounts, RowCounts, StopReason, Summary } from '../journal/summary.js'
import type { OutcomeKind, RowIssue } from '../outcome.js'
import type { Place } from '../record.js'
import type { WaitReason } from './pacer.js'

/** What a run tells whoever listens, in the order it happens. Never holds a value of a contact, nor a secret. */
export type RunEvent =
  /** The run's folder stands and its source is open; nothing was sent yet. */
  | {
      readonly type: 'started'
      readonly run: string
      readonly folder: string
      readonly target: string
      readonly operation: string
      readonly source: { readonly path: string; readonly format: string; readonly bytes: number }
      readonly resumed: boolean
    }
  /** Something the user should know that stops nothing. */
  | { readonly type: 'warning'; readonly message: string }
  /** Counts changed; as often as batches settle, so listeners draw at their own pace. */
  | {
      readonly type: 'progress'
      readonly rows: RowCounts
      readonly requests: RequestCounts
      readonly bytesRead: number
      readonly inFlight: number
    }
  /** A row ended as failed or unknown. */
  | {
      readonly type: 'issue'
      readonly outcome: Extract<OutcomeKind, 'failed' | 'unknown'>
      readonly row: number
      readonly line: number
      readonly issue: Pick<RowIssue, 'code' | 'field'> & { readonly reason: string }
    }
  /** A request came back, or did not: `status` 0. */
  | {
      readonly type: 'request'
      readonly status: number
      readonly ms: number
      readonly contacts: number
    }
  /** Nothing can leave until then (epoch milliseconds). */
  | { readonly type: 'waiting'; readonly reason: WaitReason; readonly until: number }
  /** No more is taken in; what is in flight is being finished. */
  | { readonly type: 'stopping'; readonly reason: StopReason; readonly message: string }
  /** Everything is written. */
  | { readonly type: 'finished'; readonly summary: Summary }

export type Listener = (event: RunEvent) => void

/** What listeners hear of a row that failed or is unknown: nothing that the contact holds. */
export function issueEvent(outcome: 'failed' | 'unknown', { row, line }: Place, told: Told): RunEvent {
  const { code, field, reason = told.message } = told
  return {
    type: 'issue',
    outcome,
    row,
    line,
    issue: { code, reason, ...(field === undefined ? {} : { field }) },
  }
}

/** An issue, or a row of the journal that holds one. */
type Told = Pick<RowIssue, 'code' | 'message'> & {
  readonly [Part in 'field' | 'reason']?: string | undefined
}
