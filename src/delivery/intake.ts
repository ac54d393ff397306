import type { Contact } from '../contact.js'
import type { Journal } from '../journal/journal.js'
import { Settling } from '../journal/settling.js'
import type { Mapped, Mapper } from '../mapping/mapper.js'
import type { RowIssue } from '../outcome.js'
import type { SourceRecord } from '../record.js'
import type { Source } from '../sources/source.js'
import type { ContactQueue } from './batch.js'
import type { Settled, Settler } from './settler.js'

/** What stands between a mapped contact and its sending: each may settle it without. */
export interface Screen {
  /** True if the row is left out for another of the same key (`--on-duplicate first|last`). */
  isSkipped(contact: Contact): boolean
  /** True if the API already holds this payload (`--changed-only`). */
  isUnchanged(contact: Contact): boolean
  /** The key of a row that is not sent; left out where no one keeps count of the keys in the file. */
  readonly see?: ((key: string) => void) | undefined
}

/** A screen that lets everything through. */
export const sendEverything: Screen = { isSkipped: () => false, isUnchanged: () => false }

/**
 * Reads the source on demand and maps it. What ends here (records that cannot be read or mapped, contacts that need
 * not be sent) is settled here; the rest is the queue that batches are made from.
 */
export class Intake implements ContactQueue {
  readonly #chunks: AsyncIterator<readonly SourceRecord[]>
  readonly #mapper: Mapper
  readonly #journal: Journal
  readonly #settler: Settler
  readonly #screen: Screen
  readonly #isStopped: () => boolean
  #queue: Contact[] = []
  #next = 0
  /** Records of a chunk that a stop left unread. */
  #rest: readonly SourceRecord[] = []
  #read: number

  constructor(parts: IntakeParts) {
    this.#chunks = parts.source.chunks()[Symbol.asyncIterator]()
    this.#mapper = parts.mapper
    this.#journal = parts.journal
    this.#settler = parts.settler
    this.#screen = parts.screen
    this.#isStopped = parts.isStopped
    this.#read = parts.journal.ledger.settled.size
  }

  /** Rows read, those with an outcome from an earlier session included. */
  get read(): number {
    return this.#read
  }

  /** Contacts read and mapped that no batch has taken yet. */
  get held(): number {
    return this.#queue.length - this.#next
  }

  shift(): Contact | undefined {
    return this.#next < this.#queue.length ? this.#queue[this.#next++] : undefined
  }

  async fill(): Promise<boolean> {
    while (this.held === 0 && !this.#isStopped()) {
      const chunk = this.#rest.length > 0 ? this.#rest : await this.#nextChunk()
      if (chunk === undefined) return false
      this.#take(chunk)
      await this.#journal.drain()
    }
    return this.held > 0
  }

  /** True if there are records without an outcome beyond those that were read; takes none in. */
  async hasMore(): Promise<boolean> {
    for (let chunk: readonly SourceRecord[] | undefined = this.#rest; chunk !== undefined; ) {
      if (chunk.some(({ row }) => !this.#journal.ledger.settled.has(row))) return true
      chunk = await this.#nextChunk()
    }
    return false
  }

  /** Ends the reading, and closes the file. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #nextChunk(): Promise<readonly SourceRecord[] | undefined> {
    const { value, done } = await this.#chunks.next()
    return done === true ? undefined : value
  }

  #take(chunk: readonly SourceRecord[]): void {
    this.#queue = []
    this.#next = 0
    this.#rest = []
    const settling = new Settling()
    for (const [index, record] of chunk.entries()) {
      // Past --max-failed not one more row is read.
      if (this.#isStopped()) {
        this.#rest = chunk.slice(index)
        break
      }
      if (this.#journal.ledger.settled.has(record.row)) {
        this.#passOver(record)
        continue
      }
      this.#read++
      const settled = this.#screenRecord(record)
      if (settled !== undefined) this.#settler.note(settling, settled)
    }
    this.#settler.write(settling)
  }

  /** The record's outcome, if it ends here; otherwise it is queued. */
  #screenRecord(record: SourceRecord): Settled | undefined {
    const mapped = this.#map(record)
    if (this.#journal.ledger.intended.has(record.row)) return this.#interrupted(record, mapped)
    if (!mapped.ok) {
      if (mapped.key !== undefined) this.#screen.see?.(mapped.key)
      return { record, key: mapped.key, outcome: { kind: 'failed', issue: mapped.issue, attempts: 0 } }
    }
    const { contact } = mapped
    if (this.#screen.isSkipped(contact)) {
      this.#screen.see?.(contact.key)
      return { record, key: contact.key, outcome: { kind: 'skipped' } }
    }
    if (this.#screen.isUnchanged(contact)) return { record, key: contact.key, outcome: { kind: 'unchanged' } }
    this.#queue.push(contact)
    return undefined
  }

  /** A row that an earlier session settled: only that its key stands in the file still counts. */
  #passOver(record: SourceRecord): void {
    if (this.#screen.see === undefined) return
    const key = keyOf(this.#map(record))
    if (key !== undefined) this.#screen.see(key)
  }

  /** The row left in a request that cannot be repeated safely, and the run was killed before the answer was written. */
  #interrupted(record: SourceRecord, mapped: Mapped): Settled {
    const key = keyOf(mapped)
    if (key !== undefined) this.#screen.see?.(key)
    return { record, key, outcome: { kind: 'unknown', issue: interruption, attempts: 1 } }
  }

  #map(record: SourceRecord): Mapped {
    if (record.kind === 'broken') return { ok: false, key: undefined, issue: record.issue }
    return this.#mapper.map(record)
  }
}

export interface IntakeParts {
  readonly source: Source
  readonly mapper: Mapper
  readonly journal: Journal
  readonly settler: Settler
  readonly screen: Screen
  readonly isStopped: () => boolean
}

function keyOf(mapped: Mapped): string | undefined {
  return mapped.ok ? mapped.contact.key : mapped.key
}

const interruption: RowIssue = {
  code: 'interrupted',
  message: 'the run was killed while the request was under way; it may have been applied',
}
