import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { DiskError } from '../errors.js'
import type { SourceFormat } from '../sources/source.js'
import { AppendFile, type MakeRoom } from './append-file.js'
import type { KeyedRows, LaterEntry, ReportedRow } from './entry.js'

const keyedReports = ['inserted', 'updated', 'skipped'] as const
const rowReports = ['failed', 'unknown'] as const
const reportNames = [...keyedReports, ...rowReports]
type ReportName = (typeof reportNames)[number]

/**
 * The reports of a run: a fold over its journal, written as the run goes and written again from the journal where
 * that is asked for. CSV for CSV input, NDJSON for the rest.
 */
export class Reports {
  readonly #files: ReadonlyMap<ReportName, AppendFile>
  readonly #format: SourceFormat
  /** Of each of the input's columns: is it the user's own? Those of an earlier report give way to this run's. */
  readonly #own: readonly boolean[]

  private constructor(files: ReadonlyMap<ReportName, AppendFile>, input: ReportInput) {
    this.#files = files
    this.#format = input.format
    this.#own = input.columns.map((column) => !isSyncColumn(column))
  }

  /** Opens all reports anew, empty but for their headers. */
  static async create(folder: string, input: ReportInput, makeRoom: MakeRoom): Promise<Reports> {
    const files = new Map<ReportName, AppendFile>()
    for (const [name, path] of Object.entries(reportPaths(folder, input.format))) {
      files.set(name as ReportName, await AppendFile.open(path, 'w', makeRoom))
    }
    const reports = new Reports(files, input)
    if (input.format === 'csv') reports.#writeHeaders(input.columns)
    return reports
  }

  /** The first error of a write, even if it was got over. */
  get trouble(): DiskError | undefined {
    for (const { trouble } of this.#files.values()) if (trouble !== undefined) return trouble
    return undefined
  }

  apply(entry: LaterEntry): void {
    if (entry.type !== 'settled') return
    for (const name of keyedReports) {
      const keyed = entry[name]
      if (keyed !== undefined) this.#append(name, this.#keyedText(keyed))
    }
    for (const name of rowReports) {
      const rows = entry[name]
      if (rows !== undefined) this.#append(name, this.#rowsText(rows))
    }
  }

  async drain(): Promise<void> {
    for (const file of this.#files.values()) await file.drain()
  }

  async close(): Promise<void> {
    const closed = await Promise.allSettled([...this.#files.values()].map((file) => file.close()))
    for (const result of closed) if (result.status === 'rejected') throw result.reason
  }

  #append(name: ReportName, text: string): void {
    this.#files.get(name)?.append(text)
  }

  #writeHeaders(columns: readonly string[]): void {
    for (const name of keyedReports) this.#append(name, '_sync_row,_sync_key\n')
    const syncColumns = ['row', 'line', 'key', 'code', 'message', 'attempts'].map((name) => `_sync_${name}`)
    const header = stringify([[...this.#ownCells(columns), ...syncColumns]])
    for (const name of rowReports) this.#append(name, header)
  }

  #keyedText({ rows, keys }: KeyedRows): string {
    const text: string[] = []
    for (const [index, row] of rows.entries()) {
      const key = keys[index] ?? ''
      text.push(this.#format === 'csv' ? `${row},${csvCell(key)}\n` : `${keyedJson(row, key)}\n`)
    }
    return text.join('')
  }

  #rowsText(rows: readonly ReportedRow[]): string {
    if (this.#format === 'csv') return stringify(rows.map((row) => this.#csvRow(row)))
    return rows.map((row) => `${JSON.stringify(ndjsonRow(row))}\n`).join('')
  }

  #csvRow(row: ReportedRow): string[] {
    const sync = [row.row, row.line, row.key ?? '', row.code, row.message, row.attempts]
    return [...this.#ownCells(row.cells ?? []), ...sync.map(String)]
  }

  /** A row has as many cells as the header has, whatever was read. */
  #ownCells(cells: readonly string[]): string[] {
    return this.#own.flatMap((own, index) => (own ? [cells[index] ?? ''] : []))
  }
}

/** What the reports need to know of the input; `columns` are those of a CSV header. */
export interface ReportInput {
  readonly format: SourceFormat
  readonly columns: readonly string[]
}

/** What keeps the text of a line that was not JSON. */
const rawMember = '_sync_raw'

/** Columns and members that the reports add, and that are passed over when a report is given back. */
export function isSyncColumn(name: string): boolean {
  return name.startsWith('_sync')
}

/** Where each report lies. */
export function reportPaths(folder: string, format: SourceFormat): Record<ReportName, string> {
  const path = (name: ReportName) => join(folder, `${name}.${format}`)
  return {
    inserted: path('inserted'),
    updated: path('updated'),
    failed: path('failed'),
    unknown: path('unknown'),
    skipped: path('skipped'),
  }
}

/** One cell, quoted where CSV needs it. Written by hand since it is the one thing done for every row. */
export function csvCell(text: string): string {
  return /[",\r\n]|^[\s\uFEFF]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function keyedJson(row: number, key: string): string {
  return JSON.stringify({ _sync_row: row, _sync_key: key })
}

function ndjsonRow({ row, line, key, code, message, attempts, value, raw }: ReportedRow): object {
  const sync = { row, line, key, code, message, attempts }
  if (value === undefined) return { [rawMember]: raw ?? '', _sync: sync }
  // A line that was not JSON and was given back as it was: there is nothing else of it.
  const own = Object.entries(value).filter(([name]) => name === rawMember || !isSyncColumn(name))
  return { ...Object.fromEntries(own), _sync: sync }
}
