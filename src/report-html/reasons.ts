import type { Reason, Reasons } from './data.js'
import { cutText } from './issues.js'

/** Longer texts are cut: a reason is read at a glance. */
const longestReason = 300

/**
 * Counts failed and unknown rows by their reason. Past `maxReasons` different ones, rows with yet another reason are
 * counted together.
 */
export class ReasonsFold {
  readonly #maxReasons: number
  readonly #reasons = new Map<string, Reason & { count: number }>()
  #otherRows = 0

  constructor(maxReasons = 200) {
    this.#maxReasons = maxReasons
  }

  /** Counts one row; the first of its kind becomes the example. */
  add(
    row: Pick<Reason, 'outcome' | 'code' | 'reason'> & { readonly row: number; readonly line: number },
  ): void {
    const reason = cutText(row.reason, longestReason)
    const id = `${row.outcome} ${row.code} ${reason}`
    const known = this.#reasons.get(id)
    if (known !== undefined) known.count++
    else if (this.#reasons.size >= this.#maxReasons) this.#otherRows++
    else {
      const { outcome, code } = row
      this.#reasons.set(id, { outcome, code, reason, count: 1, exampleRow: row.row, exampleLine: row.line })
    }
  }

  toJSON(): Reasons {
    const list = Array.from(this.#reasons.values(), (reason) => ({ ...reason }))
    list.sort((a, b) => b.count - a.count || a.exampleRow - b.exampleRow)
    return { list, otherRows: this.#otherRows }
  }
}
