import { chance, chanceOf } from '../random.js'
import type { FaultRule } from './rule.js'

/** Decides whom one fault strikes, and counts. The same seed and the same order of arrival strike the same. */
export class Selector {
  /** What was looked at, and what was struck. */
  seen = 0
  struck = 0
  readonly #rule: FaultRule
  readonly #seed: number
  readonly #salt: number
  readonly #match: RegExp | undefined

  /** `salt` tells faults of one seed apart. */
  constructor(rule: FaultRule, seed: number, salt: number) {
    this.#rule = rule
    this.#seed = seed
    this.#salt = salt
    this.#match = rule.match === undefined ? undefined : new RegExp(rule.match, 'u')
  }

  /** Whether the fault looks at this contact at all. */
  covers(key: string): boolean {
    const { key: only, share } = this.#rule
    if (only !== undefined && key !== only) return false
    if (this.#match !== undefined && !this.#match.test(key)) return false
    return share === undefined || chanceOf(this.#seed, this.#salt, key) < share
  }

  /** One more of what the fault looks at: whether it is struck. */
  strikes(): boolean {
    const n = ++this.seen
    const { nth, every, first, after = 0, p, times } = this.#rule
    const struck =
      n > after &&
      (nth === undefined || n === nth) &&
      (every === undefined || (n - after) % every === 0) &&
      (first === undefined || n <= first) &&
      (times === undefined || this.struck < times) &&
      (p === undefined || chance(this.#seed, this.#salt, n) < p)
    if (struck) this.struck++
    return struck
  }

  /** Milliseconds that a slow fault takes this time. */
  delay(): number {
    const { ms = 100, jitterMs = 0 } = this.#rule
    return ms + jitterMs * chance(this.#seed, ~this.#salt, this.seen)
  }
}
