import { z } from 'zod'
import { damaged, type NumberedRecord, type RecordFile } from './record-file.js'

/** Keys in one record. */
const groupSize = 512

const groupSchema = z.array(z.string().nullable())
type Group = z.infer<typeof groupSchema>

/** How many records the names of this many slots fill. */
export function nameRecords(slots: number): number {
  return Math.ceil(slots / groupSize)
}

/** The keys themselves, by slot: needed only to show them. Kept as JSON, which holds any text. */
export class Names {
  readonly #file: RecordFile
  /** What is not written yet: for each group, place to key. */
  readonly #changed = new Map<number, Map<number, string | null>>()

  constructor(file: RecordFile) {
    this.#file = file
  }

  set(slot: number, key: string | null): void {
    const number = Math.floor(slot / groupSize)
    const group = this.#changed.get(number) ?? new Map<number, string | null>()
    group.set(slot % groupSize, key)
    this.#changed.set(number, group)
  }

  /** All keys with their slots, below `slots`; one group at a time in memory. */
  *all(slots: number): Generator<{ readonly slot: number; readonly key: string }> {
    for (let number = 0; number * groupSize < slots; number++) {
      for (const [place, key] of this.#group(number).entries()) {
        if (key !== null) yield { slot: number * groupSize + place, key }
      }
    }
  }

  changes(): NumberedRecord[] {
    return [...this.#changed.keys()].map((number) => ({
      kind: 'names',
      number,
      data: Buffer.from(JSON.stringify(this.#group(number))),
    }))
  }

  saved(): void {
    this.#changed.clear()
  }

  #group(number: number): Group {
    const changed = this.#changed.get(number)
    if (changed?.size === groupSize) return filled(changed)
    const group = this.#read(number)
    for (const [place, key] of changed ?? []) {
      while (group.length <= place) group.push(null)
      group[place] = key
    }
    return group
  }

  #read(number: number): Group {
    const data = this.#file.get('names', number)
    if (data === undefined) return []
    try {
      return groupSchema.parse(JSON.parse(Buffer.from(data).toString()))
    } catch {
      throw damaged(this.#file.path, 'a record is damaged')
    }
  }
}

/** A group of which every place was set: what is in the file does not matter. */
function filled(changed: ReadonlyMap<number, string | null>): Group {
  return Array.from({ length: groupSize }, (_, place) => changed.get(place) ?? null)
}
