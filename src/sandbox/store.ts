import type { JsonValue } from '../json.js'

/** A contact as it can be changed: names to values, with no prototype, so that any name is only a name. */
export type Fields = Record<string, JsonValue>

/** What Notifuse holds of a contact. */
export interface NotifuseContact {
  readonly id: string
  /** What the operations have made of it. */
  readonly profile: Fields
  /** As it was sent with the contact that inserted it. */
  readonly createdAt?: string
}

/** What Connectif holds of a contact: `_email` and every property sent. */
export type ConnectifContact = Fields

/** How often a contact was written. */
export interface Applied {
  /** Requests that inserted or updated it. */
  writes: number
  /** How often each `$inc.<field>` and `$push.<field>` was applied; undefined: never any. */
  operations: Map<string, number> | undefined
}

/** What one API holds, to be read at any time. */
export interface HeldContacts<C> {
  /** By id (Notifuse) or email (Connectif), exactly as they were sent. */
  readonly contacts: ReadonlyMap<string, C>
  /** By the same keys. */
  readonly applied: ReadonlyMap<string, Readonly<Applied>>
  /** Writes so far that made a contact, and that changed one. */
  readonly counts: { readonly inserted: number; readonly updated: number }
  /** How often an operation such as `$inc.totalOrders` was applied to a contact. */
  timesApplied(key: string, operation: string): number
}

/** An empty set of fields. */
export function noFields(): Fields {
  const fields: Fields = Object.create(null)
  return fields
}

/** Holds the contacts of one API; only its stand-in writes. */
export class ContactStore<C> implements HeldContacts<C> {
  readonly keeps: boolean
  readonly #contacts = new Map<string, C>()
  readonly #applied = new Map<string, Applied>()
  #inserted = 0
  #updated = 0

  /** `keeps` false: writes are counted, nothing is kept, and every contact counts as new. */
  constructor(keeps: boolean) {
    this.keeps = keeps
  }

  get contacts(): ReadonlyMap<string, C> {
    return this.#contacts
  }

  get applied(): ReadonlyMap<string, Readonly<Applied>> {
    return this.#applied
  }

  get counts(): { readonly inserted: number; readonly updated: number } {
    return { inserted: this.#inserted, updated: this.#updated }
  }

  timesApplied(key: string, operation: string): number {
    return this.#applied.get(key)?.operations?.get(operation) ?? 0
  }

  get(key: string): C | undefined {
    return this.#contacts.get(key)
  }

  /** Writes a contact; `operations` are the `$inc` and `$push` that it took. */
  put(key: string, contact: C, operations: readonly string[] = []): 'inserted' | 'updated' {
    const outcome = this.#contacts.has(key) ? 'updated' : 'inserted'
    if (outcome === 'inserted') this.#inserted++
    else this.#updated++
    this.#contacts.set(key, contact)
    this.#note(key, operations)
    return outcome
  }

  /** A write of which nothing is kept. */
  countOne(): 'inserted' {
    this.#inserted++
    return 'inserted'
  }

  clear(): void {
    this.#contacts.clear()
    this.#applied.clear()
    this.#inserted = 0
    this.#updated = 0
  }

  #note(key: string, operations: readonly string[]): void {
    let applied = this.#applied.get(key)
    if (applied === undefined) {
      applied = { writes: 0, operations: undefined }
      this.#applied.set(key, applied)
    }
    applied.writes++
    for (const operation of operations) {
      applied.operations ??= new Map()
      applied.operations.set(operation, (applied.operations.get(operation) ?? 0) + 1)
    }
  }
}
