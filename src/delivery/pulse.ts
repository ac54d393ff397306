import type { Journal } from '../journal/journal.js'
import type { RequestCounts } from '../journal/summary.js'
import type { WaitReason } from './pacer.js'

/** The journal hears of calls this often at most, in milliseconds. */
const everyMs = 1000

/** Collects what happens on the wire, and notes it in the journal about once a second: one line for many calls. */
export class Pulse {
  readonly #journal: Journal
  /** How many calls ended with this status after so many milliseconds; the key holds both. */
  #calls = new Map<string, [status: number, ms: number, count: number]>()
  #waits: [from: number, until: number, reason: WaitReason][] = []
  #requests: RequestCounts = { sent: 0, retried: 0, rateLimited: 0 }
  #lastBeat = 0

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** A call ended; `requests` are those of the session so far. */
  called(status: number, ms: number, requests: RequestCounts): void {
    const rounded = Number(ms.toPrecision(2))
    const key = `${status} ${rounded}`
    const counted = this.#calls.get(key)
    if (counted === undefined) this.#calls.set(key, [status, rounded, 1])
    else counted[2]++
    this.#requests = requests
    if (Date.now() - this.#lastBeat >= everyMs) this.beat()
  }

  /** Nothing can leave until then (epoch milliseconds). */
  waited(reason: WaitReason, until: number): void {
    this.#waits.push([Date.now(), until, reason])
  }

  /** Notes what has come together. */
  beat(): void {
    this.#lastBeat = Date.now()
    const calls = [...this.#calls.values()]
    const requests = { ...this.#requests }
    this.#journal.pulse({ type: 'pulse', at: this.#lastBeat, requests, calls, waits: this.#waits })
    this.#calls = new Map()
    this.#waits = []
  }
}
