import type { Journal } from '../journal/journal.js'
import { Settling } from '../journal/settling.js'
import type { Outcome } from '../outcome.js'
import type { SourceRecord } from '../record.js'
import { issueEvent, type Listener } from './events.js'

/** A row and how it ended. */
export interface Settled {
  readonly record: SourceRecord
  readonly key: string | undefined
  readonly outcome: Outcome
}

/** `--max-failed`. A share is judged once there are rows enough to judge from. */
export type FailureLimit = { readonly rows: number } | { readonly percent: number }
const rowsForAShare = 100

/** Writes outcomes into the journal, tells listeners of failed and unknown rows, and counts failures. */
export class Settler {
  readonly #journal: Journal
  readonly #listen: Listener
  readonly #limit: FailureLimit | undefined
  readonly #onTooMany: (message: string) => void
  // Of this session: what stopped a run must not stop its resumption at once.
  #failed = 0
  #ended = 0

  constructor(
    journal: Journal,
    listen: Listener,
    limit: FailureLimit | undefined,
    onTooMany: (message: string) => void,
  ) {
    this.#journal = journal
    this.#listen = listen
    this.#limit = limit
    this.#onTooMany = onTooMany
  }

  /** Writes the outcomes of one answer. */
  settle(rows: readonly Settled[]): void {
    const settling = new Settling()
    for (const row of rows) this.note(settling, row)
    this.write(settling)
  }

  /** Adds one outcome to those that `write` is going to write. */
  note(settling: Settling, { record, key, outcome }: Settled): void {
    settling.add(record, key, outcome)
    this.#ended++
    if (outcome.kind !== 'failed' && outcome.kind !== 'unknown') return
    this.#listen(issueEvent(outcome.kind, record, outcome.issue))
    if (outcome.kind === 'failed') this.#countFailure()
  }

  write(settling: Settling): void {
    if (settling.size > 0) this.#journal.settle(settling.finish(Date.now()))
  }

  #countFailure(): void {
    this.#failed++
    const limit = this.#limit
    if (limit === undefined) return
    if ('rows' in limit) {
      if (this.#failed > limit.rows) this.#onTooMany(`more than ${limit.rows} rows failed`)
    } else if (this.#ended >= rowsForAShare && this.#failed > (this.#ended * limit.percent) / 100) {
      this.#onTooMany(`more than ${limit.percent} % of the rows failed`)
    }
  }
}
