import type { SourceRecord } from '../record.js'

export type SourceFormat = 'csv' | 'ndjson'

/** What the user said about the input; everything left out is found from the name and the content. */
export interface SourceOptions {
  /** What messages and `Source.path` call the input, where that is not its path: standard input is spooled to a file. */
  readonly label?: string | undefined
  readonly format?: SourceFormat | undefined
  /** One character; CSV only. */
  readonly delimiter?: string | undefined
  /** A label that TextDecoder knows. */
  readonly encoding?: string | undefined
  /** Records to pass over first: they are not read, but rows keep their numbers. */
  readonly skip?: number | undefined
  /** Records to take at most. */
  readonly limit?: number | undefined
}

/**
 * A file of records. Opening it reads its head only (compression, encoding, format, delimiter, header).
 * Throws InputError for what makes the whole file unreadable; what makes one row unreadable is a BrokenRecord.
 */
export interface Source {
  /** The path, or the label given for it. */
  readonly path: string
  readonly format: SourceFormat
  /**
   * CSV: the header's names in the order of the cells, each different: trimmed, and made up (`column 3`, `Email (2)`)
   * with a warning where the file has none or the same again. NDJSON: undefined.
   */
  readonly columns: readonly string[] | undefined
  /** CSV: the delimiter found or given. */
  readonly delimiter: string | undefined
  /** The encoding found or given, by its WHATWG name. */
  readonly encoding: string
  /** Size of the file in bytes, as it lies on disk. */
  readonly bytes: number
  /** Bytes of the file that the records given out so far stand for, for progress. */
  readonly bytesRead: number
  /** What the user should know about the file as a whole (duplicate header names, …). */
  readonly warnings: readonly string[]
  /**
   * The records in file order, in arrays of some hundreds: a promise per row would cost a large file seconds.
   * A pull: nothing is read before it is asked for. Can be iterated once.
   */
  chunks(): AsyncIterable<readonly SourceRecord[]>
}
