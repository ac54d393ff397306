import type { Contact } from '../contact.js'

/**
 * What the engine asks of a memory of acknowledged payloads (`--changed-only`). A payload is remembered only after
 * the API's answer, and forgotten before a different one leaves: a kill in between must not leave the old payload
 * remembered as what the API holds.
 */
export interface Recall {
  /** True if the last acknowledged payload of this key is the same, and still counts. */
  isUnchanged(contact: Contact): boolean
  /** These contacts are about to leave; returns when it is safe to send them. */
  leaving(contacts: readonly Contact[]): Promise<void>
  /** The API has acknowledged this payload. */
  acknowledged(contact: Contact): void
}
