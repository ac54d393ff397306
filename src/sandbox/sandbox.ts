import { Account } from './account.js'
import { connectifApi } from './apis/connectif.js'
import { type ApiName, apiNames } from './apis/names.js'
import { notifuseApi } from './apis/notifuse.js'
import { controlHandler } from './control.js'
import { type FaultControls, Faults } from './faults/plan.js'
import { RequestHandler } from './handler.js'
import { type LimitOptions, type LimitRule, limitFrom, vendorLimit } from './limits/rule.js'
import { type RequestHistory, RequestLog } from './log.js'
import { parseSandboxOptions, type SandboxOptions, type SandboxSettings } from './options.js'
import { prefixes } from './routing.js'
import { type Listening, listen } from './server.js'
import { accountStats, type SandboxStats } from './stats.js'
import { type ConnectifContact, ContactStore, type HeldContacts, type NotifuseContact } from './store.js'
import { Timers } from './timers.js'

export type { ApiName } from './apis/names.js'
export { type FaultName, faultCatalogue, faultNames } from './faults/catalogue.js'
export type { FaultKind } from './faults/kinds.js'
export { type FaultRule, parseFault } from './faults/rule.js'
export { type LimitOptions, type LimitRule, parseLimit } from './limits/rule.js'
export { parseSandboxOptions, type SandboxOptions, sandboxOptionsSchema } from './options.js'
export type { SandboxStats } from './stats.js'
export type { ConnectifContact, NotifuseContact } from './store.js'

/** A running stand-in for both APIs. */
export interface Sandbox {
  readonly port: number
  /** `http://127.0.0.1:8080`; what only the sandbox has is below `/_sandbox/`. */
  readonly url: string
  /** Base URLs, in place of `https://api.notifuse.com/v2` and `https://api.connectif.cloud`. */
  readonly notifuseUrl: string
  readonly connectifUrl: string
  /** What each API holds. */
  readonly store: {
    readonly notifuse: HeldContacts<NotifuseContact>
    readonly connectif: HeldContacts<ConnectifContact>
  }
  readonly log: RequestHistory
  readonly faults: FaultControls
  /** The limits that hold. */
  limits(): Readonly<Record<ApiName, LimitRule>>
  /** Sets a limit, as typed or as a rule, for its API or for both, with nothing spent. Throws UsageError. */
  limit(limit: string | LimitOptions): void
  stats(): SandboxStats
  /** Nothing held and nothing counted; limits and faults stay. */
  reset(): void
  /** Breaks every connection and frees the port. Never hangs; may be called more than once. */
  close(): Promise<void>
}

/**
 * Starts a stand-in for both APIs on loopback: one server, one port, each API below its own prefix.
 * Rejects with UsageError if an option cannot be, or the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const running = new RunningSandbox(parseSandboxOptions(options))
  await running.start()
  return running
}

interface Stores {
  readonly notifuse: ContactStore<NotifuseContact>
  readonly connectif: ContactStore<ConnectifContact>
}

class RunningSandbox implements Sandbox {
  readonly store: Stores
  readonly log: RequestLog
  readonly faults: Faults
  readonly #settings: SandboxSettings
  readonly #accounts: Readonly<Record<ApiName, Account>>
  readonly #timers = new Timers()
  #server: Listening | undefined
  #connections = 0
  #redirectsFollowed = 0

  constructor(settings: SandboxSettings) {
    this.#settings = settings
    this.store = { notifuse: new ContactStore(settings.store), connectif: new ContactStore(settings.store) }
    this.log = new RequestLog(settings.logSize)
    this.faults = new Faults(settings.seed)
    this.#accounts = openAccounts(settings, this.store)
    for (const fault of settings.faults) this.faults.add(fault)
    for (const limit of settings.limits) this.limit(limit)
  }

  get port(): number {
    return this.#server?.port ?? 0
  }

  get url(): string {
    return this.#server?.origin ?? ''
  }

  get notifuseUrl(): string {
    return this.url + prefixes.notifuse
  }

  get connectifUrl(): string {
    return this.url + prefixes.connectif
  }

  async start(): Promise<void> {
    const control = controlHandler(this, () => {
      this.#redirectsFollowed++
    })
    const { faults, log } = this
    const parts = {
      settings: this.#settings,
      accounts: this.#accounts,
      timers: this.#timers,
      faults,
      log,
      control,
    }
    this.#server = await listen(this.#settings, new RequestHandler(parts).handle, () =>
      this.#breaksConnection(),
    )
  }

  limits(): Readonly<Record<ApiName, LimitRule>> {
    const { notifuse, connectif } = this.#accounts
    return { notifuse: notifuse.meter.rule, connectif: connectif.meter.rule }
  }

  limit(limit: string | LimitOptions): void {
    const rule = limitFrom(limit)
    for (const api of rule.api === undefined ? apiNames : [rule.api]) this.#accounts[api].limit(rule)
  }

  stats(): SandboxStats {
    return {
      requests: this.log.total,
      connections: this.#connections,
      byStatus: this.log.byStatus,
      byFault: this.log.byFault,
      redirectsFollowed: this.#redirectsFollowed,
      notifuse: accountStats(this.#accounts.notifuse, this.store.notifuse),
      connectif: accountStats(this.#accounts.connectif, this.store.connectif),
    }
  }

  reset(): void {
    this.log.clear()
    this.#connections = 0
    this.#redirectsFollowed = 0
    for (const api of apiNames) {
      this.store[api].clear()
      this.#accounts[api].reset()
    }
  }

  async close(): Promise<void> {
    this.#timers.close()
    await this.#server?.close()
  }

  #breaksConnection(): boolean {
    this.#connections++
    const fault = this.faults.atConnection()
    if (fault !== undefined) this.log.noteFault(fault)
    return fault !== undefined
  }
}

function openAccounts(settings: SandboxSettings, store: Stores): Readonly<Record<ApiName, Account>> {
  const { validate, forbiddenKeys, notifuse, connectif } = settings
  const keys = { accepted: settings.keys && new Set(settings.keys), forbidden: new Set(forbiddenKeys) }
  const fields = new Map(connectif.fields.map((field) => [field.id, field]))
  const { unknownFields } = connectif
  const apis = {
    notifuse: notifuseApi({ keys, validate, store: store.notifuse, invalid: notifuse.invalid }),
    connectif: connectifApi({ keys, validate, store: store.connectif, fields, unknownFields }),
  }
  return {
    notifuse: new Account(apis.notifuse, vendorLimit('notifuse')),
    connectif: new Account(apis.connectif, vendorLimit('connectif')),
  }
}
