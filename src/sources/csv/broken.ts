import type { RowIssue } from '../../outcome.js'
import { recordLimit } from './scanner.js'

/** Characters that a message quotes, at most. */
const quoteLimit = 1000

/** Too few cells, or too many: the report has room for the header's columns only, so its message keeps the others. */
export function raggedRow(line: number, cells: readonly string[], width: number): RowIssue {
  const reason = `the row has ${count(cells.length)} and the header ${width}`
  const message = `Line ${line}: ${reason}.`
  if (cells.length <= width) return { code: 'ragged-row', message, reason }
  const extra = cells.slice(width).map((cell) => JSON.stringify(cell))
  return { code: 'ragged-row', message: `${message} Beyond the header: ${shorten(extra.join(', '))}`, reason }
}

export function unclosedQuote(line: number): RowIssue {
  const reason = 'a quote opens a cell and does not close'
  return {
    code: 'unclosed-quote',
    message: `Line ${line}: ${reason}. The lines after it were read as rows of their own.`,
    reason,
  }
}

export function strayQuote(line: number): RowIssue {
  const reason = 'text follows the closing quote of a cell'
  return {
    code: 'stray-quote',
    message: `Line ${line}: ${reason}. A quote within a quoted cell is written twice.`,
    reason,
  }
}

export function recordTooLong(line: number): RowIssue {
  const reason = `the record is longer than ${recordLimit / 1024 / 1024} MiB`
  return {
    code: 'record-too-long',
    message: `Line ${line}: ${reason}. Only its beginning is kept here.`,
    reason,
  }
}

function count(cells: number): string {
  return cells === 1 ? '1 cell' : `${cells} cells`
}

function shorten(text: string): string {
  return text.length <= quoteLimit ? text : `${text.slice(0, quoteLimit)}…`
}
