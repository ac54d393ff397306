import type { Answer } from './answer.js'
import type { VendorApi } from './apis/api.js'
import { rateHeaders, retryAfterHeader } from './limits/headers.js'
import { Meter } from './limits/meter.js'
import { type LimitRule, withVendorHeaders } from './limits/rule.js'
import { OverlapWatch } from './overlap.js'

/** One API's account: its stand-in, what it may spend, and what is under way. */
export class Account {
  readonly api: VendorApi
  #watch = new OverlapWatch()
  #meter: Meter
  #answers = 0

  constructor(api: VendorApi, limit: LimitRule) {
    this.api = api
    this.#meter = new Meter(withVendorHeaders(api.name, limit))
  }

  get meter(): Meter {
    return this.#meter
  }

  get watch(): OverlapWatch {
    return this.#watch
  }

  /** Nothing spent, nothing counted, under the same limit. Requests under way are forgotten. */
  reset(): void {
    this.limit(this.#meter.rule)
    this.#watch = new OverlapWatch()
  }

  /** Another limit from now on, with nothing spent. */
  limit(rule: LimitRule): void {
    this.#meter = new Meter(withVendorHeaders(this.api.name, rule))
    this.#answers = 0
  }

  /** Spends one call. Returns the 429 if there is none left. */
  spend(now: number): Answer | undefined {
    if (this.#meter.take(now)) return undefined
    const refusal = this.api.error(429)
    const headers = retryAfterHeader(this.#meter.rule, this.#meter.budget(now), now)
    return { ...refusal, headers: { ...refusal.headers, ...headers } }
  }

  /** Headers that the next answer carries about the limit; undefined: none. */
  headers(now: number): Readonly<Record<string, string>> | undefined {
    const budget = this.#meter.budget(now)
    return budget && rateHeaders(this.#meter.rule, budget, now, this.#answers++)
  }
}
