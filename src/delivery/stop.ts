import { setMaxListeners } from 'node:events'
import type { StopReason } from '../journal/summary.js'

/** Why and how a run stops early. The first reason counts; what is in flight is still finished. */
export class Stop {
  readonly #controller = new AbortController()
  readonly #onRequest: (reason: StopReason, message: string) => void
  #reason: StopReason | undefined
  #fault: unknown

  constructor(onRequest: (reason: StopReason, message: string) => void) {
    this.#onRequest = onRequest
    // Every request that waits for its turn listens; Node takes more than ten for a leak, and says so on stderr.
    setMaxListeners(0, this.signal)
  }

  /** Aborted once a stop is requested: ends waits, never a request in flight. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get requested(): boolean {
    return this.#controller.signal.aborted
  }

  get reason(): StopReason | undefined {
    return this.#reason
  }

  request(reason: StopReason, message: string): void {
    if (this.requested) return
    this.#reason = reason
    this.#controller.abort()
    this.#onRequest(reason, message)
  }

  /** A fault of the program's own: nothing more is sent, and the run ends with this error. */
  fault(error: unknown): void {
    this.#fault ??= error
    this.#controller.abort()
  }

  /** Throws the fault, if there was one. */
  rethrow(): void {
    if (this.#fault !== undefined) throw this.#fault
  }
}
