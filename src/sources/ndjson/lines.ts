import type { SourceRecord } from '../../record.js'
import { BLANK, CR, LF, TAB } from '../bytes.js'
import type { RecordReader } from '../reader.js'
import { Pieces } from './pieces.js'
import { readValue, tooLong } from './value.js'

/** Reads one JSON object a line. LF, CRLF and CR end a line: no JSON string holds them as they are. */
export class LinesReader implements RecordReader {
  #row = 0
  #line = 1
  /** The line that the last chunk ended within. */
  readonly #begun = new Pieces()
  /** True if the last chunk ended with CR: an LF that follows belongs to it. */
  #afterCr = false

  take(chunk: Buffer): SourceRecord[] {
    const records: SourceRecord[] = []
    let at = this.#afterCr && chunk[0] === LF ? 1 : 0
    if (chunk.length > 0) this.#afterCr = chunk[chunk.length - 1] === CR
    let cr = chunk.indexOf(CR, at)
    for (let lf = chunk.indexOf(LF, at); lf !== -1 || cr !== -1; ) {
      const end = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr
      this.#endLine(chunk, at, end, records)
      at = end === cr && chunk[end + 1] === LF ? end + 2 : end + 1
      if (lf !== -1 && lf < at) lf = chunk.indexOf(LF, at)
      if (cr !== -1 && cr < at) cr = chunk.indexOf(CR, at)
    }
    if (at < chunk.length) this.#begun.add(chunk.subarray(at))
    return records
  }

  finish(): SourceRecord[] {
    const records: SourceRecord[] = []
    this.#endLine(Buffer.alloc(0), 0, 0, records)
    return records
  }

  #endLine(chunk: Buffer, start: number, end: number, records: SourceRecord[]): void {
    const line = this.#line++
    let text = chunk.subarray(start, end)
    let long = false
    if (this.#begun.length > 0) {
      this.#begun.add(text)
      long = this.#begun.tooLong
      text = this.#begun.take()
    }
    if (isBlank(text)) return
    const read = long ? tooLong : readValue
    records.push(read(text, ++this.#row, line, 'line'))
  }
}

function isBlank(text: Buffer): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== BLANK && text[at] !== TAB) return false
  }
  return true
}
