import { InputError } from '../errors.js'
import type { JsonObject } from '../json.js'
import { compileMapping } from '../mapping/compile.js'
import { explainRecord, type RecordExplanation } from '../mapping/explain.js'
import type { RowIssue } from '../outcome.js'
import type { SourceRecord } from '../record.js'
import type { SyncSettings } from '../run.js'
import { openSource } from '../sources/open.js'
import type { Source, SourceOptions } from '../sources/source.js'
import type { ApiRequest } from '../targets/target.js'
import { readableInput } from './input.js'

/** What the file holds for one record. */
export type AsRead =
  | { readonly kind: 'cells'; readonly cells: readonly { readonly column: string; readonly cell: string }[] }
  | { readonly kind: 'object'; readonly value: JsonObject }
  /** Broken NDJSON: the line as it stands, if it is kept. */
  | { readonly kind: 'text'; readonly text: string | null }

/** One record on its way from the file to the API. Holds contact data: that is what was asked for. */
export interface RowExplanation {
  readonly schemaVersion: 1
  readonly target: string
  readonly operation: string
  readonly source: { readonly path: string; readonly format: string; readonly bytes: number }
  readonly row: number
  /** The physical line on which the record begins. */
  readonly line: number
  /** The option that makes a run pass over this row; null if it is sent. */
  readonly passedOver: 'skip' | 'limit' | null
  readonly read: AsRead
  /** Null for a record that cannot be read. */
  readonly mapped: Pick<RecordExplanation, 'key' | 'fields' | 'unused'> | null
  /** Null if the row fails before it is sent. */
  readonly request: ApiRequest | null
  /** Why the row fails; null if nothing is wrong with it. */
  readonly issue: RowIssue | null
  readonly warnings: readonly string[]
}

type ExplainSettings = Pick<SyncSettings, 'target' | 'file' | 'source' | 'mapping'>

/** Follows the record of this number, from 1. Reads no further than to it; sends nothing. */
export async function explainRow(settings: ExplainSettings, row: number): Promise<RowExplanation> {
  const input = await readableInput(settings.file)
  try {
    const options = { ...settings.source, label: input.label, skip: undefined, limit: undefined }
    const source = await openSource(input.path, options)
    const mapping = await compileMapping(settings.mapping, source, settings.target.dialect)
    const record = await findRecord(source, row)
    const { key, fields, unused, mapped } = explainRecord(mapping, record)
    return {
      ...placeOf(settings, source, record),
      mapped: record.kind === 'broken' ? null : { key, fields, unused },
      request: mapped.ok ? settings.target.request([mapped.contact]) : null,
      issue: mapped.ok ? null : mapped.issue,
      warnings: [...source.warnings, ...mapping.warnings],
    }
  } finally {
    await input.dispose()
  }
}

async function findRecord(source: Source, row: number): Promise<SourceRecord> {
  let last = 0
  for await (const records of source.chunks()) {
    const found = records.find((record) => record.row === row)
    if (found !== undefined) return found
    last = records.at(-1)?.row ?? last
  }
  const there = last === 0 ? 'holds no records' : `holds ${last} ${last === 1 ? 'record' : 'records'}`
  throw new InputError(`there is no row ${row}: ${source.path} ${there}`, {
    hint: 'Rows count records from 1; the header of a CSV file is not one.',
  })
}

function placeOf({ target, file, source: wanted }: ExplainSettings, source: Source, record: SourceRecord) {
  return {
    schemaVersion: 1,
    target: target.name,
    operation: target.operation,
    source: { path: file, format: source.format, bytes: source.bytes },
    row: record.row,
    line: record.line,
    passedOver: passedOver(record.row, wanted),
    read: asRead(record, source.columns ?? []),
  } as const
}

function passedOver(row: number, { skip = 0, limit }: SourceOptions): RowExplanation['passedOver'] {
  if (row <= skip) return 'skip'
  return limit !== undefined && row > skip + limit ? 'limit' : null
}

function asRead(record: SourceRecord, columns: readonly string[]): AsRead {
  if (record.kind === 'object') return { kind: 'object', value: record.value }
  const { cells } = record
  if (cells === undefined) return { kind: 'text', text: ('raw' in record ? record.raw : undefined) ?? null }
  return { kind: 'cells', cells: columns.map((column, at) => ({ column, cell: cells[at] ?? '' })) }
}
