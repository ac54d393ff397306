import { BACKSLASH, CR, LF, QUOTE } from '../bytes.js'
import type { Dialect } from './dialect.js'

/** Bytes of one CSV record, at most. What is longer is a quote that never closes, or no contact. */
export const recordLimit = 1024 * 1024

/**
 * Bytes that may be scanned in vain for closing quotes, and be earned again by as many that were not in vain. Where
 * they are used up, quotes may go on for `leastPatience` bytes only: a file full of them is still read in linear time.
 */
const fullPatience = 8 * recordLimit
const leastPatience = 1024

/**
 * How a record ends.
 * - `plain`: no cell is quoted; the delimiter alone parts them.
 * - `quoted`: some cell is, and each as it should be.
 * - `stray`: text follows a closing quote, on the line of its opening one.
 * - `unclosed`: a quote does not close, or closes lines further on where no cell can end: it closed another's cell.
 *   Only the record's first line is taken, so that those it would have swallowed are read by themselves.
 * - `too-long`: its first `recordLimit` bytes are taken; its line goes on.
 * - `more`: the data ends first.
 */
export type Ending = 'plain' | 'quoted' | 'stray' | 'unclosed' | 'too-long' | 'more'

/**
 * Finds where CSV records end, and nothing else: what is in them is the parser's work. A parser alone would read on
 * to the end of the file for a quote that never closes, and it does not say on which line a record began.
 */
export class RecordScanner {
  /** Where the record ends, its line break included. */
  end = 0
  /** Where its text ends. */
  textEnd = 0
  /** Line breaks in it, the last included. */
  breaks = 0

  readonly #delimiter: Buffer
  readonly #backslash: boolean
  /** Bytes that must lie ahead to judge a place: a delimiter, or the other half of CRLF or `""`. */
  readonly #lookahead: number

  #data: Buffer = Buffer.alloc(0)
  #start = 0
  #last = false
  /** The scan ends here, for want of data or by the limit. */
  #stop = 0
  /** Where the text of the record's first line ends, and where its second line begins; -1: there is none yet. */
  #firstLineEnd = -1
  #secondLine = -1
  #patience = fullPatience

  constructor(dialect: Dialect) {
    this.#delimiter = Buffer.from(dialect.delimiter)
    this.#backslash = dialect.escape === '\\'
    this.#lookahead = this.#delimiter.length + 1
  }

  /**
   * Scans the record that begins at `start`; what it found is in the fields above, unless it returns `more`. `last`:
   * no data will follow. A blank line is a `plain` record without text.
   */
  scan(data: Buffer, start: number, last: boolean): Ending {
    this.#data = data
    this.#start = start
    this.#last = last
    this.#stop = Math.min(last ? data.length : data.length - this.#lookahead, start + recordLimit)
    this.#firstLineEnd = -1
    this.#secondLine = -1
    this.breaks = 0
    return this.#walk()
  }

  #walk(): Ending {
    let ending: 'plain' | 'quoted' | 'stray' = 'plain'
    let at = this.#start
    for (;;) {
      at = this.#passText(at)
      if (at >= this.#stop) return this.#endInText(ending)
      if (this.#data[at] !== QUOTE) return this.#endAtBreak(at, ending)
      const breaksBefore = this.breaks
      const closing = this.#passQuoted(at + 1)
      if (closing === -1) return this.#unclosed(this.#patience)
      if (closing >= this.#stop) return this.#endInQuotes()
      at = closing + 1
      if (!this.#cellEndsAt(at)) {
        if (this.breaks > breaksBefore) return this.#unclosed(at - this.#start)
        ending = 'stray'
      } else if (ending === 'plain') {
        ending = 'quoted'
      }
    }
  }

  /** Goes on to a line break or an opening quote; to the stop if there is none. */
  #passText(from: number): number {
    const data = this.#data
    const stop = this.#stop
    let at = from
    for (; at < stop; at++) {
      const byte = data[at] ?? 0
      if (byte > QUOTE) continue
      if (byte === LF || byte === CR || (byte === QUOTE && this.#opensCell(at))) return at
    }
    return at
  }

  /** Goes on to the closing quote; to the stop if there is none; -1 if patience ends at a line break. */
  #passQuoted(from: number): number {
    const data = this.#data
    const stop = this.#stop
    let at = from
    for (; at < stop; at++) {
      const byte = data[at] ?? 0
      if (byte > BACKSLASH) continue
      if (byte === QUOTE) {
        if (this.#backslash || data[at + 1] !== QUOTE) return at
        at++
      } else if (byte === BACKSLASH) {
        if (this.#backslash && !isBreak(data[at + 1])) at++
      } else if (byte === LF || byte === CR) {
        const next = this.#afterBreak(at)
        this.#passBreak(at, next)
        if (at - this.#start > this.#patience) return -1
        at = next - 1
      }
    }
    return at
  }

  #passBreak(at: number, next: number): void {
    this.breaks++
    if (this.#secondLine !== -1) return
    this.#firstLineEnd = at
    this.#secondLine = next
  }

  /** A quote opens a cell only as its first character; elsewhere it is text, as in `5" pipe`. */
  #opensCell(at: number): boolean {
    const before = at - this.#delimiter.length
    return at === this.#start || (before >= this.#start && this.#isDelimiter(before))
  }

  #cellEndsAt(at: number): boolean {
    return at >= this.#data.length || isBreak(this.#data[at]) || this.#isDelimiter(at)
  }

  #isDelimiter(at: number): boolean {
    const delimiter = this.#delimiter
    if (this.#data[at] !== delimiter[0]) return false
    for (let ahead = 1; ahead < delimiter.length; ahead++) {
      if (this.#data[at + ahead] !== delimiter[ahead]) return false
    }
    return true
  }

  #afterBreak(at: number): number {
    return this.#data[at] === CR && this.#data[at + 1] === LF ? at + 2 : at + 1
  }

  #endAtBreak(at: number, ending: Ending): Ending {
    this.breaks++
    return this.#endAt(at, this.#afterBreak(at), ending)
  }

  #endInText(ending: Ending): Ending {
    if (this.#stop === this.#start + recordLimit) return this.#endAt(this.#stop, this.#stop, 'too-long')
    return this.#last ? this.#endAt(this.#data.length, this.#data.length, ending) : 'more'
  }

  #endInQuotes(): Ending {
    const scanned = this.#stop - this.#start
    if (scanned < recordLimit) return this.#last ? this.#unclosed(scanned) : 'more'
    return this.#secondLine === -1 ? this.#endAt(this.#stop, this.#stop, 'too-long') : this.#unclosed(scanned)
  }

  #endAt(textEnd: number, end: number, ending: Ending): Ending {
    this.textEnd = textEnd
    this.end = end
    if (this.#patience < recordLimit)
      this.#patience = Math.min(recordLimit, this.#patience + end - this.#start)
    return ending
  }

  #unclosed(scanned: number): Ending {
    const oneLine = this.#secondLine === -1
    this.breaks = oneLine ? 0 : 1
    this.textEnd = oneLine ? this.#data.length : this.#firstLineEnd
    this.end = oneLine ? this.#data.length : this.#secondLine
    this.#patience = Math.max(leastPatience, this.#patience - scanned)
    return 'unclosed'
  }
}

function isBreak(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}
