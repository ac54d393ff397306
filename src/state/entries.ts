import type { Digest } from './digest.js'
import { damaged, type NumberedRecord, type RecordFile } from './record-file.js'

/** Slots in one record: with seven words each it fills one page of the file. */
const slotsPerChunk = 128

/** Words of an entry: two of its key's digest, four of the payload's, and when it was acknowledged (s). */
const entryWords = 7
const chunkWords = slotsPerChunk * entryWords

/**
 * What is known of each key, by slot; all of it is in memory, 28 MB a million keys. Slots are given out in the order
 * in which keys are first acknowledged, so that a file in about the same order reads and writes neighbours.
 *
 * A payload's digest is stored XOR its key's: two keys that share the stored part of their digest can then never
 * be taken for one another with the same payload.
 */
export class Entries {
  readonly #file: RecordFile
  readonly #chunks: Int32Array[] = []
  readonly #changed = new Set<number>()

  constructor(file: RecordFile) {
    this.#file = file
  }

  /** Reads all chunks. Returns how many slots they have. */
  load(): number {
    for (let number = 0; ; number++) {
      const chunk = this.#read(number)
      if (chunk === undefined) return number * slotsPerChunk
      this.#chunks[number] = chunk
    }
  }

  /** How many records the entries fill. */
  get records(): number {
    return this.#chunks.length
  }

  /** 32 bits of the key's digest; undefined if the slot is free. */
  bits(slot: number): number | undefined {
    const chunk = this.#chunk(slot)
    const at = place(slot)
    // A key's entry has a time, and be it that of an import.
    return chunk[at + 6] === 0 ? undefined : chunk[at]
  }

  isKey(slot: number, key: Digest): boolean {
    const chunk = this.#chunk(slot)
    const at = place(slot)
    return chunk[at] === key.a && chunk[at + 1] === key.b
  }

  /** True if this payload is the one acknowledged last, at `notBefore` (s) or later. */
  isPayload(slot: number, key: Digest, payload: Digest, notBefore: number): boolean {
    const chunk = this.#chunk(slot)
    const at = place(slot)
    return (
      chunk[at + 2] === (payload.a ^ key.a) &&
      chunk[at + 3] === (payload.b ^ key.b) &&
      chunk[at + 4] === (payload.c ^ key.c) &&
      chunk[at + 5] === (payload.d ^ key.d) &&
      (chunk[at + 6] ?? 0) >>> 0 >= notBefore
    )
  }

  /** The digest of the payload acknowledged last; undefined if what the API holds is not known. */
  payload(slot: number, key: Digest): Digest | undefined {
    const chunk = this.#chunk(slot)
    const [a = 0, b = 0, c = 0, d = 0] = chunk.subarray(place(slot) + 2, place(slot) + 6)
    if (a === 0 && b === 0 && c === 0 && d === 0) return undefined
    return { a: a ^ key.a, b: b ^ key.b, c: c ^ key.c, d: d ^ key.d }
  }

  /** When the key was last acknowledged, in seconds. */
  acknowledgedAt(slot: number): number {
    return (this.#chunk(slot)[place(slot) + 6] ?? 0) >>> 0
  }

  /** `payload` undefined: the key was acknowledged once, but what the API holds now is not known. */
  set(slot: number, key: Digest, payload: Digest | undefined, acknowledgedAt: number): void {
    const chunk = this.#chunk(slot)
    const at = place(slot)
    chunk[at] = key.a
    chunk[at + 1] = key.b
    chunk[at + 2] = payload === undefined ? 0 : payload.a ^ key.a
    chunk[at + 3] = payload === undefined ? 0 : payload.b ^ key.b
    chunk[at + 4] = payload === undefined ? 0 : payload.c ^ key.c
    chunk[at + 5] = payload === undefined ? 0 : payload.d ^ key.d
    chunk[at + 6] = acknowledgedAt
    this.#changed.add(chunkOf(slot))
  }

  /** Keeps the key, but no longer what was acknowledged for it. False if there was nothing to forget. */
  forgetPayload(slot: number): boolean {
    const chunk = this.#chunk(slot)
    const at = place(slot)
    if (chunk[at + 2] === 0 && chunk[at + 3] === 0 && chunk[at + 4] === 0 && chunk[at + 5] === 0) return false
    chunk.fill(0, at + 2, at + 6)
    this.#changed.add(chunkOf(slot))
    return true
  }

  free(slot: number): void {
    this.#chunk(slot).fill(0, place(slot), place(slot) + entryWords)
    this.#changed.add(chunkOf(slot))
  }

  /** The records to write for what was changed since `saved` was last called. */
  changes(): NumberedRecord[] {
    return [...this.#changed].map((number) => {
      const chunk = this.#chunk(number * slotsPerChunk)
      return {
        kind: 'entries',
        number,
        data: new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength),
      }
    })
  }

  saved(): void {
    this.#changed.clear()
  }

  #chunk(slot: number): Int32Array {
    return this.#chunks[chunkOf(slot)] ?? this.#add(chunkOf(slot))
  }

  #add(number: number): Int32Array {
    const chunk = new Int32Array(chunkWords)
    this.#chunks[number] = chunk
    return chunk
  }

  #read(number: number): Int32Array | undefined {
    const data = this.#file.get('entries', number)
    if (data === undefined) return undefined
    if (data.byteLength !== chunkWords * 4) throw damaged(this.#file.path, 'a record is damaged')
    return new Int32Array(data.buffer, data.byteOffset, chunkWords)
  }
}

function chunkOf(slot: number): number {
  return Math.floor(slot / slotsPerChunk)
}

/** Where the slot's entry begins in its chunk. */
function place(slot: number): number {
  return (slot % slotsPerChunk) * entryWords
}
