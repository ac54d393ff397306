import type { NumberedRecord, RecordFile } from './record-file.js'
import { damaged } from './record-file.js'

/** Days in one record. */
const groupSize = 1024

const dayMs = 86_400_000

/** Days since 1970, UTC: 16 bits of them last until 2149. */
export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs)
}

export function dayStart(day: number): Date {
  return new Date(day * dayMs)
}

/**
 * When each key last stood in a file, to the day, and whether it stood in this run's, by slot. Both are in memory
 * whole (3 MB a million keys), so that an unchanged row costs no write of its own: a run writes 2 bytes for each
 * row it saw, in a few pages.
 */
export class Seen {
  readonly #file: RecordFile
  readonly #changed = new Set<number>()
  #days = new Uint16Array(groupSize)
  #now = new Uint8Array(groupSize)

  constructor(file: RecordFile) {
    this.#file = file
  }

  /** Returns how many records there are. */
  load(slots: number): number {
    this.#makeRoom(slots)
    let records = 0
    for (let number = 0; number * groupSize < slots; number++) {
      const data = this.#file.get('seen', number)
      if (data === undefined) continue
      if (data.byteLength !== groupSize * 2) throw damaged(this.#file.path, 'a record is damaged')
      this.#days.set(new Uint16Array(data.buffer, data.byteOffset, groupSize), number * groupSize)
      records++
    }
    return records
  }

  /** The key stands in this run's file. */
  mark(slot: number, today: number): void {
    if (slot >= this.#now.length) this.#makeRoom(slot + 1)
    if (this.#now[slot] === 1) return
    this.#now[slot] = 1
    this.set(slot, today)
  }

  /** True if the key was marked since the file was opened. */
  isMarked(slot: number): boolean {
    return this.#now[slot] === 1
  }

  /** The day on which the key last stood in a file; 0 if it never did. */
  day(slot: number): number {
    return this.#days[slot] ?? 0
  }

  set(slot: number, day: number): void {
    if (slot >= this.#days.length) this.#makeRoom(slot + 1)
    if (this.#days[slot] === day) return
    this.#days[slot] = day
    this.#changed.add(Math.floor(slot / groupSize))
  }

  changes(): NumberedRecord[] {
    return [...this.#changed].map((number) => {
      const days = this.#days.slice(number * groupSize, (number + 1) * groupSize)
      return { kind: 'seen', number, data: new Uint8Array(days.buffer) }
    })
  }

  saved(): void {
    this.#changed.clear()
  }

  /** Grows to whole groups. */
  #makeRoom(slots: number): void {
    if (slots <= this.#days.length) return
    const size = Math.ceil(Math.max(slots, this.#days.length * 1.5) / groupSize) * groupSize
    const days = new Uint16Array(size)
    days.set(this.#days)
    this.#days = days
    const now = new Uint8Array(size)
    now.set(this.#now)
    this.#now = now
  }
}
