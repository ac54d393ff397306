/** The bytes that give a text its lines and cells; the same in UTF-8 and in every encoding that holds ASCII. */
export const LF = 0x0a
export const CR = 0x0d
export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const BLANK = 0x20
export const TAB = 0x09

/** Counts physical lines across chunks: CR, LF and CRLF each end one. */
export class LineCounter {
  /** The line that the next byte stands on, from 1. */
  line = 1
  #afterCr = false

  pass(chunk: Buffer): void {
    let { line } = this
    let afterCr = this.#afterCr
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === CR || (byte === LF && !afterCr)) line++
      afterCr = byte === CR
    }
    this.line = line
    this.#afterCr = afterCr
  }
}

/** The stream without its first `count` bytes. */
export async function* withoutFirst(
  chunks: AsyncIterable<Buffer>,
  count: number,
): AsyncGenerator<Buffer, void, undefined> {
  let left = count
  for await (const chunk of chunks) {
    if (left === 0) {
      yield chunk
      continue
    }
    const dropped = Math.min(left, chunk.length)
    left -= dropped
    if (dropped < chunk.length) yield chunk.subarray(dropped)
  }
}

/** The stream's first bytes, at least `count` of them unless it ends before; `whole` if that is all there is. */
export async function firstBytes(
  chunks: AsyncIterable<Buffer>,
  count: number,
): Promise<{ readonly data: Buffer; readonly whole: boolean }> {
  const taken: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    taken.push(chunk)
    length += chunk.length
    if (length >= count) return { data: Buffer.concat(taken), whole: false }
  }
  return { data: Buffer.concat(taken), whole: true }
}
