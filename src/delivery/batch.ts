import type { Contact } from '../contact.js'
import type { OrderGate } from './order.js'

/** Contacts read from the file and mapped, in file order. */
export interface ContactQueue {
  /** The next one, if it is at hand. */
  shift(): Contact | undefined
  /** Reads on until one is at hand; false at the end of the input. */
  fill(): Promise<boolean>
}

/** Parked contacts at most: behind a key that stands on every row, the file must not pile up in memory. */
const maxParked = 10_000

/**
 * Makes batches of contacts of different keys, as large as the target allows. A pull: nothing is read until a
 * batch is asked for. One caller at a time.
 */
export class Batcher {
  readonly #queue: ContactQueue
  readonly #gate: OrderGate
  readonly #size: number
  /** The batch that is being made. */
  #batch: Contact[] = []
  #ended = false
  #interrupted = false
  #wake: (() => void) | undefined

  constructor(queue: ContactQueue, gate: OrderGate, size: number) {
    this.#queue = queue
    this.#gate = gate
    this.#size = size
  }

  /**
   * The next batch; undefined at the end of the input, when none is parked any more. Waits for `release` where
   * all that is left is parked.
   */
  async next(): Promise<Contact[] | undefined> {
    while (!this.#interrupted) {
      await this.#collect()
      if (this.#batch.length > 0) return this.#giveOut()
      if (this.drained) return undefined
      if (this.#gate.ready === 0) await this.#release()
    }
    return undefined
  }

  /** True once the input has been read to its end and all of it has gone into batches. */
  get drained(): boolean {
    return this.#ended && this.#gate.held === 0
  }

  /** Contacts read that are in no batch that was given out. */
  get held(): number {
    return this.#gate.held + this.#batch.length
  }

  /** The contact's outcome is known. */
  release(contact: Contact): void {
    this.#gate.release(contact)
    this.#wake?.()
    this.#wake = undefined
  }

  /** `next` has nothing more to give, not even what is parked: after a stop there is no release to wait for. */
  interrupt(): void {
    this.#interrupted = true
    this.#wake?.()
    this.#wake = undefined
  }

  #release(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  async #collect(): Promise<void> {
    while (this.#batch.length < this.#size) {
      const contact = this.#gate.takeReady() ?? this.#admitNext()
      if (contact !== undefined) this.#batch.push(contact)
      else if (this.#ended || this.#interrupted || this.#gate.parked >= maxParked) return
      else if (!(await this.#queue.fill())) this.#ended = true
    }
  }

  #giveOut(): Contact[] {
    const batch = this.#batch
    this.#batch = []
    return batch
  }

  /** The next contact at hand whose key is free; those whose key is busy are parked on the way. */
  #admitNext(): Contact | undefined {
    while (this.#gate.parked < maxParked) {
      const contact = this.#queue.shift()
      if (contact === undefined || this.#gate.admit(contact)) return contact
    }
    return undefined
  }
}
