import type { Contact } from '../contact.js'

/**
 * Lets one contact of a key through at a time, in file order. A contact whose key is busy is parked behind it, so
 * that other keys do not wait; `release` hands on the next of the key.
 *
 * A key is busy from the moment a contact of it is admitted (into a batch) until it is released (its outcome is
 * known). Contacts that are ready again come out of `takeReady` before new ones are admitted.
 */
export class OrderGate {
  readonly #orderKey: (key: string) => string
  /** Busy keys, each with the contacts parked behind the one that was let through. */
  readonly #busy = new Map<string, Contact[]>()
  #ready: Contact[] = []
  #parked = 0

  constructor(orderKey: (key: string) => string) {
    this.#orderKey = orderKey
  }

  /** Contacts parked or ready: read from the file, and not in any batch. */
  get held(): number {
    return this.#parked + this.#ready.length
  }

  /** Contacts that `takeReady` has. */
  get ready(): number {
    return this.#ready.length
  }

  get parked(): number {
    return this.#parked
  }

  /** True if the contact may go into a batch now; false if it was parked. */
  admit(contact: Contact): boolean {
    const key = this.#orderKey(contact.key)
    const waiting = this.#busy.get(key)
    if (waiting === undefined) {
      this.#busy.set(key, none)
      return true
    }
    if (waiting === none) this.#busy.set(key, [contact])
    else waiting.push(contact)
    this.#parked++
    return false
  }

  /** The oldest contact whose predecessor has been released; it counts as admitted. */
  takeReady(): Contact | undefined {
    return this.#ready.shift()
  }

  /** The contact's outcome is known: the next of its key, if any, is ready. */
  release(contact: Contact): void {
    const key = this.#orderKey(contact.key)
    const next = this.#busy.get(key)?.shift()
    if (next === undefined) {
      this.#busy.delete(key)
      return
    }
    this.#parked--
    this.#ready.push(next)
  }
}

/** Shared by all keys with nothing parked behind them: a map of a million keys needs no million arrays. */
const none: Contact[] = []
