import type { RunEvent } from '../../delivery/events.js'
import type { WaitReason } from '../../delivery/pacer.js'
import type { RequestCounts, RowCounts } from '../../journal/summary.js'
import type { Rate } from '../../targets/target.js'

/** What is known of the API's limit before the run; the least time that it leaves is part of the time left. */
export interface KnownLimit {
  /** Calls that may be spent, less the headroom. */
  readonly rate: Rate | undefined
  readonly batchSize: number
}

/** All that a progress line can say. */
export interface ProgressView {
  /** Rows with an outcome. */
  readonly done: number
  /** Rows in all, and whether that is counted or estimated from bytes; undefined if nothing is known. */
  readonly total: { readonly rows: number; readonly exact: boolean } | undefined
  /** 0 to 1. */
  readonly share: number | undefined
  /** Rows with an outcome a second, lately. */
  readonly perSecond: number | undefined
  readonly leftMs: number | undefined
  readonly failed: number
  readonly unknown: number
  readonly waiting: { readonly reason: WaitReason; readonly until: number } | undefined
  /** Requests in flight, once no more is taken in. */
  readonly finishing: number | undefined
}

interface Sample {
  readonly at: number
  readonly done: number
}

const sampleEveryMs = 500
/** Two windows of an API that counts by the minute, so that bursts and waits even out. */
const rememberMs = 120_000
/** Shorter waits are the normal pace and would only flicker. */
const shownWaitMs = 1000

const noRows: RowCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  unknown: 0,
  pending: 0,
}

/** Follows a run's events and says how far it is. Times are epoch milliseconds, given by the caller. */
export class Progress {
  readonly #limit: KnownLimit
  #bytes = 0
  #bytesRead = 0
  #inFlight = 0
  #rows = noRows
  #requests: RequestCounts = { sent: 0, retried: 0, rateLimited: 0 }
  #first: { readonly at: number; readonly sent: number } | undefined
  #samples: Sample[] = []
  #waiting: ProgressView['waiting']
  #stopping = false

  constructor(limit: KnownLimit) {
    this.#limit = limit
  }

  on(event: RunEvent, now: number): void {
    if (event.type === 'started') this.#bytes = event.source.bytes
    else if (event.type === 'stopping') this.#stopping = true
    else if (event.type === 'waiting' && event.until - now >= shownWaitMs) this.#waiting = event
    else if (event.type === 'progress') {
      this.#rows = event.rows
      this.#requests = event.requests
      this.#bytesRead = event.bytesRead
      this.#inFlight = event.inFlight
      this.#first ??= { at: now, sent: event.requests.sent }
      this.#sample(now)
    }
  }

  view(now: number): ProgressView {
    const done = this.#rows.read - this.#rows.pending
    const total = this.#total()
    const perSecond = this.#perSecond(now, done)
    const waiting = this.#waiting !== undefined && this.#waiting.until > now ? this.#waiting : undefined
    return {
      done,
      total,
      share: total === undefined || total.rows === 0 ? undefined : Math.min(1, done / total.rows),
      perSecond,
      leftMs: this.#left(now, total === undefined ? undefined : total.rows - done, perSecond, waiting?.until),
      failed: this.#rows.failed,
      unknown: this.#rows.unknown,
      waiting,
      finishing: this.#stopping ? this.#inFlight : undefined,
    }
  }

  #sample(now: number): void {
    const last = this.#samples.at(-1)
    if (last !== undefined && now - last.at < sampleEveryMs) return
    this.#samples.push({ at: now, done: this.#rows.read - this.#rows.pending })
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > rememberMs) this.#samples.shift()
  }

  /** Bytes are read ahead of what is sent, so the rows read are to all rows as the bytes read are to all bytes. */
  #total(): ProgressView['total'] {
    if (this.#bytes <= 0 || this.#bytesRead <= 0 || this.#rows.read === 0) return undefined
    if (this.#bytesRead >= this.#bytes) return { rows: this.#rows.read, exact: true }
    return { rows: Math.round((this.#rows.read * this.#bytes) / this.#bytesRead), exact: false }
  }

  #perSecond(now: number, done: number): number | undefined {
    const [first] = this.#samples
    if (first === undefined || now - first.at < 1000) return undefined
    return ((done - first.done) * 1000) / (now - first.at)
  }

  #left(
    now: number,
    rows: number | undefined,
    perSecond: number | undefined,
    until = now,
  ): number | undefined {
    if (rows === undefined || this.#stopping) return undefined
    const observed = perSecond === undefined || perSecond <= 0 ? undefined : (rows * 1000) / perSecond
    const limited = this.#leftByLimit(now, rows)
    if (observed === undefined && limited === undefined) return undefined
    return Math.max(observed ?? 0, limited ?? 0, until - now)
  }

  /** The least time that the API's limit leaves, counting whole windows: what one grants may be spent at once. */
  #leftByLimit(now: number, rows: number): number | undefined {
    const { rate, batchSize } = this.#limit
    if (rate === undefined || this.#first === undefined) return undefined
    const done = this.#rows.read - this.#rows.pending
    const callsPerRow = done === 0 ? 1 / batchSize : this.#requests.sent / done
    const calls = this.#requests.sent - this.#first.sent + rows * callsPerRow
    const windows = Math.ceil(calls / rate.calls) - 1
    return Math.max(0, windows * rate.perMs - (now - this.#first.at))
  }
}
