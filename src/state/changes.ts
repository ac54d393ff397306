import type { Contact } from '../contact.js'
import type { JsonObject } from '../json.js'
import { fingerprint } from './digest.js'
import type { Memory } from './memory.js'

/** How `--changed-only` judges the rows of one run. */
export interface ChangesOptions {
  /**
   * The part of a payload that says what the contact is to be: without what counts only on insertion, and without
   * what adds up. Pure.
   */
  readonly lasting: (payload: JsonObject) => JsonObject
  /** `--resend-after`: what was acknowledged longer ago is sent again, in ms; undefined: never for its age. */
  readonly resendAfterMs?: number | undefined
  /** Epoch ms. */
  readonly now?: () => number
}

/** A key of which rows are on their way: taken in and not yet settled. */
interface OnItsWay {
  rows: number
  /** `memory.commits` when it was forgotten; -1 if there was nothing to forget. */
  forgottenAt: number
}

/**
 * The rules of `--changed-only` for one run: acknowledged, then remembered. For each contact, in this order:
 *
 *     admit(contact)        'unchanged': done with it. 'send': it is on its way
 *     beforeSend(batch)     before each request that holds it leaves, retries included
 *     settle(contact, ok)   when its outcome is known, or known to be unknown
 *
 * Why a key is forgotten *before* it is sent: a request without an answer may have been applied. If the process is
 * killed then, the API may hold the new values and the memory the old ones; a later file with the old values would
 * be taken for unchanged, and the contact would keep the new ones for ever. So the old fingerprint is off the disk
 * before the request leaves. Losing it costs one call; keeping it could cost a contact.
 *
 * Why nothing is remembered while other rows of the key are on their way: a row that was taken in meanwhile was
 * judged to be sent, and what it will leave behind is not known yet. The last one decides.
 */
export class Changes {
  readonly #memory: Memory
  readonly #options: ChangesOptions
  readonly #now: () => number
  readonly #notBefore: number
  readonly #onTheWay = new Map<string, OnItsWay>()

  constructor(memory: Memory, options: ChangesOptions) {
    this.#memory = memory
    this.#options = options
    this.#now = options.now ?? Date.now
    const { resendAfterMs } = options
    this.#notBefore = resendAfterMs === undefined ? 0 : this.#now() - resendAfterMs
  }

  /**
   * Decides on a contact, in file order. A contact that is not replayable is always sent: that its payload equals the
   * last one says nothing about it.
   */
  admit(contact: Contact): 'unchanged' | 'send' {
    const key = contact.key
    const other = this.#onTheWay.get(key)
    if (other !== undefined) {
      other.rows++
      return 'send'
    }
    if (contact.replayable && this.#isUnchanged(contact)) return 'unchanged'
    if (!contact.replayable) this.#memory.see(key)
    const forgottenAt = this.#memory.forget(key) ? this.#memory.commits : -1
    this.#onTheWay.set(key, { rows: 1, forgottenAt })
    return 'send'
  }

  /**
   * Makes sure that what was remembered of these contacts is off the disk. Cheap where nothing was; else it commits,
   * at once for all contacts admitted so far. Throws StateError if that cannot be written: then do not send.
   */
  beforeSend(batch: readonly Contact[]): void {
    for (const { key } of batch) {
      if (this.#onTheWay.get(key)?.forgottenAt === this.#memory.commits) {
        this.#memory.commit()
        return
      }
    }
  }

  /**
   * The contact is settled. `acknowledged`: the API said that it was inserted or updated; everything else, and what
   * was never sent, leaves it forgotten, so that the next run sends it.
   */
  settle(contact: Contact, acknowledged: boolean): void {
    const entry = this.#onTheWay.get(contact.key)
    if (entry !== undefined && --entry.rows > 0) return
    this.#onTheWay.delete(contact.key)
    if (!acknowledged) return
    const payload = contact.replayable ? fingerprint(this.#options.lasting(contact.payload)) : undefined
    this.#memory.remember(contact.key, payload, this.#now())
  }

  /** A row of this key stands in the file, but is not admitted: it cannot be mapped, is skipped or was settled before. */
  see(key: string): void {
    this.#memory.see(key)
  }

  #isUnchanged(contact: Contact): boolean {
    const payload = fingerprint(this.#options.lasting(contact.payload))
    return this.#memory.isUnchanged(contact.key, payload, this.#notBefore)
  }
}
