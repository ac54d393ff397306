/** What stands where a slot could: nothing yet, or one that was taken out (which does not end a search). */
const empty = 0
const removed = -1

const maxLoad = 0.7

/**
 * Finds the slot of a key by 32 bits of its digest: a hash table with open addressing, 8 bytes a cell. These bits
 * may be those of another key too, so whoever asks says whether a slot is the right one.
 */
export class KeyIndex {
  /** Pairs: the 32 bits, and the slot plus one. */
  #cells: Int32Array
  #mask: number
  #used = 0

  /** `expected`: how many keys there will be at first. */
  constructor(expected = 0) {
    let size = 1024
    while (size * maxLoad <= expected) size *= 2
    this.#cells = new Int32Array(size * 2)
    this.#mask = size - 1
  }

  /** The slot that `isRight` accepts among those of the same bits; -1 if there is none. */
  find(bits: number, isRight: (slot: number) => boolean): number {
    const cells = this.#cells
    const mask = this.#mask
    for (let at = bits & mask; ; at = (at + 1) & mask) {
      const slot = cells[2 * at + 1] ?? empty
      if (slot === empty) return -1
      if (slot !== removed && cells[2 * at] === bits && isRight(slot - 1)) return slot - 1
    }
  }

  /** Adds a slot that is not there yet. */
  add(bits: number, slot: number): void {
    if (this.#used >= (this.#mask + 1) * maxLoad) this.#grow()
    this.#place(bits, slot + 1)
    this.#used++
  }

  /** Takes a slot out. */
  remove(bits: number, slot: number): void {
    const cells = this.#cells
    let at = bits & this.#mask
    while (cells[2 * at + 1] !== slot + 1) {
      if (cells[2 * at + 1] === empty) return
      at = (at + 1) & this.#mask
    }
    cells[2 * at + 1] = removed
  }

  #place(bits: number, value: number): void {
    const cells = this.#cells
    let at = bits & this.#mask
    while (cells[2 * at + 1] !== empty) at = (at + 1) & this.#mask
    cells[2 * at] = bits
    cells[2 * at + 1] = value
  }

  #grow(): void {
    const old = this.#cells
    this.#cells = new Int32Array(old.length * 2)
    this.#mask = this.#cells.length / 2 - 1
    this.#used = 0
    for (let i = 0; i < old.length; i += 2) {
      const value = old[i + 1] ?? empty
      if (value === empty || value === removed) continue
      this.#place(old[i] ?? 0, value)
      this.#used++
    }
  }
}
