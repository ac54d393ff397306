import type { JsonValue } from '../json.js'
import type { IssueCode, RowIssue } from '../outcome.js'

const longest = 120

/** A value as a message quotes it: JSON, cut where it is long. */
export function quoted(value: JsonValue): string {
  const text = written(value)
  return text.length <= longest ? text : `${text.slice(0, longest)}…`
}

function written(value: JsonValue): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Nested so deep that it cannot be written.
    return '…'
  }
}

interface ValueFault {
  /** As users write it: `$set.email`, `_points`, `email`. */
  readonly field: string
  /** The column or name that the value came from, if it has one. */
  readonly column?: string | undefined
  /** Undefined: there is no one value to quote. */
  readonly value: JsonValue | undefined
  /** A predicate that does not quote the value. */
  readonly problem: string
}

/** An issue about one value: `_points (column "Pts"): "x" is not a whole number`. */
export function valueIssue(fault: ValueFault, code: IssueCode = 'bad-value'): RowIssue {
  const { field, column, value, problem } = fault
  const says = column === undefined || field === column || field.endsWith(`.${column}`)
  const subject = says ? field : `${field} (column "${column}")`
  if (value === undefined) return { code, field: column ?? field, message: `${subject} ${problem}` }
  return {
    code,
    field: column ?? field,
    message: `${subject}: ${quoted(value)} ${problem}`,
    reason: `${subject} ${problem}`,
  }
}

/** The issues of one row as one: the report has all of them, counting goes by the first. */
export function joinIssues([first, ...others]: readonly [RowIssue, ...RowIssue[]]): RowIssue {
  if (others.length === 0) return first
  const message = [first, ...others].map((issue) => issue.message).join('; ')
  return { ...first, message, reason: first.reason ?? first.message }
}
