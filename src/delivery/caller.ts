import type { Contact } from '../contact.js'
import type { RequestCounts } from '../journal/summary.js'
import type { Target } from '../targets/target.js'
import { readBudget } from './budget.js'
import type { ApiClient } from './client.js'
import type { Listener } from './events.js'
import type { Exchange } from './exchange.js'
import type { Pacer } from './pacer.js'
import type { Pulse } from './pulse.js'
import type { Stop } from './stop.js'
import type { Clock, Turnstile } from './turn.js'

/** A wait that the API asks for is slept through up to here; beyond it the run stops, and can be resumed. */
const longestRetryAfterMs = 15 * 60_000

/** Makes calls at the pacer's pace, and tells it how they went. */
export class Caller {
  readonly #parts: CallerParts
  readonly #counts = { sent: 0, retried: 0, rateLimited: 0 }
  #inFlight = 0

  constructor(parts: CallerParts) {
    this.#parts = parts
  }

  /** Requests of this session so far. */
  get counts(): RequestCounts {
    return this.#counts
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Waits until a request may leave; the time at which it counts as sent, or undefined if the run stops. */
  async turn(): Promise<number | undefined> {
    this.#refuseLongWaits()
    const { turnstile, stop } = this.#parts
    return turnstile.take(stop.signal).catch(() => undefined)
  }

  /** Sends the contacts. `sentAt` is what `turn` gave; `repeated`: some of them were sent before. */
  async call(contacts: readonly Contact[], sentAt: number, repeated: boolean): Promise<Exchange> {
    const { client, clock, listen, target, pulse } = this.#parts
    this.#counts.sent++
    if (repeated) this.#counts.retried++
    this.#inFlight++
    const started = clock.now()
    const exchange = await client.send(target.request(contacts))
    this.#inFlight--
    this.#report(exchange, sentAt)
    const status = exchange.kind === 'answered' ? exchange.answer.status : 0
    const ms = Math.round((clock.now() - started) * 10) / 10
    pulse.called(status, ms, this.#counts)
    listen({ type: 'request', status, ms, contacts: contacts.length })
    return exchange
  }

  #report(exchange: Exchange, sentAt: number): void {
    const { turnstile } = this.#parts
    if (exchange.kind === 'unanswered') {
      turnstile.lost(sentAt)
      return
    }
    const { headers, status } = exchange.answer
    const { stated, retryAfterMs } = readBudget(headers, status, Date.now())
    if (status === 429) {
      this.#counts.rateLimited++
      turnstile.refused(sentAt, stated, retryAfterMs)
    } else {
      turnstile.accepted(sentAt, stated)
      if (retryAfterMs !== undefined) turnstile.hold(retryAfterMs)
    }
    if (retryAfterMs !== undefined) this.#refuseLongWaits()
  }

  /** Instead of sleeping past the run's own end, or for longer than anyone watches, the run stops. */
  #refuseLongWaits(): void {
    const { pacer, clock, stop, deadline } = this.#parts
    const now = clock.now()
    const wait = pacer.delay(now)
    const reason = pacer.reason(now)
    // A wait for the pace found so far is a guess that the next answer may shorten.
    if (reason === undefined || reason === 'rate') return
    const seconds = Math.ceil(wait / 1000)
    if (deadline !== undefined && now + wait > deadline) {
      stop.request('max-duration', `the API's limit asks to wait ${seconds} s, past --max-duration`)
    } else if (wait > longestRetryAfterMs && reason === 'retry-after') {
      stop.request('unreachable', `the API asks to wait ${seconds} s, more than 15 minutes`)
    }
  }
}

export interface CallerParts {
  readonly target: Target
  readonly client: ApiClient
  readonly pacer: Pacer
  readonly turnstile: Turnstile
  readonly clock: Clock
  readonly stop: Stop
  readonly listen: Listener
  readonly pulse: Pulse
  /** On the run's clock, from `--max-duration`. */
  readonly deadline: number | undefined
}
