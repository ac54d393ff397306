/**
 * How a row can end. The union is closed: a row has exactly one of these, or is still pending.
 *
 * - `inserted`, `updated`: the API said so.
 * - `unchanged`: not sent, since the last acknowledged payload is the same (`--changed-only`).
 * - `skipped`: not sent, since another row of the same key is (`--on-duplicate first|last`).
 * - `failed`: certainly not applied, and not worth sending again as it is.
 * - `unknown`: perhaps applied, and not safe to send again unread.
 */
export const outcomeKinds = ['inserted', 'updated', 'unchanged', 'skipped', 'failed', 'unknown'] as const
export type OutcomeKind = (typeof outcomeKinds)[number]

/**
 * Why a row failed or is unknown. Codes are stable: users script against them (`_sync_code` in the reports).
 */
export const issueCodes = {
  // As read
  'ragged-row': 'the row has more or fewer cells than the header',
  'unclosed-quote': 'a quoted cell never ends',
  'stray-quote': 'text follows the closing quote of a cell',
  'record-too-long': 'the record is longer than the limit',
  'not-json': 'the line is not JSON',
  'not-an-object': 'the line is JSON, but not an object',
  // As mapped
  'no-key': 'the record has no id or email',
  'bad-key': 'the id or email cannot be one',
  'bad-value': 'a value is not of the type its field has',
  'bad-field': 'the record holds a field that the API does not take',
  // As answered
  refused: 'the API refused the contact',
  'reported-failed': 'the API lists the contact as failed, without a reason',
  // Not known
  'timed-out': 'no answer came in time; the request may have been applied',
  'connection-lost': 'the connection broke after the request was sent; it may have been applied',
  'server-error': 'the API answered with a server error; the request may have been applied',
  'unreadable-answer': 'the API answered with something that does not account for the contact',
  'not-accounted-for': 'the API answered without naming the contact',
  interrupted: 'the run was killed while the request was under way; it may have been applied',
} as const satisfies Record<string, string>
export type IssueCode = keyof typeof issueCodes

/** What is wrong with one row. */
export interface RowIssue {
  readonly code: IssueCode
  /** For the report, which only its owner may read: may quote values. */
  readonly message: string
  /** The column or field at fault, where there is one. */
  readonly field?: string
  /**
   * The same without any value of the contact, for the terminal and for counting alike reasons.
   * Left out where `message` holds none.
   */
  readonly reason?: string
}

/** What becomes of one row, as the API's answer or the engine decides it. */
export type Outcome =
  | { readonly kind: 'inserted' | 'updated' | 'unchanged' | 'skipped' }
  | { readonly kind: 'failed' | 'unknown'; readonly issue: RowIssue; readonly attempts: number }
