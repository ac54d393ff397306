/** A set of row numbers, one bit each: a file of fifty million rows takes six megabytes. */
export class RowSet {
  #bits = new Uint8Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(row: number): boolean {
    return ((this.#bits[row >>> 3] ?? 0) & (1 << (row & 7))) !== 0
  }

  /** False if the row was there already. */
  add(row: number): boolean {
    const index = row >>> 3
    if (index >= this.#bits.length) this.#grow(index)
    const byte = this.#bits[index] ?? 0
    const bit = 1 << (row & 7)
    if ((byte & bit) !== 0) return false
    this.#bits[index] = byte | bit
    this.#size++
    return true
  }

  delete(row: number): void {
    if (!this.has(row)) return
    const index = row >>> 3
    this.#bits[index] = (this.#bits[index] ?? 0) & ~(1 << (row & 7))
    this.#size--
  }

  #grow(index: number): void {
    const bits = new Uint8Array(Math.max(index + 1, this.#bits.length * 2))
    bits.set(this.#bits)
    this.#bits = bits
  }
}
