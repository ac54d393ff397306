import type { JsonObject } from './json.js'
import type { RowIssue } from './outcome.js'

/** Where a record stands in its file. */
export interface Place {
  /** Records counted from 1; a CSV header is not counted. */
  readonly row: number
  /** The physical line, from 1, on which the record begins. */
  readonly line: number
}

/** A record of a CSV file: its cells in the order of the header, exactly as many as the header has. */
export interface TableRecord extends Place {
  readonly kind: 'table'
  readonly cells: readonly string[]
}

/** A record of an NDJSON file (or of a JSON array). */
export interface ObjectRecord extends Place {
  readonly kind: 'object'
  readonly value: JsonObject
}

/**
 * A place where a record should be and none can be read: a ragged CSV row, a quote that never closes, a line
 * that is not JSON. It fails as it is; `cells` (CSV) or `raw` (NDJSON) keep what was there, for the report.
 */
export interface BrokenRecord extends Place {
  readonly kind: 'broken'
  readonly cells?: readonly string[]
  readonly raw?: string
  readonly issue: RowIssue
}

export type SourceRecord = TableRecord | ObjectRecord | BrokenRecord
