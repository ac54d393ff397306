import type { Stop } from './stop.js'

/** Nothing accepted for this long, with tries all the while: there is no one there. */
const patienceMs = 10 * 60_000
/** Rows that the API refuses one by one before anything was accepted: it is not about the rows. */
const refusalsBeforeDoubt = 50
/** Requests in a row that used up their tries, once the API has been known to work. */
const exhaustedInARow = 3

/**
 * Judges whether it is any use to go on. It is told how each try ended, and requests the stop.
 * Times are milliseconds of the run's clock.
 */
export class Health {
  readonly #stop: Stop
  readonly #baseUrl: string
  #everAccepted = false
  #refusedRows = 0
  #exhausted = 0
  #tryingSince: number | undefined

  constructor(stop: Stop, baseUrl: string) {
    this.#stop = stop
    this.#baseUrl = baseUrl
  }

  /** True once the API has taken anything: until then one request at a time finds out whether it does. */
  get proven(): boolean {
    return this.#everAccepted
  }

  /** An answer that accounts for contacts. */
  accepted(): void {
    this.#everAccepted = true
    this.#exhausted = 0
    this.#tryingSince = undefined
  }

  /** A try that brought nothing, and is going to be repeated. */
  triedInVain(now: number): void {
    this.#tryingSince ??= now
    if (now - this.#tryingSince < patienceMs) return
    this.#stop.request('unreachable', `${this.#baseUrl} has accepted nothing for 10 minutes`)
  }

  /** Requests that ended for good with nothing accepted, since something last was. */
  get exhaustedInARow(): number {
    return this.#exhausted
  }

  /**
   * A request ended for good and brought nothing. `reached`: it may have been applied; `repeatedly`: it was tried
   * as often as allowed, and not just once because it could not be repeated.
   */
  exhausted({
    reached,
    repeatedly,
    detail,
  }: {
    reached: boolean
    repeatedly: boolean
    detail: string
  }): void {
    this.#exhausted++
    const enough = repeatedly && !this.#everAccepted ? 1 : exhaustedInARow
    if (reached && this.#exhausted < enough) return
    this.#stop.request('unreachable', `${this.#baseUrl} cannot be reached or does not work: ${detail}`)
  }

  /** Rows refused, each by itself. */
  refused(rows: number, reason: string): void {
    this.#refusedRows += rows
    if (this.#everAccepted || this.#refusedRows < refusalsBeforeDoubt) return
    this.#stop.request(
      'all-refused',
      `${this.#baseUrl} refused the first ${this.#refusedRows} contacts, each by itself: ${reason}`,
    )
  }
}
