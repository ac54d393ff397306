import { hash } from 'node:crypto'

/** 32-bit words of a slot: three of the key's hash, one of the row. */
const slotWords = 4
const maxLoad = 0.75

/**
 * Keys of a file and the row that each stands for, in sixteen bytes a key: ten million take about 220 MB. Keys are
 * told apart by 96 bits of their sha1: among ten million, two that are alike have a chance of about 10⁻¹⁵.
 */
export class KeyTable {
  #slots: Uint32Array
  #capacity: number
  #size = 0

  /** `expected`: how many keys there may be; a wrong guess costs time, nothing else. */
  constructor(expected: number) {
    this.#capacity = Math.max(1024, Math.ceil(expected / maxLoad))
    this.#slots = new Uint32Array(this.#capacity * slotWords)
  }

  get size(): number {
    return this.#size
  }

  /** Puts the row (from 1) under the key; gives back the row that was there, or undefined. */
  put(key: string, row: number): number | undefined {
    if (this.#size >= this.#capacity * maxLoad) this.#grow()
    const digest = hash('sha1', key, 'buffer')
    const [a, b, c] = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8)]
    const at = this.#find(a, b, c)
    const before = this.#slots[at + 3]
    this.#slots.set([a, b, c, row], at)
    if (before !== 0) return before
    this.#size++
    return undefined
  }

  /** The slot that holds the hash, or the free one where it belongs. A row of 0 marks a free slot. */
  #find(a: number, b: number, c: number): number {
    const slots = this.#slots
    for (let slot = a % this.#capacity; ; slot = slot + 1 === this.#capacity ? 0 : slot + 1) {
      const at = slot * slotWords
      if (slots[at + 3] === 0) return at
      if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c) return at
    }
  }

  #grow(): void {
    const old = this.#slots
    this.#capacity = Math.ceil(this.#capacity * 1.5)
    this.#slots = new Uint32Array(this.#capacity * slotWords)
    for (let at = 0; at < old.length; at += slotWords) {
      const [a = 0, b = 0, c = 0, row = 0] = old.subarray(at, at + slotWords)
      if (row !== 0) this.#slots.set([a, b, c, row], this.#find(a, b, c))
    }
  }
}
