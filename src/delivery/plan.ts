import type { Contact } from '../contact.js'
import type { RowCounts } from '../journal/summary.js'
import { compileMapping } from '../mapping/compile.js'
import type { Mapped, Mapper } from '../mapping/mapper.js'
import type { SourceRecord } from '../record.js'
import type { DeliverySettings, SyncSettings } from '../run.js'
import { openSource, surveyInput } from '../sources/open.js'
import type { ApiRequest, Rate, Target } from '../targets/target.js'
import { findDuplicates } from './duplicates.js'
import { KeyTable } from './key-table.js'
import { type ReasonCount, Reasons } from './reasons.js'

/** Requests that a plan shows as they would be sent. */
const shownRequests = 2
const shownReasons = 20

/** What a run would do, without doing it (`--dry-run`). */
export interface Plan {
  /** `pending`: rows that would go. Adds up as a summary's rows do. */
  readonly rows: RowCounts
  /** Rows whose key stood on an earlier row. */
  readonly repeatedKeys: number
  readonly calls: {
    readonly needed: number
    /** The rate they would go at; null where it is found by trying. */
    readonly rate: Rate | null
    /** The least time they take at that rate, in seconds; null where the rate is not known. */
    readonly seconds: number | null
  }
  readonly reasons: readonly ReasonCount[]
  /** The first requests, whole: they hold contact data, which was asked for. */
  readonly requests: readonly (ApiRequest & { readonly url: string })[]
  readonly warnings: readonly string[]
  readonly source: { readonly path: string; readonly format: string; readonly bytes: number }
}

/** Reads, maps and checks the whole input; sends nothing and leaves nothing behind. `file` is a path. */
export async function plan(settings: SyncSettings, file: string): Promise<Plan> {
  const { bytes } = await surveyInput(file, settings.source)
  const source = await openSource(file, settings.source)
  const mapper = await compileMapping(settings.mapping, source, settings.target.dialect)
  const leftOut = await rowsLeftOut(settings, file, mapper)
  const tally = new Tally(settings.target, bytes)
  for await (const chunk of source.chunks()) {
    for (const record of chunk) tally.add(record, mapped(record, mapper), leftOut(record.row))
  }
  return {
    rows: tally.rows,
    repeatedKeys: tally.repeatedKeys,
    calls: callsFor(tally.rows.pending, settings.target, settings.delivery),
    reasons: tally.reasons.top(shownReasons),
    requests: firstRequests(tally.first, settings),
    warnings: [...source.warnings, ...mapper.warnings, ...mapper.closingWarnings()],
    source: { path: settings.file, format: source.format, bytes },
  }
}

async function rowsLeftOut(
  { onDuplicate, source }: SyncSettings,
  file: string,
  mapper: Mapper,
): Promise<(row: number) => boolean> {
  if (onDuplicate === 'send') return () => false
  const rows = await findDuplicates(await openSource(file, source), mapper, onDuplicate)
  return (row) => rows.has(row)
}

function mapped(record: SourceRecord, mapper: Mapper): Mapped {
  return record.kind === 'broken' ? { ok: false, key: undefined, issue: record.issue } : mapper.map(record)
}

/** What is counted while the input goes by. */
class Tally {
  readonly reasons = new Reasons()
  /** Contacts of the first requests: of different keys, as in a batch. */
  readonly first: Contact[] = []
  readonly #keys: KeyTable
  readonly #firstKeys = new Set<string>()
  readonly #target: Target
  readonly #counts = { read: 0, skipped: 0, failed: 0, pending: 0 }
  repeatedKeys = 0

  constructor(target: Target, bytes: number) {
    this.#target = target
    this.#keys = new KeyTable(Math.min(1_000_000, bytes / 100))
  }

  get rows(): RowCounts {
    return { inserted: 0, updated: 0, unchanged: 0, unknown: 0, ...this.#counts }
  }

  add(record: SourceRecord, mapped: Mapped, leftOut: boolean): void {
    this.#counts.read++
    if (!mapped.ok) {
      this.#counts.failed++
      this.reasons.add('failed', record, mapped.issue)
      return
    }
    if (this.#keys.put(mapped.contact.key, record.row) !== undefined) this.repeatedKeys++
    if (leftOut) {
      this.#counts.skipped++
      return
    }
    this.#counts.pending++
    this.#keepFirst(mapped.contact)
  }

  #keepFirst(contact: Contact): void {
    const key = this.#target.orderKey(contact.key)
    if (this.first.length >= shownRequests * this.#target.batchSize || this.#firstKeys.has(key)) return
    this.#firstKeys.add(key)
    this.first.push(contact)
  }
}

/** Calls needed, and the least time that they take: a budget of n per window is spent n at once. */
function callsFor(contacts: number, target: Target, { rate, headroom }: DeliverySettings): Plan['calls'] {
  const needed = Math.ceil(contacts / target.batchSize)
  const granted = rate === 'none' ? undefined : (rate ?? lessHeadroom(target.rate, headroom))
  if (granted === undefined) return { needed, rate: null, seconds: null }
  const fullWindows = Math.max(0, Math.ceil(needed / granted.calls) - 1)
  return { needed, rate: granted, seconds: (fullWindows * granted.perMs) / 1000 }
}

function lessHeadroom(rate: Rate | undefined, headroom: number): Rate | undefined {
  if (rate === undefined) return undefined
  return { ...rate, calls: Math.max(1, Math.floor((rate.calls * (100 - headroom)) / 100)) }
}

function firstRequests(contacts: readonly Contact[], { target, baseUrl }: SyncSettings): Plan['requests'] {
  const base = baseUrl.href.replace(/\/+$/, '')
  const requests: Plan['requests'][number][] = []
  for (let at = 0; at < contacts.length; at += target.batchSize) {
    const request = target.request(contacts.slice(at, at + target.batchSize))
    requests.push({ ...request, url: `${base}${request.path}` })
  }
  return requests
}
