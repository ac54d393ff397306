import { withoutFirst } from './bytes.js'
import { readCsvHead } from './csv/head.js'
import { CsvReader } from './csv/reader.js'
import type { Encoding } from './encoding.js'
import { chunkSize } from './file.js'
import { formatByContent, formatByName } from './format.js'
import { type Inspected, inspect, type TextInput } from './input.js'
import { jsonReaderFor } from './ndjson/open.js'
import { type RecordReader, readRecords, withinWindow } from './reader.js'
import type { Source, SourceFormat, SourceOptions } from './source.js'

export { surveyInput } from './survey.js'

/**
 * Opens a file of records: CSV, NDJSON or a JSON array, packed or not, in any encoding. `path` must be a regular file.
 * Throws InputError for what makes the file unreadable as a whole, UsageError for options that cannot be. Nothing is
 * left open: `chunks()` opens the file again. `size`: bytes of a chunk.
 */
export async function openSource(path: string, options: SourceOptions, size = chunkSize): Promise<Source> {
  const inspected = await inspect(path, options, size)
  const format = options.format ?? formatByName(path) ?? formatByContent(inspected.head)
  const parts = format === 'csv' ? csvParts(inspected, options) : jsonParts(inspected)
  return createSource(inspected.input, format, options, parts)
}

/** What differs between the formats. */
interface Parts {
  readonly columns: readonly string[] | undefined
  readonly delimiter: string | undefined
  readonly warnings: readonly string[]
  /** Bytes of text before the first record. */
  readonly start: number
  readonly createReader: () => RecordReader
}

function csvParts(inspected: Inspected, options: SourceOptions): Parts {
  const head = readCsvHead(inspected, options)
  return {
    columns: head.columns,
    delimiter: head.dialect.delimiter,
    warnings: head.warnings,
    start: head.bodyStart,
    createReader: () => new CsvReader(head.dialect, head.columns.length, head.bodyLine),
  }
}

function jsonParts(inspected: Inspected): Parts {
  return {
    columns: undefined,
    delimiter: undefined,
    warnings: [],
    start: 0,
    createReader: jsonReaderFor(inspected),
  }
}

function createSource(input: TextInput, format: SourceFormat, options: SourceOptions, parts: Parts): Source {
  const position = new Position(input)
  return {
    path: input.file.name,
    format,
    columns: parts.columns,
    delimiter: parts.delimiter,
    encoding: input.encoding.name,
    bytes: input.file.bytes,
    get bytesRead() {
      return position.bytes
    },
    warnings: [...encodingWarnings(input.encoding), ...parts.warnings],
    chunks() {
      const text = withoutFirst(input.text(), parts.start)
      const records = readRecords(text, parts.createReader(), position.onShare)
      return withinWindow(records, options.skip ?? 0, options.limit ?? Number.POSITIVE_INFINITY)
    },
  }
}

/** How far into the file the records given out reach: a chunk of text holds thousands that are still to come. */
class Position {
  readonly #input: TextInput
  /** Bytes of which every record was given out. */
  #passed = 0
  #share = 0

  constructor(input: TextInput) {
    this.#input = input
  }

  get bytes(): number {
    const passed = Math.min(this.#passed, this.#input.bytesRead)
    return passed + Math.floor((this.#input.bytesRead - passed) * this.#share)
  }

  readonly onShare = (share: number): void => {
    this.#share = share
    if (share < 1) return
    this.#passed = this.#input.bytesRead
    this.#share = 0
  }
}

/** An `--encoding` that is not followed is not passed over in silence. */
function encodingWarnings({ name, by, asked }: Encoding): string[] {
  if (asked === undefined || asked === name) return []
  const why =
    by === 'mark' ? 'Its byte order mark says' : 'The input is one of this tool’s own reports, which are'
  return [`${why} ${name}: --encoding ${asked} is passed over.`]
}
