import type { JsonObject, JsonValue } from '../json.js'
import { nearest, suggestion } from '../nearest.js'
import type { SourceRecord } from '../record.js'
import { listed } from './problems.js'

/** Takes one column's value out of a record; undefined where an NDJSON record does not have it. */
export type Reader = (record: SourceRecord) => JsonValue | undefined

interface Column {
  readonly name: string
  readonly read: Reader
}

interface NoSuchColumn {
  readonly problem: string
}

/** The columns of a source, as a mapping asks for them. Remembers which were asked for. */
export interface Columns {
  /** CSV: the names in the header, each different. NDJSON: undefined, any name may turn up. */
  readonly names: readonly string[] | undefined
  find(name: string): Column | NoSuchColumn
  /** True if `find` would give a column. */
  has(name: string): boolean
  /** CSV: columns that were never asked for, those of our own reports apart. */
  unused(): readonly string[]
  /** NDJSON: names that were asked for and that no record had so far. */
  unseen(): readonly string[]
}

/** The columns of a CSV header, whose names the source made different and trimmed. */
export function tableColumns(header: readonly string[]): Columns {
  const places = new Map(header.map((name, place) => [name, place]))
  const used = new Set<string>()
  const nameFor = (asked: string): string => (places.has(asked) ? asked : asked.trim())
  return {
    names: header,
    find(asked) {
      const name = nameFor(asked)
      const place = places.get(name)
      if (place === undefined) {
        return { problem: `the file has no column "${asked}"${suggestion(nearest(asked, header))}` }
      }
      used.add(name)
      return { name, read: (record) => (record.kind === 'table' ? (record.cells[place] ?? '') : undefined) }
    },
    has: (asked) => places.has(nameFor(asked)),
    unused: () => header.filter((name) => !used.has(name) && !isReportColumn(name)),
    unseen: () => [],
  }
}

/** The names of NDJSON records, dotted paths (`address.city`, `emails.0`) among them. */
export function objectColumns(): Columns {
  const seen = new Map<string, boolean>()
  let asked = false
  return {
    names: undefined,
    find(name) {
      if (name === '') return { problem: 'a column needs a name' }
      const read = pathReader(name)
      if (!seen.has(name)) seen.set(name, false)
      return {
        name,
        read(record) {
          asked = true
          const value = record.kind === 'object' ? read(record.value) : undefined
          if (value !== undefined) seen.set(name, true)
          return value
        },
      }
    },
    has: () => true,
    unused: () => [],
    unseen: () => (asked ? [...seen].flatMap(([name, found]) => (found ? [] : [name])) : []),
  }
}

/** A name as a whole wins over the same name taken as a path. */
function pathReader(name: string): (record: JsonObject) => JsonValue | undefined {
  const segments = name.split('.')
  if (segments.length === 1) return (record) => own(record, name)
  return (record) =>
    Object.hasOwn(record, name) ? record[name] : segments.reduce<JsonValue | undefined>(step, record)
}

function step(value: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!isList(value)) return own(value, segment)
  return /^\d+$/.test(segment) ? value[Number(segment)] : undefined
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** Never what an object inherits: `constructor` is a name like any other. */
export function own(record: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** Columns that our own reports add to a record; passed over, so that a mended report is good input. */
export function isReportColumn(name: string): boolean {
  return name === '_sync' || name.startsWith('_sync_')
}

/** A hint that names the columns there are. */
export function columnsHint({ names }: Columns): string | undefined {
  return names === undefined ? undefined : `Columns of the file: ${listed(names)}.`
}
