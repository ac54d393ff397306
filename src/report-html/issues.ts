import type { ReportedRow } from '../journal/entry.js'
import type { IssueRow } from './data.js'

/** Characters of one value, and of a message, that the page keeps. The whole stands in failed.csv and unknown.csv. */
const longestValue = 300
/** Columns of one row that the page keeps. */
const mostColumns = 100

/** Keeps the first failed and the first unknown rows, up to a limit of each, with long texts cut. */
export class IssuesFold {
  readonly #limit: number
  readonly #kept = { failed: 0, unknown: 0 }
  readonly #rows: IssueRow[] = []

  constructor(limit = 2_000) {
    this.#limit = limit
  }

  /** `values` is asked for only if the row is kept. */
  add(row: Omit<IssueRow, 'values'>, values: () => IssueRow['values']): void {
    if (this.#kept[row.outcome] >= this.#limit) return
    this.#kept[row.outcome]++
    this.#rows.push(shortened({ ...row, values: values() }))
  }

  /** In the order of the file. */
  toJSON(): readonly IssueRow[] {
    return this.#rows.toSorted((a, b) => a.row - b.row)
  }
}

/** A row's columns and values as they were read; values that are no text as JSON. */
export function recordValues(
  { cells, value, raw }: Pick<ReportedRow, 'cells' | 'value' | 'raw'>,
  columns: readonly string[] | undefined,
): readonly (readonly [column: string, value: string])[] {
  if (value !== undefined) {
    return Object.entries(value).map(([name, held]) => [
      name,
      typeof held === 'string' ? held : JSON.stringify(held),
    ])
  }
  if (cells === undefined) return raw === undefined ? [] : [['as read', raw]]
  // A broken row can hold more cells than the header has names.
  return cells.map((cell, index) => [columns?.[index] || `column ${index + 1}`, cell])
}

/** The text up to `longest` characters; what was cut off is counted at its end. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text
  const whole = text.slice(0, longest).replace(/[\uD800-\uDBFF]$/u, '')
  return `${whole}… (${text.length - whole.length} more characters)`
}

function shortened(row: IssueRow): IssueRow {
  const values = row.values
    .slice(0, mostColumns)
    .map(([column, value]) => [cutText(column, longestValue), cutText(value, longestValue)] as const)
  const left = row.values.length - values.length
  return {
    ...row,
    reason: cutText(row.reason, longestValue),
    message: cutText(row.message, longestValue),
    key: row.key === undefined ? undefined : cutText(row.key, longestValue),
    values: left > 0 ? [...values, ['…', `${left} more columns`]] : values,
  }
}
