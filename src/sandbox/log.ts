import type { ApiName } from './apis/names.js'
import type { FaultName } from './faults/catalogue.js'

/** One request as it went. */
export interface LoggedRequest {
  /** Counted from 1, for both APIs together. */
  readonly n: number
  /** When it came, in milliseconds of the wall clock. */
  readonly at: number
  readonly api: ApiName | undefined
  readonly method: string
  /** Path and query, as they came. */
  readonly url: string
  /** Contacts that it held; 0 if it was not read so far. */
  readonly contacts: number
  /** Undefined: a fault left it without a plain answer. */
  readonly status: number | undefined
  readonly faults: readonly FaultName[]
}

/** How often something was counted under a name. */
export type Counts = Readonly<Record<string, number>>

/** The last requests, and counts of all. */
export interface RequestHistory {
  readonly total: number
  /** Requests by status; `none` for those without a plain answer. */
  readonly byStatus: Counts
  /** Requests and connections that each fault struck. */
  readonly byFault: Counts
  /** The last requests, oldest first. */
  readonly recent: readonly LoggedRequest[]
}

/** Writes the history. The number of requests kept is bounded, so that a long run does not fill the memory. */
export class RequestLog implements RequestHistory {
  #total = 0
  readonly #size: number
  readonly #ring: LoggedRequest[] = []
  readonly #byStatus = new Map<string, number>()
  readonly #byFault = new Map<FaultName, number>()

  constructor(size: number) {
    this.#size = size
  }

  get total(): number {
    return this.#total
  }

  get byStatus(): Counts {
    return Object.fromEntries(this.#byStatus)
  }

  get byFault(): Counts {
    return Object.fromEntries(this.#byFault)
  }

  get recent(): readonly LoggedRequest[] {
    const from = this.#total % this.#size
    return this.#total <= this.#size
      ? [...this.#ring]
      : [...this.#ring.slice(from), ...this.#ring.slice(0, from)]
  }

  note(request: Omit<LoggedRequest, 'n'>): void {
    const status = String(request.status ?? 'none')
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1)
    for (const fault of request.faults) this.noteFault(fault)
    const n = ++this.#total
    if (this.#size > 0) this.#ring[(n - 1) % this.#size] = { n, ...request }
  }

  noteFault(fault: FaultName): void {
    this.#byFault.set(fault, (this.#byFault.get(fault) ?? 0) + 1)
  }

  clear(): void {
    this.#total = 0
    this.#ring.length = 0
    this.#byStatus.clear()
    this.#byFault.clear()
  }
}
