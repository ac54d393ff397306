import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { UsageError } from '../errors.js'
import { CR, LF } from './bytes.js'

/** Turns bytes of some encoding into UTF-8, chunk by chunk. Throws InvalidBytes for bytes that cannot be. */
export interface Transcoder {
  push(chunk: Buffer): Buffer
  /** To be called after the last chunk: it may have ended within a character. */
  end(): void
}

/** Bytes that are not valid in their encoding. Never shown: `invalidBytes` finds the line and says it to the user. */
export class InvalidBytes extends Error {}

/** The encoding of a file, and who says so: its byte order mark, the user, nobody, or that it is one of our reports. */
export interface Encoding {
  /** Its WHATWG name. */
  readonly name: string
  readonly by: 'mark' | 'option' | 'default' | 'report'
  /** Bytes of the byte order mark. */
  readonly markLength: number
  /** The encoding that the user asked for, by its WHATWG name. */
  readonly asked: string | undefined
}

/** A byte order mark outranks the user's label; a report of our own is UTF-8 whatever the label says. */
export function findEncoding(start: Buffer, label: string | undefined): Encoding {
  const asked = label === undefined ? undefined : encodingNamed(label)
  const mark = findMark(start)
  if (mark) return { name: mark.encoding, by: 'mark', markLength: mark.length, asked }
  if (isOwnReport(start)) return { name: 'utf-8', by: 'report', markLength: 0, asked }
  return { name: asked ?? 'utf-8', by: asked ? 'option' : 'default', markLength: 0, asked }
}

/** True if the first line is the header of a CSV report of ours, or a record of an NDJSON one. */
export function isOwnReport(text: Buffer): boolean {
  const end = text.findIndex((byte) => byte === LF || byte === CR)
  const line = text.toString('latin1', 0, end === -1 ? text.length : end)
  return /(?:^|,)"?_sync_row"?(?:,|$)/.test(line) || /^\{.*"_sync":\{/.test(line)
}

function findMark(start: Buffer): { encoding: string; length: number } | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return undefined
}

function encodingNamed(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch (cause) {
    throw new UsageError(`--encoding ${label}: there is no such encoding.`, {
      hint: 'Common ones are utf-8, windows-1252, iso-8859-15, utf-16le, macintosh and shift_jis.',
      cause,
    })
  }
}

export function createTranscoder(encoding: string): Transcoder {
  return encoding === 'utf-8' ? new Utf8Check() : new Decoding(encoding)
}

/** UTF-8 passes as it is, checked at the speed of memory. */
class Utf8Check implements Transcoder {
  /** A character of which the last chunk held only the beginning. */
  #begun: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): Buffer {
    const start = this.#finishCharacter(chunk)
    const end = chunk.length - begunAtEnd(chunk, start)
    if (!isUtf8(chunk.subarray(start, end))) throw new InvalidBytes()
    if (end < chunk.length) this.#begun = Buffer.from(chunk.subarray(end))
    return chunk
  }

  end(): void {
    if (this.#begun.length > 0) throw new InvalidBytes()
  }

  /** Takes what the begun character lacks from the chunk's beginning; returns where the next one begins. */
  #finishCharacter(chunk: Buffer): number {
    if (this.#begun.length === 0) return 0
    const missing = characterLength(this.#begun[0]) - this.#begun.length
    const character = Buffer.concat([this.#begun, chunk.subarray(0, missing)])
    if (!character.subarray(1).every(isContinuation)) throw new InvalidBytes()
    if (chunk.length < missing) {
      this.#begun = character
      return chunk.length
    }
    if (!isUtf8(character)) throw new InvalidBytes()
    this.#begun = Buffer.alloc(0)
    return missing
  }
}

/** Bytes at the end of `chunk` that begin a character without ending it: 0 to 3. */
function begunAtEnd(chunk: Buffer, from: number): number {
  const most = Math.min(3, chunk.length - from)
  for (let back = 1; back <= most; back++) {
    const byte = chunk[chunk.length - back] ?? 0
    if (!isContinuation(byte)) return characterLength(byte) > back ? back : 0
  }
  return 0
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

function characterLength(lead = 0): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}

/**
 * Any other encoding. Always with `stream`: in one shot, Node 20 reads the € and ’ of windows-1252 as control
 * characters.
 */
class Decoding implements Transcoder {
  readonly #decoder: TextDecoder

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  }

  push(chunk: Buffer): Buffer {
    return Buffer.from(this.#decode(chunk, true), 'utf8')
  }

  end(): void {
    this.#decode(Buffer.alloc(0), false)
  }

  #decode(chunk: Buffer, stream: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream })
    } catch {
      throw new InvalidBytes()
    }
  }
}
