import { isJsonObject, type JsonObject, type JsonValue } from '../../json.js'
import type { SourceRecord } from '../../record.js'
import type { Source } from '../../sources/source.js'
import { isReportColumn } from '../columns.js'

const sampleSize = 5000
const pathsAtMost = 500
const deepest = 4

/** What is known of a file from its first records. */
export interface Sample {
  readonly records: readonly SourceRecord[]
  readonly columns: readonly SampledColumn[]
  /** True if these are all the records there are. */
  readonly whole: boolean
  /** CSV: cells are text. NDJSON: values have types of their own. */
  readonly json: boolean
}

/** A column and what the sampled records hold there. */
export interface SampledColumn {
  /** CSV: the header's name. NDJSON: a dotted path. */
  readonly name: string
  /** One for each record that can be read; undefined where an NDJSON record does not have it. */
  readonly values: readonly (JsonValue | undefined)[]
  /** The values that are neither empty, null nor absent. */
  readonly filled: readonly JsonValue[]
}

/** Reads the first records, and no further. */
export async function takeSample(source: Source): Promise<Sample> {
  const taken: SourceRecord[] = []
  let whole = true
  for await (const records of source.chunks()) {
    taken.push(...records)
    if (taken.length <= sampleSize) continue
    whole = false
    break
  }
  const records = taken.slice(0, sampleSize).filter((record) => record.kind !== 'broken')
  const json = source.columns === undefined
  const columns = json ? objectColumns(records) : tableColumns(records, source.columns ?? [])
  return { records, columns, whole, json }
}

function tableColumns(records: readonly SourceRecord[], names: readonly string[]): SampledColumn[] {
  return names.flatMap((name, place) => {
    if (isReportColumn(name)) return []
    return [
      sampled(
        name,
        records.map((record) => (record.kind === 'table' ? record.cells[place] : undefined)),
      ),
    ]
  })
}

function objectColumns(records: readonly SourceRecord[]): SampledColumn[] {
  const byPath = new Map<string, (JsonValue | undefined)[]>()
  for (const [index, record] of records.entries()) {
    if (record.kind !== 'object') continue
    for (const [path, value] of leaves(record.value, '', 1)) {
      const values = byPath.get(path) ?? (byPath.size < pathsAtMost ? [] : undefined)
      if (values === undefined) continue
      values[index] = value
      byPath.set(path, values)
    }
  }
  return [...byPath].map(([path, values]) =>
    sampled(
      path,
      Array.from(records, (_, index) => values[index]),
    ),
  )
}

/** The values of a record that are no objects, by their dotted paths. */
function* leaves(object: JsonObject, prefix: string, depth: number): Generator<[string, JsonValue]> {
  for (const [name, value] of Object.entries(object)) {
    if (name === '' || (depth === 1 && isReportColumn(name))) continue
    if (isJsonObject(value) && depth < deepest) yield* leaves(value, `${prefix}${name}.`, depth + 1)
    else yield [prefix + name, value]
  }
}

function sampled(name: string, values: readonly (JsonValue | undefined)[]): SampledColumn {
  return { name, values, filled: values.flatMap((value) => (isFilled(value) ? [value] : [])) }
}

function isFilled(value: JsonValue | undefined): value is JsonValue {
  if (value === undefined || value === null) return false
  return typeof value !== 'string' || value.trim() !== ''
}
