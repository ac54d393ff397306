import { type Digest, keyDigest } from './digest.js'
import { Entries } from './entries.js'
import { KeyIndex } from './key-index.js'
import { Names, nameRecords } from './names.js'
import { damaged, type RecordFile } from './record-file.js'
import { dayOf, Seen } from './seen.js'

/** What is remembered of one key. */
export interface Remembered {
  /** The digest of the payload acknowledged last; undefined if what the API holds now is not known. */
  readonly payload: Digest | undefined
  /** Epoch milliseconds, in whole seconds. */
  readonly acknowledgedAt: number
  /** The day on which the key last stood in a file, in days since 1970 (UTC). */
  readonly seenOn: number
}

export interface MemoryOptions {
  /** Epoch ms when the memory is opened. */
  readonly now?: number | undefined
  /**
   * Called before anything is written, also by the timer: here a run hands its journal to the system, so that the
   * memory never knows of an answer that the journal does not. If it throws, nothing is written.
   */
  readonly beforeCommit?: (() => void) | undefined
  /** True to write nothing at all: for `--dry-run`. */
  readonly readOnly?: boolean | undefined
}

/** What is written at once after this long, so that a kill costs little. */
const saveAfterMs = 1000

/**
 * What the API last acknowledged, for each key of one target, base URL and account. All of it is synchronous:
 * lookups cost a fraction of a microsecond in any order, changes are in memory at once and on disk with the next
 * `commit`, which comes by itself within a second. A commit is all or nothing, whenever the process is killed.
 *
 * `Changes` holds the rules of when to remember and when to forget; use that for a run.
 */
export class Memory {
  readonly #file: RecordFile
  readonly #entries: Entries
  readonly #names: Names
  readonly #seen: Seen
  /** Made when it is first needed: a file in last time's order needs none. */
  #index: KeyIndex | undefined
  readonly #freeSlots: number[] = []
  readonly #today: number
  readonly #beforeCommit: (() => void) | undefined
  readonly #readOnly: boolean
  #slots = 0
  /** The slot found last. */
  #last = -1
  #size = 0
  #commits = 0
  #saving: NodeJS.Timeout | undefined
  #wanted: Digest = { a: 0, b: 0, c: 0, d: 0 }
  readonly #isWanted = (slot: number): boolean => this.#entries.isKey(slot, this.#wanted)

  /** Reads the whole file: some 50 MB of memory and a tenth of a second for a million keys. */
  constructor(file: RecordFile, options: MemoryOptions = {}) {
    this.#file = file
    this.#beforeCommit = options.beforeCommit
    this.#readOnly = options.readOnly === true
    this.#entries = new Entries(file)
    this.#names = new Names(file)
    this.#seen = new Seen(file)
    this.#today = dayOf(options.now ?? Date.now())
    this.#load()
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#size
  }

  /** How often `commit` wrote something: what was changed before it last rose is on disk. */
  get commits(): number {
    return this.#commits
  }

  lookup(key: string): Remembered | undefined {
    const digest = keyDigest(key)
    const slot = this.#find(digest)
    return slot === -1 ? undefined : this.#remembered(slot, digest)
  }

  /**
   * True if `payload` is what was acknowledged last for the key, and that not before `notBefore` (epoch ms).
   * Marks the key as seen. Called once a row.
   */
  isUnchanged(key: string, payload: Digest, notBefore = 0): boolean {
    const digest = keyDigest(key)
    const slot = this.#find(digest)
    if (slot === -1) return false
    this.#seen.mark(slot, this.#today)
    return this.#entries.isPayload(slot, digest, payload, notBefore / 1000)
  }

