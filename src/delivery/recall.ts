import type { Contact } from '../contact.js'
import type { JsonObject } from '../json.js'
import type { RunControls } from '../run.js'
import { Changes } from '../state/changes.js'
import { fingerprint, toHex } from '../state/digest.js'
import { accountOf, type MemoryIdentity, memoryPath, stateHome } from '../state/location.js'
import { memoryExists, type OpenMemory, openMemory } from '../state/store.js'
import type { ClaimOptions } from './claim.js'

/** `--changed-only`, resolved: which memory a run uses. It is bound to the run: a resumption uses the same. */
export interface RecallSettings {
  readonly path: string
  readonly account: string
  readonly resendAfterMs?: number | undefined
  readonly reportMissing: boolean
}

/** What a user said of the memory becomes a path and an account; the account is the key's hash where it has no name. */
export function recallSettings(
  wanted: {
    readonly path: string | undefined
    readonly account: string | undefined
    readonly resendAfterMs: number | undefined
    readonly reportMissing: boolean
  },
  { target, baseUrl, apiKey }: { readonly target: string; readonly baseUrl: string; readonly apiKey: string },
): RecallSettings {
  const account = accountOf(apiKey, wanted.account)
  const path = wanted.path ?? memoryPath(stateHome(), { target, baseUrl, account })
  return { path, account, resendAfterMs: wanted.resendAfterMs, reportMissing: wanted.reportMissing }
}

/** The base URL that a memory is bound to. An embedded sandbox has another port each time: it counts as one place. */
export function memoryUrl(baseUrl: string, sandbox: boolean): string {
  return sandbox ? 'http://sandbox.localhost' : baseUrl
}

/** What a dry run asks of a memory, and gives back. Nothing is made, forgotten or marked. */
export interface Glance {
  isUnchanged(contact: Contact): boolean
  close(): Promise<void>
}

/** Looks into the memory, if there is one. Throws as `Recall.open` does. */
export async function glanceAt(
  { path, account, resendAfterMs }: RecallSettings,
  identity: Omit<MemoryIdentity, 'account'>,
  lasting: (payload: JsonObject) => JsonObject,
): Promise<Glance> {
  if (!memoryExists(path)) return { isUnchanged: () => false, close: async () => {} }
  const open = await openMemory(path, { ...identity, account }, { readOnly: true })
  const notBefore = resendAfterMs === undefined ? 0 : Date.now() - resendAfterMs
  const isUnchanged = ({ key, payload, replayable }: Contact) => {
    const known = replayable ? open.memory.lookup(key) : undefined
    if (known?.payload === undefined || known.acknowledgedAt < notBefore) return false
    return toHex(known.payload) === toHex(fingerprint(lasting(payload)))
  }
  return { isUnchanged, close: () => open.close() }
}

/** Says once that contacts with operations that add up are always sent. */
export function alwaysSent({ listen }: RunControls): { onAlwaysSent: () => void } {
  const message =
    'contacts with operations that add up are always sent: that nothing changed says nothing about them'
  return { onAlwaysSent: () => listen({ type: 'warning', message }) }
}

/** What the API acknowledged in earlier runs, asked and told as one run goes on. */
export class Recall {
  readonly #open: OpenMemory
  readonly #changes: Changes
  readonly #onAlwaysSent: () => void
  #saidAlwaysSent = false

  private constructor(open: OpenMemory, changes: Changes, onAlwaysSent: () => void) {
    this.#open = open
    this.#changes = changes
    this.#onAlwaysSent = onAlwaysSent
  }

  /**
   * Opens the memory, and makes it if there is none. Throws LockedError if another run uses it, StateError if it is
   * not what it should be. `lasting`: the part of a payload that says what the contact is to be.
   */
  static async open(
    { path, account, resendAfterMs }: RecallSettings,
    identity: Omit<MemoryIdentity, 'account'>,
    how: ClaimOptions & { lasting: (payload: JsonObject) => JsonObject; onAlwaysSent: () => void },
  ): Promise<Recall> {
    const open = await openMemory(path, { ...identity, account }, how)
    const changes = new Changes(open.memory, { lasting: how.lasting, resendAfterMs })
    return new Recall(open, changes, how.onAlwaysSent)
  }

  /** True if the last acknowledged payload of the key is the same, and still counts; otherwise it is on its way. */
  isUnchanged(contact: Contact): boolean {
    if (!contact.replayable && !this.#saidAlwaysSent) {
      this.#saidAlwaysSent = true
      this.#onAlwaysSent()
    }
    return this.#changes.admit(contact) === 'unchanged'
  }

  /** The key stands in the file, in a row that is not sent. */
  see(key: string): void {
    this.#changes.see(key)
  }

  /** These contacts are about to leave. Throws StateError if what was remembered of them cannot be forgotten. */
  leaving(contacts: readonly Contact[]): void {
    this.#changes.beforeSend(contacts)
  }

  /** The contact's outcome is known; `acknowledged` if the API said that it was inserted or updated. */
  settled(contact: Contact, acknowledged: boolean): void {
    this.#changes.settle(contact, acknowledged)
  }

  /** Keys remembered that the file did not hold; only after the whole file was read. */
  missing(): Iterable<string> {
    return this.#open.memory.missing()
  }

  /** Keeps what was acknowledged, and gives the memory back. */
  async close(): Promise<void> {
    await this.#open.close()
  }
}
