import { InputError } from '../errors.js'
import { LineCounter } from './bytes.js'
import { createTranscoder, type Encoding, InvalidBytes } from './encoding.js'

/** Where a file's bytes stop being text. */
interface Fault {
  readonly line: number
  /** True if nothing follows: the file ends within a character. */
  readonly atEnd: boolean
  /** True if characters beyond ASCII stand before it, so that the encoding held until there. */
  readonly heldBefore: boolean
}

/**
 * The error for a file that is not valid in its encoding. Reads it again, slowly, to find the line: readings that go
 * well need not count lines. `bytes` begins a reading anew, after the byte order mark.
 */
export async function invalidBytes(
  name: string,
  encoding: Encoding,
  bytes: () => AsyncIterable<Buffer>,
): Promise<InputError> {
  const chunk = await firstBadChunk(encoding.name, bytes())
  const fault = await findFault(encoding.name, bytes(), chunk)
  if (fault.atEnd && fault.heldBefore) {
    return new InputError(`${name} ends in the middle of a character, on line ${fault.line}.`, {
      hint: 'It may be cut short: download, copy or export it again.',
    })
  }
  return new InputError(`${name} is not valid ${encoding.name.toUpperCase()}: see line ${fault.line}.`, {
    hint: adviceFor(encoding, fault),
  })
}

function adviceFor(encoding: Encoding, fault: Fault): string {
  if (encoding.by === 'report') {
    return 'It is one of this tool’s own reports, which are always read as UTF-8: save it as “CSV UTF-8”.'
  }
  if (encoding.by === 'mark') {
    return 'Its byte order mark promises that encoding: save it again as “CSV UTF-8”.'
  }
  if (encoding.name !== 'utf-8') {
    return 'Leave --encoding out if the file is UTF-8, or try --encoding windows-1252.'
  }
  return fault.heldBefore
    ? `The lines before it are UTF-8: mend line ${fault.line}. If they look wrong, try --encoding windows-1252.`
    : 'Try --encoding windows-1252, which is what Excel writes on most Windows machines.'
}

/** Which chunk is the first that cannot be read; the number of chunks if it is the file's end. */
async function firstBadChunk(encoding: string, chunks: AsyncIterable<Buffer>): Promise<number> {
  const transcoder = createTranscoder(encoding)
  let index = 0
  for await (const chunk of chunks) {
    if (!accepts(() => transcoder.push(chunk))) return index
    index++
  }
  return index
}

/** Counts lines up to that chunk and goes through it byte by byte: a decoder that has failed cannot go on. */
async function findFault(encoding: string, chunks: AsyncIterable<Buffer>, badChunk: number): Promise<Fault> {
  const transcoder = createTranscoder(encoding)
  const passed = new PassedText()
  const take = (part: Buffer): void => passed.take(transcoder.push(part))
  let atEnd = true
  let index = 0
  for await (const chunk of chunks) {
    if (index++ < badChunk) take(chunk)
    else {
      atEnd = accepts(() => eachByte(chunk, take))
      break
    }
  }
  return { line: passed.lines.line, atEnd, heldBefore: passed.held }
}

/** What was read until the fault. */
class PassedText {
  readonly lines = new LineCounter()
  /** True once a whole character beyond ASCII was read. */
  held = false
  #beyondAscii = false

  take(text: Buffer): void {
    this.lines.pass(text)
    for (const byte of text) {
      if (byte >= 0x80) this.#beyondAscii = true
      // Only what follows proves that a character was whole.
      else if (this.#beyondAscii) this.held = true
    }
  }
}

function eachByte(chunk: Buffer, take: (part: Buffer) => void): void {
  for (let at = 0; at < chunk.length; at++) take(chunk.subarray(at, at + 1))
}

function accepts(step: () => unknown): boolean {
  try {
    step()
    return true
  } catch (error) {
    if (error instanceof InvalidBytes) return false
    throw error
  }
}
