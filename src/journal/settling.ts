import type { Outcome, RowIssue } from '../outcome.js'
import type { SourceRecord } from '../record.js'
import type { KeyedRows, ReportedRow, SettledEntry } from './entry.js'

/** Collects outcomes into one entry of the journal. */
export class Settling {
  readonly #entry: { -readonly [Kind in keyof SettledEntry]: SettledEntry[Kind] } = { type: 'settled', at: 0 }
  #size = 0

  get size(): number {
    return this.#size
  }

  add(record: SourceRecord, key: string | undefined, outcome: Outcome): void {
    this.#size++
    const entry = this.#entry
    switch (outcome.kind) {
      case 'inserted':
      case 'updated':
      case 'skipped':
        entry[outcome.kind] = addKeyed(entry[outcome.kind], record.row, key ?? '')
        break
      case 'unchanged':
        entry.unchanged = addToRuns(entry.unchanged, record.row)
        break
      case 'failed':
      case 'unknown': {
        const rows = entry[outcome.kind] ?? []
        rows.push(reportedRow(record, key, outcome.issue, outcome.attempts))
        entry[outcome.kind] = rows
        break
      }
    }
  }

  /** The entry, stamped; the collection must not be used any more. */
  finish(at: number): SettledEntry {
    this.#entry.at = at
    return this.#entry
  }
}

function addKeyed(keyed: KeyedRows | undefined, row: number, key: string): KeyedRows {
  if (keyed === undefined) return { rows: [row], keys: [key] }
  keyed.rows.push(row)
  keyed.keys.push(key)
  return keyed
}

function addToRuns(runs: [number, number][] | undefined, row: number): [number, number][] {
  const last = runs?.at(-1)
  if (runs === undefined || last === undefined) return [[row, row]]
  if (last[1] === row - 1) last[1] = row
  else runs.push([row, row])
  return runs
}

function reportedRow(
  record: SourceRecord,
  key: string | undefined,
  issue: RowIssue,
  attempts: number,
): ReportedRow {
  return { row: record.row, line: record.line, key: key ?? null, ...issue, attempts, ...asRead(record) }
}

/** The record as it was read, for a report that can be mended and given back. */
function asRead(record: SourceRecord): Pick<ReportedRow, 'cells' | 'value' | 'raw'> {
  if (record.kind === 'table') return { cells: [...record.cells] }
  // A copy by JSON: the record's type is read-only all the way down.
  if (record.kind === 'object') return { value: { ...record.value } as ReportedRow['value'] & object }
  return {
    ...(record.cells === undefined ? {} : { cells: [...record.cells] }),
    ...(record.raw === undefined ? {} : { raw: record.raw }),
  }
}
