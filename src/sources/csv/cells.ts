import { parse } from 'csv-parse/sync'
import { InternalError } from '../../errors.js'
import { CR } from '../bytes.js'
import type { Dialect } from './dialect.js'

/**
 * The cells of whole records that stand in `texts` one after another, `count` in all. The options let csv-parse raise
 * no error: what is wrong with a record is judged by its scanner and its reader, which fail that row alone.
 */
export function parseCells(texts: readonly Buffer[], count: number, dialect: Dialect): string[][] {
  if (count === 0) return []
  const [only] = texts
  const data = texts.length === 1 && only ? only : Buffer.concat(texts)
  const records = parse(data, {
    delimiter: dialect.delimiter,
    escape: dialect.escape,
    // Three delimiters to compare cost a tenth of the time: most files have but one.
    record_delimiter: data.includes(CR) ? ['\r\n', '\n', '\r'] : '\n',
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  if (records.length === count) return records
  throw new InternalError(`csv-parse found ${records.length} records where ${count} were expected.`)
}

/** The cells of a text in which no cell is quoted, or in which quotes are not to be minded. */
export function splitCells(text: string, dialect: Dialect): string[] {
  return text.split(dialect.delimiter)
}
