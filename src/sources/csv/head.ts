import { InputError } from '../../errors.js'
import { isOwnReport } from '../encoding.js'
import { emptyInput } from '../file.js'
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
import { type Ending, RecordScanner } from './scanner.js'

/** What the head of a CSV file tells. */
export interface CsvHead extends Header {
  readonly dialect: Dialect
  /** Where the records begin: bytes of text before them, and their line. */
  readonly bodyStart: number
  readonly bodyLine: number
}

/** Finds the dialect and the header. Throws InputError for a header that cannot be read. */
export function readCsvHead(inspected: Inspected, options: SourceOptions): CsvHead {
  const { head } = inspected
  const { name, path } = inspected.input.file
  const separator = findSeparatorLine(head.toString('utf8', 0, 16))
  const start = separator?.length ?? 0
  const text = head.toString('utf8', start)
  const dialect = findDialect(text, isOwnReport(head), options.delimiter, separator?.delimiter, path)
  const scanned = findHeader(inspected, start, dialect)
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
function findHeader({ input, head, whole }: Inspected, start: number, dialect: Dialect): FoundHeader {
  const { name } = input.file
  const scanner = new RecordScanner(dialect)
  let line = start === 0 ? 1 : 2
  for (let at = start; at < head.length; at = scanner.end) {
    const ending = scanner.scan(head, at, whole)
    if (ending === 'more') {
      // Judged as if the file ended here: does a quote not close, or is the first line no header?
      const quoted = scanner.scan(head, at, true) === 'unclosed'
      throw quoted ? badlyQuotedHeader('unclosed', name, line) : endlessHeader(name, line)
    }
    if (ending === 'unclosed' || ending === 'stray') throw badlyQuotedHeader(ending, name, line)
    const text = head.toString('utf8', at, scanner.textEnd)
    const nextLine = line + scanner.breaks
    if (text.trim() !== '')
      return { cells: headerCells(text, ending, dialect), line, end: scanner.end, nextLine }
    line = nextLine
  }
  throw emptyInput(name)
}

function headerCells(text: string, ending: Ending, dialect: Dialect): string[] {
  return ending === 'plain'
    ? splitCells(text, dialect)
    : (parseCells([Buffer.from(text)], 1, dialect)[0] ?? [])
}

function endlessHeader(name: string, line: number): InputError {
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
