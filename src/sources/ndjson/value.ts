import { isJsonObject } from '../../json.js'
import type { IssueCode, RowIssue } from '../../outcome.js'
import type { SourceRecord } from '../../record.js'

/** Bytes of one JSON record, at most. */
export const recordLimit = 16 * 1024 * 1024

/** Bytes of a record that are kept where it is too long. */
export const keptOfLongRecord = 4096

/** Digits that any integer may have and still be held exactly by a JavaScript number. */
const exactDigits = 15

/** What a record is in its file, as messages call it. */
export type Unit = 'line' | 'element'

/** The record that one line, or one element of an array, holds. */
export function readValue(text: Buffer, row: number, line: number, unit: Unit): SourceRecord {
  const raw = text.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(raw)
    if (holdsLongNumber(text)) value = JSON.parse(quoteInexactIntegers(raw))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {
      kind: 'broken',
      row,
      line,
      raw,
      issue: issueOf('not-json', unit, line, 'is not JSON', `: ${detail}`),
    }
  }
  if (isJsonObject(value)) return { kind: 'object', row, line, value }
  const what = `is JSON, but ${kindOf(value)} and not an object`
  return { kind: 'broken', row, line, raw, issue: issueOf('not-an-object', unit, line, what) }
}

/** A record over the limit, of which `beginning` is kept. */
export function tooLong(beginning: Buffer, row: number, line: number, unit: Unit): SourceRecord {
  const what = `is longer than ${recordLimit / 1024 / 1024} MiB`
  const issue = issueOf('record-too-long', unit, line, what, '. Only its beginning is kept here')
  return { kind: 'broken', row, line, raw: beginning.toString('utf8', 0, keptOfLongRecord), issue }
}

/** `detail` may quote values: it goes to the report alone. */
export function issueOf(code: IssueCode, unit: Unit, line: number, what: string, detail = ''): RowIssue {
  const subject = unit === 'line' ? `Line ${line}` : `The element on line ${line}`
  return { code, message: `${subject} ${what}${detail}.`, reason: `the ${unit} ${what}` }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

/**
 * True if more digits stand in a row somewhere than a number holds exactly. A run of that many covers one of every
 * fifteen places, so only those are looked at.
 */
function holdsLongNumber(text: Buffer): boolean {
  for (let at = exactDigits; at < text.length; at += exactDigits) {
    if (isDigit(text[at]) && digitsAround(text, at) > exactDigits) return true
  }
  return false
}

function digitsAround(text: Buffer, at: number): number {
  let start = at
  let end = at + 1
  while (isDigit(text[start - 1])) start--
  while (isDigit(text[end])) end++
  return end - start
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/**
 * Puts integers that a JavaScript number would round between quotes: an id of twenty digits keeps all of them, as a
 * string. `json` must be valid. Strings are matched so as to be passed over.
 */
function quoteInexactIntegers(json: string): string {
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) =>
    isInexactInteger(token) ? `"${token}"` : token,
  )
}

function isInexactInteger(token: string): boolean {
  return token.length > exactDigits && /^-?\d+$/.test(token) && String(Number(token)) !== token
}