  /**
   * The API acknowledged the key, with this payload; `payload` undefined: with something that cannot be told again
   * by comparing (`$inc`, `$push`). `seenOn` and an old `acknowledgedAt` are for what comes from elsewhere.
   */
  remember(key: string, payload: Digest | undefined, acknowledgedAt: number, seenOn = this.#today): void {
    const digest = keyDigest(key)
    let slot = this.#find(digest)
    if (slot === -1) slot = this.#add(key, digest)
    this.#entries.set(slot, digest, payload, Math.max(1, Math.floor(acknowledgedAt / 1000)))
    if (seenOn === this.#today) this.#seen.mark(slot, seenOn)
    else this.#seen.set(slot, seenOn)
    this.#saveSoon()
  }

  /**
   * What the API holds for the key is no longer known. The key itself stays, so that it can still be found missing.
   * False if there was nothing to forget.
   */
  forget(key: string): boolean {
    const slot = this.#find(keyDigest(key))
    if (slot === -1 || !this.#entries.forgetPayload(slot)) return false
    this.#saveSoon()
    return true
  }

  /** Takes the key out altogether. False if it was not there. */
  remove(key: string): boolean {
    const digest = keyDigest(key)
    const slot = this.#find(digest)
    if (slot === -1) return false
    this.#index?.remove(digest.a, slot)
    this.#entries.free(slot)
    this.#names.set(slot, null)
    this.#seen.set(slot, 0)
    this.#freeSlots.push(slot)
    this.#size--
    this.#saveSoon()
    return true
  }

  /** The key stands in this run's file. Called for rows that `isUnchanged` is not asked about. */
  see(key: string): void {
    const slot = this.#find(keyDigest(key))
    if (slot !== -1) this.#seen.mark(slot, this.#today)
  }

  /** All keys and what is remembered of them, in bounded memory. Nothing may be changed meanwhile but by `remove`. */
  *all(): Generator<{ readonly key: string } & Remembered> {
    for (const { slot, key } of this.#names.all(this.#slots)) {
      yield { key, ...this.#remembered(slot, keyDigest(key)) }
    }
  }

  /** The keys that were neither seen nor remembered since this was opened, in bounded memory. */
  *missing(): Generator<string> {
    for (const { slot, key } of this.#names.all(this.#slots)) {
      if (!this.#seen.isMarked(slot)) yield key
    }
  }

  /**
   * Writes all changes to disk, or none of them, and returns when they are flushed. Throws StateError if that
   * cannot be; it can be tried again.
   */
  commit(): void {
    clearTimeout(this.#saving)
    this.#saving = undefined
    if (this.#readOnly) return
    const records = [...this.#entries.changes(), ...this.#names.changes(), ...this.#seen.changes()]
    if (records.length === 0) return
    this.#beforeCommit?.()
    this.#file.write(records)
    this.#entries.saved()
    this.#names.saved()
    this.#seen.saved()
    this.#commits++
  }

  /** Commits, and closes the file even if that fails. */
  async close(): Promise<void> {
    try {
      this.commit()
    } finally {
      await this.#file.close()
    }
  }

  #load(): void {
    this.#slots = this.#entries.load()
    // Taken from the end: the lowest first.
    for (let slot = this.#slots - 1; slot >= 0; slot--) {
      if (this.#entries.bits(slot) === undefined) this.#freeSlots.push(slot)
    }
    this.#size = this.#slots - this.#freeSlots.length
    const seen = this.#seen.load(this.#slots)
    const records = 1 + this.#entries.records + nameRecords(this.#slots) + seen
    if (records !== this.#file.count) throw damaged(this.#file.path, 'some of its records cannot be found')
  }

  #find(digest: Digest): number {
    // Files mostly come in the order of the last one: the neighbour is in the cache, the index is not.
    const next = this.#last + 1
    if (next < this.#slots && this.#entries.isKey(next, digest)) {
      this.#last = next
      return next
    }
    this.#wanted = digest
    const slot = this.#indexed().find(digest.a, this.#isWanted)
    if (slot !== -1) this.#last = slot
    return slot
  }

  #indexed(): KeyIndex {
    if (this.#index !== undefined) return this.#index
    const index = new KeyIndex(this.#size)
    for (let slot = 0; slot < this.#slots; slot++) {
      const bits = this.#entries.bits(slot)
      if (bits !== undefined) index.add(bits, slot)
    }
    this.#index = index
    return index
  }

  #add(key: string, digest: Digest): number {
    const index = this.#indexed()
    const slot = this.#freeSlots.pop() ?? this.#slots++
    index.add(digest.a, slot)
    this.#names.set(slot, key)
    this.#size++
    return slot
  }

  #remembered(slot: number, digest: Digest): Remembered {
    return {
      payload: this.#entries.payload(slot, digest),
      acknowledgedAt: this.#entries.acknowledgedAt(slot) * 1000,
      seenOn: this.#seen.day(slot),
    }
  }

  #saveSoon(): void {
    this.#saving ??= setTimeout(() => this.#save(), saveAfterMs).unref()
  }

  /** Nobody could catch an error here: whoever commits next gets it. */
  #save(): void {
    try {
      this.commit()
    } catch {
      this.#saveSoon()
    }
  }
}
