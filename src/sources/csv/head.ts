import { InputError } from '../../errors.js'
import { isOwnReport } from '../encoding.js'
import { extensionOf } from '../format.js'
import { headSize, type Inspected } from '../input.js'
import type { SourceOptions } from '../source.js'
import { parseCells, splitCells } from './cells.js'
import {
  type Dialect,
  findDelimiter,
  findEscape,
  findSeparatorLine,
  holdsNulls,
  parseDelimiter,
} from './dialect.js'
import { type Header, readHeader } from './header.js'
import { RecordScanner } from './scanner.js'

/** What the head of a CSV file tells. */
export interface CsvHead extends Header {
  readonly dialect: Dialect
  /** Where the records begin: bytes of text before them, and their line. */
  readonly bodyStart: number
  readonly bodyLine: number
}

/** Finds the dialect and the header. Throws InputError for a header that cannot be read. */
export function readCsvHead({ input, head, whole }: Inspected, options: SourceOptions): CsvHead {
  const { name, path } = input.file
  const separator = findSeparatorLine(head.toString('utf8', 0, 16))
  const start = separator?.length ?? 0
  const text = head.toString('utf8', start)
  const dialect = findDialect(text, isOwnReport(head), options.delimiter, separator?.delimiter, path)
  const scanned = findHeader(head, start, whole, dialect, name)
  const header = readHeader(scanned.cells, name, scanned.line)
  return {
    columns: header.columns,
    warnings: [...header.warnings, ...warningsAbout(dialect, text)],
    dialect,
    bodyStart: scanned.end,
    bodyLine: scanned.nextLine,
  }
}

/** Who knows best: our own reports, the user, the `sep=` line, and what the text looks like. */
function findDialect(
  text: string,
  ownReport: boolean,
  given: string | undefined,
  separator: string | undefined,
  path: string,
): Dialect {
  const asked = given === undefined ? undefined : parseDelimiter(given)
  if (ownReport) return { delimiter: ',', escape: '"' }
  const delimiter = asked ?? separator ?? findDelimiter(text, extensionOf(path) === 'tsv' ? '\t' : undefined)
  return { delimiter, escape: findEscape(text, delimiter) }
}

function warningsAbout(dialect: Dialect, text: string): string[] {
  const warnings: string[] = []
  if (dialect.escape === '\\') {
    warnings.push(
      'Quotes within quoted cells are escaped with a backslash, as MySQL writes them: they are read so.',
    )
  }
  if (holdsNulls(text, dialect.delimiter)) {
    warnings.push('Cells that are \\N, which is how MySQL and PostgreSQL write NULL, are read as empty.')
  }
  return warnings
}

interface FoundHeader {
  readonly cells: readonly string[]
  readonly line: number
  readonly end: number
  readonly nextLine: number
}

/** The first record that is no blank line. */
function findHeader(
  head: Buffer,
  start: number,
  whole: boolean,
  dialect: Dialect,
  name: string,
): FoundHeader {
  const scanner = new RecordScanner(dialect)
  let line = start === 0 ? 1 : 2
  let at = start
  for (;;) {
    const ending = scanner.scan(head, at, whole)
    if (ending === 'more') throw endlessHeader(head, at, scanner, name, line)
    if (ending === 'unclosed' || ending === 'stray') throw badlyQuotedHeader(ending, name, line)
    const record = head.subarray(at, scanner.end)
    const nextLine = line + scanner.breaks
    if (head.toString('utf8', at, scanner.textEnd).trim() !== '') {
      const cells =
        ending === 'plain'
          ? splitCells(head.toString('utf8', at, scanner.textEnd), dialect)
          : (parseCells([record], 1, dialect)[0] ?? [])
      return { cells, line, end: scanner.end, nextLine }
    }
    line = nextLine
    at = scanner.end
  }
}

/** The head holds no whole record: because a quote does not close, or because the first line is no header. */
function endlessHeader(
  head: Buffer,
  at: number,
  scanner: RecordScanner,
  name: string,
  line: number,
): InputError {
  if (scanner.scan(head, at, true) === 'unclosed') return badlyQuotedHeader('unclosed', name, line)
  return new InputError(`${name}: the header on line ${line} does not end within ${headSize / 1024} KiB.`, {
    hint: 'The first line must hold the names of the columns.',
  })
}

function badlyQuotedHeader(ending: 'unclosed' | 'stray', name: string, line: number): InputError {
  const what = ending === 'unclosed' ? 'opens a quote that does not close' : 'has text after a closing quote'
  return new InputError(`${name}: the header on line ${line} ${what}.`, {
    hint: 'Mend the header: a quote within a quoted name is written twice.',
  })
}
