import { InternalError } from '../errors.js'
import type { OutcomeKind } from '../outcome.js'
import type { EndedEntry, LaterEntry, SettledEntry } from './entry.js'
import { RowSet } from './row-set.js'
import type { RequestCounts } from './summary.js'

/** What the journal's entries add up to: the same fold while a run goes on, when it is resumed, and afterwards. */
export class Ledger {
  /** Rows that have an outcome. */
  readonly settled = new RowSet()
  /** Rows that left in a request which cannot be repeated safely, and have no outcome yet. */
  readonly intended = new RowSet()
  readonly counts: Record<OutcomeKind, number> = {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    failed: 0,
    unknown: 0,
  }
  /** True once anything was to leave that cannot be repeated safely: typing the command again would. */
  heldNonReplayable = false
  /** The end of the last session; undefined while one goes on, or if it was killed. */
  ended: EndedEntry | undefined
  /** Epoch milliseconds of the last entry that bears a time. */
  lastAt = 0
  #earlierRequests: RequestCounts = noRequests
  #sessionRequests: RequestCounts = noRequests
  #earlierMs = 0

  /** All sessions together. */
  get requests(): RequestCounts {
    return addRequests(this.#earlierRequests, this.#sessionRequests)
  }

  /** How long the earlier sessions that came to their end took, in milliseconds. */
  get earlierMs(): number {
    return this.#earlierMs
  }

  apply(entry: LaterEntry): void {
    if ('at' in entry) this.lastAt = entry.at
    switch (entry.type) {
      case 'intent':
        this.heldNonReplayable = true
        for (const row of entry.rows) this.intended.add(row)
        break
      case 'withdrawn':
        for (const row of entry.rows) this.intended.delete(row)
        break
      case 'settled':
        this.#settle(entry)
        break
      case 'pulse':
        this.#sessionRequests = entry.requests
        break
      case 'ended':
        this.ended = entry
        break
      case 'resumed':
        this.#resume()
        break
    }
  }

  #resume(): void {
    this.#earlierRequests = this.requests
    this.#sessionRequests = noRequests
    this.#earlierMs += this.ended?.durationMs ?? 0
    this.ended = undefined
  }

  #settle(entry: SettledEntry): void {
    for (const kind of ['inserted', 'updated', 'skipped'] as const) {
      for (const row of entry[kind]?.rows ?? []) this.#count(kind, row)
    }
    for (const kind of ['failed', 'unknown'] as const) {
      for (const { row } of entry[kind] ?? []) this.#count(kind, row)
    }
    for (const [first, last] of entry.unchanged ?? []) {
      for (let row = first; row <= last; row++) this.#count('unchanged', row)
    }
  }

  #count(kind: OutcomeKind, row: number): void {
    if (!this.settled.add(row)) throw new InternalError(`row ${row} has two outcomes`)
    if (this.heldNonReplayable) this.intended.delete(row)
    this.counts[kind]++
  }
}

const noRequests: RequestCounts = { sent: 0, retried: 0, rateLimited: 0 }

function addRequests(a: RequestCounts, b: RequestCounts): RequestCounts {
  return {
    sent: a.sent + b.sent,
    retried: a.retried + b.retried,
    rateLimited: a.rateLimited + b.rateLimited,
  }
}
