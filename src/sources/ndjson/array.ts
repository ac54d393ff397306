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
    let counted = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#standing === 'between') {
        at = this.#passBetween(chunk, at)
        if (at === chunk.length) break
        this.#lines.pass(chunk.subarray(counted, at))
        counted = at
        start = at
        this.#begin(chunk[at++] ?? 0)
      }
      at = this.#standing === 'nested' ? this.#passNested(chunk, at) : this.#passBare(chunk, at)
      if (this.#standing === 'between') this.#endElement(chunk.subarray(start, at), records)
    }
    this.#lines.pass(chunk.subarray(counted))
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

  /** Goes on to where an element begins, through blanks, commas and the brackets of the array itself. */
  #passBetween(chunk: Buffer, from: number): number {
    let at = from
    for (; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0
      if (byte === ARRAY_CLOSES || (byte === ARRAY_OPENS && !this.#inArray))
        this.#inArray = byte === ARRAY_OPENS
      else if (byte !== COMMA && byte !== BLANK && byte !== TAB && byte !== LF && byte !== CR) break
    }
    return at
  }

  #begin(byte: number): void {
    this.#elementLine = this.#lines.line
    this.#depth = byte === OBJECT_OPENS || byte === ARRAY_OPENS ? 1 : 0
    this.#inString = byte === QUOTE
    this.#standing = this.#depth > 0 || this.#inString ? 'nested' : 'bare'
  }

  /** Goes on to behind the end of an object, an array or a string. */
  #passNested(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length) {
      at = this.#inString ? this.#passString(chunk, at) : this.#passBrackets(chunk, at)
      if (this.#depth === 0 && !this.#inString) {
        this.#standing = 'between'
        break
      }
    }
    return at
  }

  #passString(chunk: Buffer, from: number): number {
    let at = from
    if (this.#escaped) {
      this.#escaped = false
      at++
    }
    for (; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) {
        this.#inString = false
        return at + 1
      }
    }
    this.#escaped = at > chunk.length
    return chunk.length
  }

  /** Goes on until a string begins or the last bracket closes. */
  #passBrackets(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === QUOTE) this.#inString = true
      else if (byte === OBJECT_OPENS || byte === ARRAY_OPENS) this.#depth++
      else if (byte === OBJECT_CLOSES || byte === ARRAY_CLOSES) this.#depth--
      else continue
      if (this.#inString || this.#depth === 0) return at + 1
    }
    return chunk.length
  }

  #passBare(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      if (!endsBare(chunk[at])) continue
      this.#standing = 'between'
      return at
    }
    return chunk.length
  }

  #endElement(piece: Buffer, records: SourceRecord[]): void {
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

function endsBare(byte: number | undefined): boolean {
  return (
    byte === COMMA ||
    byte === ARRAY_OPENS ||
    byte === ARRAY_CLOSES ||
    byte === OBJECT_OPENS ||
    byte === LF ||
    byte === CR
  )
}
