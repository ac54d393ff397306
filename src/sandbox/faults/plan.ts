import type { ApiName } from '../apis/names.js'
import { type FaultName, faultKind } from './catalogue.js'
import type { Effect, FaultKind } from './kinds.js'
import { type Distortion, distort, type Listing } from './listing.js'
import { type FaultRule, faultFrom } from './rule.js'
import { Selector } from './selector.js'

/** What is going to happen to one request. */
export interface Plan {
  /** Milliseconds until it is applied, and from then until it is answered. */
  readonly waitBeforeMs: number
  readonly waitAfterMs: number
  /** Contacts that are refused. */
  readonly refused: ReadonlySet<string>
  /** Takes the place of a plain answer. */
  readonly disruption: Disruption | undefined
  /** All faults that strike it, for the log. */
  readonly faults: readonly FaultName[]
  /** Puts the ids of an answer wrong. */
  distort(listing: Listing): void
}

export interface Disruption {
  readonly rule: FaultRule
  readonly effect: Effect & { on: 'request' }
  /** Position of the first contact that the fault looks at. */
  readonly at: number
}

/** The plan of a request that nothing happens to. */
export const undisturbed: Plan = {
  waitBeforeMs: 0,
  waitAfterMs: 0,
  refused: new Set(),
  disruption: undefined,
  faults: [],
  distort() {},
}

interface ActiveFault {
  readonly id: number
  readonly rule: FaultRule
  readonly kind: FaultKind
  readonly selector: Selector
}

/** One fault as it stands: how often it looked, how often it struck. */
export interface FaultState {
  readonly id: number
  readonly rule: FaultRule
  readonly seen: number
  readonly struck: number
}

/** Adds faults and takes them away while a sandbox runs. */
export interface FaultControls {
  /** Adds a fault, as typed or as a rule. Returns what takes it away again. Throws UsageError if it cannot be. */
  add(fault: string | FaultRule): () => void
  remove(id: number): void
  clear(): void
  list(): FaultState[]
}

/** The faults of one sandbox. Those added first win where two would take the place of the same answer. */
export class Faults implements FaultControls {
  readonly #seed: number
  #active: readonly ActiveFault[] = []
  #lastId = 0

  constructor(seed: number) {
    this.#seed = seed
  }

  add(fault: string | FaultRule): () => void {
    const rule = faultFrom(fault)
    const id = ++this.#lastId
    const selector = new Selector(rule, this.#seed, id)
    this.#active = [...this.#active, { id, rule, kind: faultKind(rule.fault), selector }]
    return () => this.remove(id)
  }

  remove(id: number): void {
    this.#active = this.#active.filter((fault) => fault.id !== id)
  }

  clear(): void {
    this.#active = []
  }

  list(): FaultState[] {
    return this.#active.map(({ id, rule, selector: { seen, struck } }) => ({ id, rule, seen, struck }))
  }

  /** Whether a connection is to be broken as soon as it is there. */
  atConnection(): FaultName | undefined {
    return this.#strikeAll('connection', () => true)
  }

  /** Whether a request is to be broken off before its body is read. */
  atHead(api: ApiName): FaultName | undefined {
    return this.#strikeAll('head', ({ rule }) => rule.api === undefined || rule.api === api)
  }

  /** What happens to a request that holds these contacts. */
  plan(api: ApiName, keys: readonly string[]): Plan {
    if (this.#active.length === 0) return undisturbed
    const draft = new Draft()
    for (const fault of this.#active) {
      if (fault.kind.apis.includes(api) && (fault.rule.api ?? api) === api) draft.consider(fault, keys)
    }
    return draft
  }

  /** Every fault counts, whichever of them strikes first. */
  #strikeAll(on: Effect['on'], looks: (fault: ActiveFault) => boolean): FaultName | undefined {
    let name: FaultName | undefined
    for (const fault of this.#active) {
      if (fault.kind.effect.on === on && looks(fault) && fault.selector.strikes()) name ??= fault.rule.fault
    }
    return name
  }
}

class Draft implements Plan {
  waitBeforeMs = 0
  waitAfterMs = 0
  readonly refused = new Set<string>()
  disruption: Disruption | undefined
  readonly faults: FaultName[] = []
  readonly #distorted: [key: string, distortion: Distortion][] = []

  consider(fault: ActiveFault, keys: readonly string[]): void {
    const { effect } = fault.kind
    if (effect.on === 'contact') this.#considerContacts(fault, effect, keys)
    else if (effect.on === 'request' || effect.on === 'time') this.#considerRequest(fault, effect, keys)
  }

  distort(listing: Listing): void {
    for (const [n, [key, distortion]] of this.#distorted.entries()) distort(listing, key, distortion, n)
  }

  #considerContacts(
    { rule, selector }: ActiveFault,
    effect: Effect & { on: 'contact' },
    keys: readonly string[],
  ) {
    for (const key of keys) {
      if (!selector.covers(key) || !selector.strikes()) continue
      if (effect.refuses) this.refused.add(key)
      if (effect.distortion !== undefined) this.#distorted.push([key, effect.distortion])
      if (!this.faults.includes(rule.fault)) this.faults.push(rule.fault)
    }
  }

  #considerRequest(
    { rule, selector }: ActiveFault,
    effect: Effect & { on: 'request' | 'time' },
    keys: readonly string[],
  ): void {
    const at = keys.findIndex((key) => selector.covers(key))
    if (at < 0 || !selector.strikes()) return
    if (effect.on === 'request') {
      if (this.disruption !== undefined) return
      this.disruption = { rule, effect, at }
    } else if (effect.when === 'before') this.waitBeforeMs += selector.delay()
    else this.waitAfterMs += selector.delay()
    this.faults.push(rule.fault)
  }
}
