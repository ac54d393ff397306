import type { RunEvent } from '../../delivery/events.js'

/** Rows that failed, or are unknown, for the same reason. */
export interface Reason {
  readonly outcome: 'failed' | 'unknown'
  readonly text: string
  readonly rows: number
  /** The first of them. */
  readonly example: { readonly row: number; readonly line: number }
}

/** More reasons than this are not told apart: an API may put a different word into each. */
const mostReasons = 2000

/** Counts why rows fail, in bounded memory. */
export class Reasons {
  readonly #reasons = new Map<string, Reason>()

  on(event: RunEvent): void {
    if (event.type !== 'issue') return
    const { outcome, issue, row, line } = event
    const told = reasonText(issue)
    const full = `${outcome} ${told}`
    const known = this.#reasons.size < mostReasons || this.#reasons.has(full)
    const text = known ? told : `${issue.code}, for other reasons`
    const key = known ? full : `${outcome} ${text}`
    const before = this.#reasons.get(key)
    const example = before?.example ?? { row, line }
    this.#reasons.set(key, { outcome, text, rows: (before?.rows ?? 0) + 1, example })
  }

  /** The most frequent ones, most frequent first. */
  top(n: number): readonly Reason[] {
    return [...this.#reasons.values()]
      .sort((a, b) => b.rows - a.rows || a.example.row - b.example.row)
      .slice(0, n)
  }

  get size(): number {
    return this.#reasons.size
  }
}

/** The reason, with the field before it where it does not begin with that itself, as in `$set.email is not …`. */
export function reasonText({ field, reason }: { readonly field?: string; readonly reason: string }): string {
  const first = reason.split(' ', 1)[0] ?? ''
  return field === undefined || first === field || first.endsWith(`.${field}`)
    ? reason
    : `${field}: ${reason}`
}
