import { keptOfLongRecord, recordLimit } from './value.js'

/** The text of one record, gathered from chunks. Past the limit only its beginning is kept. */
export class Pieces {
  length = 0
  #pieces: Buffer[] = []

  get tooLong(): boolean {
    return this.length > recordLimit
  }

  add(piece: Buffer): void {
    const fitted = !this.tooLong
    this.length += piece.length
    if (!this.tooLong) this.#pieces.push(piece)
    else if (fitted) this.#pieces = [this.#beginning(piece)]
  }

  /** What was gathered, and nothing is left. */
  take(): Buffer {
    const [only] = this.#pieces
    const text = this.#pieces.length === 1 && only ? only : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.length = 0
    return text
  }

  #beginning(piece: Buffer): Buffer {
    return Buffer.from(Buffer.concat([...this.#pieces, piece]).subarray(0, keptOfLongRecord))
  }
}
