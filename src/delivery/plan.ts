import type { Contact } from '../contact.js'
import { StoppedError } from '../errors.js'
import type { Mapped, Mapper } from '../mapping/mapper.js'
import type { SourceRecord } from '../record.js'
import type { DeliverySettings, RunControls, SyncSettings } from '../run.js'
import { surveyInput } from '../sources/open.js'
import type { Source } from '../sources/source.js'
import { identityUrl } from '../state/location.js'
import type { ApiRequest, Rate, Target } from '../targets/target.js'
import { issueEvent } from './events.js'
import { readableInput } from './input.js'
import type { Screen } from './intake.js'
import { KeyTable } from './key-table.js'
import { type Glance, glanceAt, memoryUrl, recallSettings } from './recall.js'
import { openScreened } from './screened.js'

/** Requests that a plan shows as they would be sent. */
const shownRequests = 2

/** What a sync would do, as `--dry-run` finds it. */
export interface Plan {
  readonly schemaVersion: 1
  readonly dryRun: true
  readonly target: string
  readonly operation: string
  readonly source: { readonly path: string; readonly format: string; readonly bytes: number }
  readonly rows: {
    readonly read: number
    readonly toSend: number
    readonly unchanged: number
    readonly skipped: number
    readonly failed: number
  }
  /** Rows whose key stands on an earlier row too. */
  readonly duplicates: number
  readonly requests: {
    readonly count: number
    /** The least time that the API's rate leaves for them; null if the rate is not known. */
    readonly leastMs: number | null
    /** The first of them, as they would be sent: they hold contact data, which was asked for. */
    readonly first: readonly ApiRequest[]
  }
  readonly warnings: readonly string[]
  readonly exitCode: number
}

/** Reads, maps and checks the whole input; sends nothing and leaves nothing behind. Issues are told to `listen`. */
export async function plan(settings: SyncSettings, controls: RunControls): Promise<Plan> {
  const input = await readableInput(settings.file, controls.stop)
  try {
    const { bytes } = await surveyInput(
      input.path,
      { ...settings.source, label: input.label },
      undefined,
      controls.stop,
    )
    const { source, mapper, screen } = await openScreened(input, settings)
    const glance = await glanceInto(settings)
    const isLeftOut = { isSkipped: screen.isSkipped, isUnchanged: glance.isUnchanged }
    const tally = new Tally(settings.target, bytes)
    for (const message of [...source.warnings, ...mapper.warnings])
      controls.listen({ type: 'warning', message })
    for await (const chunk of source.chunks()) {
      controls.stop.throwIfAborted()
      for (const record of chunk) tally.add(record, mapped(record, mapper), isLeftOut, controls)
    }
    await glance.close()
    return summed(settings, source, mapper, tally)
  } catch (error) {
    throw controls.stop.aborted ? new StoppedError() : error
  } finally {
    await input.dispose()
  }
}

/** What `--changed-only` would leave out. A dry run needs no key: without a name, the account is not known. */
async function glanceInto({ memory, target, baseUrl, apiKey, sandbox }: SyncSettings): Promise<Glance> {
  if (memory === undefined) return { isUnchanged: () => false, close: async () => {} }
  const identity = { target: target.name, baseUrl: memoryUrl(identityUrl(baseUrl), sandbox) }
  return glanceAt(recallSettings(memory, { ...identity, apiKey }), identity, target.lasting)
}

function mapped(record: SourceRecord, mapper: Mapper): Mapped {
  return record.kind === 'broken' ? { ok: false, key: undefined, issue: record.issue } : mapper.map(record)
}

function summed(settings: SyncSettings, source: Source, mapper: Mapper, tally: Tally): Plan {
  const { target, delivery } = settings
  const { rows } = tally
  const count = Math.ceil(rows.toSend / target.batchSize)
  return {
    schemaVersion: 1,
    dryRun: true,
    target: target.name,
    operation: target.operation,
    source: { path: settings.file, format: source.format, bytes: source.bytes },
    rows,
    duplicates: tally.duplicates,
    requests: {
      count,
      leastMs: leastTime(count, target, delivery),
      first: firstRequests(tally.first, target),
    },
    warnings: [...source.warnings, ...mapper.warnings, ...mapper.closingWarnings()],
    exitCode: rows.failed > 0 ? 1 : 0,
  }
}

/** What is counted while the input goes by. */
class Tally {
  readonly rows = { read: 0, toSend: 0, unchanged: 0, skipped: 0, failed: 0 }
  /** Contacts of the first requests: of different keys, as in a batch. */
  readonly first: Contact[] = []
  duplicates = 0
  readonly #keys: KeyTable
  readonly #firstKeys = new Set<string>()
  readonly #target: Target

  constructor(target: Target, bytes: number) {
    this.#target = target
    this.#keys = new KeyTable(Math.min(1_000_000, bytes / 100))
  }

  add(
    record: SourceRecord,
    mapped: Mapped,
    isLeftOut: Pick<Screen, 'isSkipped' | 'isUnchanged'>,
    { listen }: RunControls,
  ): void {
    this.rows.read++
    if (!mapped.ok) {
      this.rows.failed++
      listen(issueEvent('failed', record, mapped.issue))
      return
    }
    const { contact } = mapped
    if (this.#keys.put(contact.key, record.row) !== undefined) this.duplicates++
    if (isLeftOut.isSkipped(contact)) this.rows.skipped++
    else if (isLeftOut.isUnchanged(contact)) this.rows.unchanged++
    else {
      this.rows.toSend++
      this.#keepFirst(contact)
    }
  }

  #keepFirst(contact: Contact): void {
    const key = this.#target.orderKey(contact.key)
    if (this.first.length >= shownRequests * this.#target.batchSize || this.#firstKeys.has(key)) return
    this.#firstKeys.add(key)
    this.first.push(contact)
  }
}

/** The least time that so many calls take, in milliseconds: a budget of n in a window is spent n at once. */
function leastTime(calls: number, target: Target, { rate, headroom }: DeliverySettings): number | null {
  const granted = rate === 'none' ? undefined : (rate ?? lessHeadroom(target.rate, headroom))
  if (granted === undefined) return null
  return Math.max(0, Math.ceil(calls / granted.calls) - 1) * granted.perMs
}

function lessHeadroom(rate: Rate | undefined, headroom: number): Rate | undefined {
  if (rate === undefined) return undefined
  return { ...rate, calls: Math.max(1, Math.floor((rate.calls * (100 - headroom)) / 100)) }
}

function firstRequests(contacts: readonly Contact[], target: Target): ApiRequest[] {
  const requests: ApiRequest[] = []
  for (let at = 0; at < contacts.length; at += target.batchSize) {
    requests.push(target.request(contacts.slice(at, at + target.batchSize)))
  }
  return requests
}
