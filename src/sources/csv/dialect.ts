import { UsageError } from '../../errors.js'

/** How a CSV file parts and quotes its cells. */
export interface Dialect {
  readonly delimiter: string
  /** What makes a quote inside a quoted cell a plain one: a second quote, or a backslash as MySQL writes. */
  readonly escape: '"' | '\\'
}

/** In order of preference where the header speaks for two alike. */
const candidates = [',', ';', '\t', '|'] as const

/** One character, or `\t` and `tab` for what shells make hard to type. */
export function parseDelimiter(text: string): string {
  if (text === '\\t' || text.toLowerCase() === 'tab') return '\t'
  if ([...text].length === 1 && !/["\r\n]/.test(text)) return text
  throw new UsageError(
    `--delimiter ${JSON.stringify(text)}: it must be one character, no quote and no line break.`,
    {
      hint: 'Give , or ; or | or tab. Without the option it is found from the header.',
    },
  )
}

/** The line `sep=;` that Excel reads and writes before the header. `length` in bytes, the line break included. */
export function findSeparatorLine(head: string): { delimiter: string; length: number } | undefined {
  const match = /^(?:"sep=([^"\r\n])"|sep=([^"\r\n]))(?:\r\n|\n|\r)/i.exec(head)
  const delimiter = match?.[1] ?? match?.[2]
  return match && delimiter ? { delimiter, length: Buffer.byteLength(match[0]) } : undefined
}

/**
 * The delimiter that the header's text has most of outside quotes; where it has several, one that the next record
 * has as many of goes first. `named` is what the file's name promises; it holds if the header has any of it.
 */
export function findDelimiter(text: string, named: string | undefined): string {
  const header = countCandidates(text, 0)
  const found = candidates.filter((candidate) => header.counts[candidate] > 0)
  if (named !== undefined && (found.length === 0 || found.some((candidate) => candidate === named)))
    return named
  const next = countCandidates(text, header.end)
  const agreeing = found.filter((candidate) => header.counts[candidate] === next.counts[candidate])
  return mostOf(agreeing.length > 0 ? agreeing : found, header.counts) ?? ','
}

type Counts = Record<(typeof candidates)[number], number>

function mostOf(choice: readonly (keyof Counts)[], counts: Counts): string | undefined {
  return choice.toSorted((a, b) => counts[b] - counts[a])[0]
}

/** Counts candidates outside quotes in the record at `from`. A quote opens at a cell's beginning only. */
function countCandidates(text: string, from: number): { counts: Counts; end: number } {
  const counts: Counts = { ',': 0, ';': 0, '\t': 0, '|': 0 }
  let quoted = false
  let cellBegins = true
  const start = from + (/^[\r\n]*/.exec(text.slice(from))?.[0].length ?? 0)
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '"' && (quoted || cellBegins)) {
      quoted = !quoted
      // A doubled quote closes and opens again.
      cellBegins = !quoted
    } else if (!quoted) {
      if (char === '\n' || char === '\r') return { counts, end: at + 1 }
      cellBegins = isCandidate(char)
      if (isCandidate(char)) counts[char]++
    }
  }
  return { counts, end: text.length }
}

function isCandidate(char: string): char is keyof Counts {
  return char === ',' || char === ';' || char === '\t' || char === '|'
}

/**
 * A backslash escapes quotes if the text has `\"` within a cell and no doubled quote: MySQL's way. A cell of the usual
 * kind may well end in a backslash, so a quote before a delimiter or a line's end says nothing.
 */
export function findEscape(text: string, delimiter: string): Dialect['escape'] {
  const cellEdge = cellEdges(delimiter)
  const escaped = new RegExp(`(?<!\\\\)(?:\\\\\\\\)*\\\\"(?![${cellEdge}"]|$)`)
  const doubled = new RegExp(`[^${cellEdge}"\\\\]""`)
  return escaped.test(text) && !doubled.test(text) ? '\\' : '"'
}

/** True if a cell is `\\N` and no more. */
export function holdsNulls(text: string, delimiter: string): boolean {
  const cellEdge = cellEdges(delimiter)
  return new RegExp(`[${cellEdge}]\\\\N(?:[${cellEdge}]|$)`).test(text)
}

/** What ends a cell, for use within brackets of a regular expression. */
function cellEdges(delimiter: string): string {
  return `\\r\\n${delimiter.replace(/[\\\]^-]/g, '\\$&')}`
}
