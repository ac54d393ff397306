import type { SourceRecord } from '../../record.js'
import { BACKSLASH, BLANK, CR, LF, LineCounter, QUOTE, TAB } from '../bytes.js'
import type { RecordReader } from '../reader.js'
import { Pieces } from './pieces.js'
import { issueOf, keptOfLongRecord, readValue, tooLong } from './value.js'

const COMMA = 0x2c
const ARRAY_OPENS = 0x5b
const ARRAY_CLOSES = 0x5d
const OBJECT_OPENS = 0x7b
const OBJECT_CLOSES = 0x7d

/**
 * Where the reader stands.
 * - `between`: outside any element, where commas, blanks and the array's own brackets are.
 * - `nested`: within an object or array, until as many brackets closed as opened.
 * - `bare`: within anything else (a number, a word), until a comma, a bracket or a line break.
 */
type Standing = 'between' | 'nested' | 'bare'

/**
 * Reads a JSON array of objects, element by element. It finds where elements begin and end and leaves the rest to
 * JSON.parse; a missing or superfluous comma, or arrays one after another, cost no element.
 */
export class ArrayReader implements RecordReader {
  readonly #lines = new LineCounter()
  readonly #element = new Pieces()
  #row = 0
  #standing: Standing = 'between'
  #inArray = false
  /** Brackets open within the element. */
  #depth = 0
  #inString = false
  #escaped = false
  /** The line on which the element begins. */
  #elementLine = 1

  take(chunk: Buffer): SourceRecord[] {
    const records: SourceRecord[] = []
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (this.#standing === 'nested') {
        if (this.#closes(byte)) this.#endElement(chunk.subarray(start, at + 1), records)
      } else {
        if (this.#standing === 'bare' && endsBare(byte)) this.#endElement(chunk.subarray(start, at), records)
        if (this.#standing === 'between' && this.#opens(byte)) start = at
      }
      this.#lines.passByte(byte)
    }
    if (this.#standing !== 'between') this.#element.add(chunk.subarray(start))
    return records
  }

  finish(): SourceRecord[] {
    const records: SourceRecord[] = []
    if (this.#standing === 'bare') this.#endElement(Buffer.alloc(0), records)
    if (this.#standing === 'nested')
      records.push(this.#cut(this.#elementLine, 'does not end before the file does'))
    else if (this.#inArray) records.push(this.#cut(this.#lines.line, 'is missing: the array does not close'))
    return records
  }

  /** Takes a byte between elements; true if one begins with it. */
  #opens(byte: number): boolean {
    if (byte === COMMA || byte === BLANK || byte === TAB || byte === LF || byte === CR) return false
    if (byte === ARRAY_CLOSES || (byte === ARRAY_OPENS && !this.#inArray)) {
      this.#inArray = byte === ARRAY_OPENS
      return false
    }
    this.#elementLine = this.#lines.line
    this.#depth = byte === OBJECT_OPENS || byte === ARRAY_OPENS ? 1 : 0
    this.#inString = byte === QUOTE
    this.#standing = this.#depth > 0 || this.#inString ? 'nested' : 'bare'
    return true
  }

  /** Takes a byte within an object, an array or a string; true if it ends with it. */
  #closes(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inString = false
      return this.#depth === 0 && !this.#inString
    }
    if (byte === QUOTE) this.#inString = true
    else if (byte === OBJECT_OPENS || byte === ARRAY_OPENS) this.#depth++
    else if (byte === OBJECT_CLOSES || byte === ARRAY_CLOSES) this.#depth--
    return this.#depth === 0
  }

  #endElement(piece: Buffer, records: SourceRecord[]): void {
    this.#standing = 'between'
    this.#element.add(piece)
    const long = this.#element.tooLong
    const text = this.#element.take()
    const read = long ? tooLong : readValue
    records.push(read(text, ++this.#row, this.#elementLine, 'element'))
  }

  /** Where the file ends too early: a failed row, since what is lacking may be any number of them. */
  #cut(line: number, what: string): SourceRecord {
    const raw = this.#element.take().toString('utf8', 0, keptOfLongRecord)
    const issue = issueOf('not-json', 'element', line, what, '. The file may be cut short')
    return { kind: 'broken', row: ++this.#row, line, raw, issue }
  }
}

function endsBare(byte: number): boolean {
  return (
    byte === COMMA ||
    byte === ARRAY_OPENS ||
    byte === ARRAY_CLOSES ||
    byte === OBJECT_OPENS ||
    byte === LF ||
    byte === CR
  )
}
