import type { WaitReason } from '../delivery/pacer.js'
import type { RowCounts, StopReason } from '../journal/summary.js'
import type { CallKind } from './data.js'

/** As the page calls them. */
export const outcomeNames = {
  inserted: 'Inserted',
  updated: 'Updated',
  unchanged: 'Unchanged',
  skipped: 'Skipped',
  failed: 'Failed',
  unknown: 'Unknown',
  pending: 'Pending',
} as const satisfies Record<Exclude<keyof RowCounts, 'read'>, string>

export const callNames = {
  '2xx': 'Accepted (2xx)',
  '3xx': 'Redirected (3xx)',
  '4xx': 'Refused (4xx)',
  '429': 'Over the limit (429)',
  '5xx': 'Server error (5xx)',
  none: 'No answer',
} as const satisfies Record<CallKind, string>

export const waitNames = {
  budget: 'The budget that the API states was used up',
  'retry-after': 'The API said how long to wait (Retry-After)',
  refused: 'The API refused one call after another (429)',
  rate: 'The rate given, or found by trying',
} as const satisfies Record<WaitReason, string>

/** After “Stopped before the end:”. */
export const stopNames = {
  signal: 'it was interrupted',
  'max-failed': 'more rows failed than --max-failed allows',
  'max-duration': 'the time that --max-duration allows was over',
  unauthorized: 'the API refused the credentials',
  unreachable: 'the API could not be reached',
  'all-refused': 'the API refused every row of the first batch',
  disk: 'the disk could not be written',
} as const satisfies Record<StopReason, string>
