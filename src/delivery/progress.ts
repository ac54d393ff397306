import type { Journal } from '../journal/journal.js'
import type { RowCounts } from '../journal/summary.js'
import type { Source } from '../sources/source.js'
import type { Batcher } from './batch.js'
import type { Caller } from './caller.js'
import type { Listener } from './events.js'
import type { Intake } from './intake.js'
import type { Sender } from './sender.js'
import type { Clock } from './turn.js'

/** Listeners hear of progress this often at most, in milliseconds. */
const everyMs = 100

export interface ProgressParts {
  readonly source: Source
  readonly intake: Intake
  readonly batcher: Batcher
  readonly sender: Sender
  readonly caller: Caller
  readonly journal: Journal
  readonly clock: Clock
  readonly listen: Listener
}

/** Counts where every row is, and tells listeners. */
export class Progress {
  readonly #parts: ProgressParts
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(parts: ProgressParts) {
    this.#parts = parts
  }

  /** Where every row that was read is now. `pending` is counted where the rows are, not found by subtraction. */
  get rows(): RowCounts {
    const { journal, intake, batcher, sender } = this.#parts
    return {
      read: intake.read,
      ...journal.ledger.counts,
      pending: intake.held + batcher.held + sender.open,
    }
  }

  /** A row got its outcome. */
  settled(): void {
    const now = this.#parts.clock.now()
    if (now - this.#toldAt < everyMs) return
    this.#toldAt = now
    this.now()
  }

  now(): void {
    const { journal, source, caller, listen } = this.#parts
    const { requests } = journal.ledger
    listen({
      type: 'progress',
      rows: this.rows,
      requests,
      // Of the rows read, pending ones included: what is judged by it is `rows.read`.
      bytesRead: source.bytesRead,
      inFlight: caller.inFlight,
    })
  }
}
