import type { JsonObject, JsonValue } from '../json.js'
import type { SourceRecord } from '../record.js'
import { own } from './columns.js'
import type { CompiledMapping } from './compile.js'
import type { FieldPlan } from './field.js'
import { quoted } from './issues.js'
import type { Mapped } from './mapper.js'
import type { NamePlan, Names } from './names.js'
import type { ValueType } from './types.js'
import { Refusal, type Step } from './values/coercion.js'

/** What became of one field of one record, and why. Holds the record's values: for whoever asked to see them. */
export interface FieldExplanation {
  /** As users write it: `$set.email`, `_points`; for a name that fills none, the name. */
  readonly field: string
  /** `column "Email"`, `template "{a} {b}"`, `the mapping`, `the record`. */
  readonly from: string
  /** What the record held; left out where it held nothing. */
  readonly raw?: JsonValue
  readonly type: ValueType | undefined
  /** What each step made of it, in order, as far as it came: `trim`, `values`, `empty`, a type, `check`. */
  readonly steps: readonly { readonly name: string; readonly value: JsonValue }[]
  readonly end:
    | { readonly kind: 'sent'; readonly value: JsonValue }
    | { readonly kind: 'left out' | 'refused'; readonly because: string }
}

export interface RecordExplanation {
  readonly key: { readonly from: string; readonly raw?: JsonValue }
  readonly fields: readonly FieldExplanation[]
  /** CSV columns that nothing uses. */
  readonly unused: readonly string[]
  /** What the mapping made of the record as a whole. */
  readonly mapped: Mapped
}

/** Follows one record through the same plan that maps it. */
export function explainRecord(mapping: CompiledMapping, record: SourceRecord): RecordExplanation {
  const raw = mapping.key.read(record)
  return {
    key: { from: mapping.key.from, ...rawOf(raw) },
    fields: explainFields(mapping, record),
    unused: mapping.columns.unused(),
    mapped: mapping.map(record),
  }
}

function rawOf(raw: JsonValue | undefined | Refusal): { raw?: JsonValue } {
  return raw === undefined || raw instanceof Refusal ? {} : { raw }
}

function explainFields(mapping: CompiledMapping, record: SourceRecord): FieldExplanation[] {
  const { body, key } = mapping
  if (body.kind === 'fields') return body.fields.map((plan) => explainField(plan, record))
  if (record.kind !== 'object') return []
  return explainNative(mapping, record) ?? explainNames(body.names, record.value, key.nameIn(record.value))
}

function explainField(plan: FieldPlan, record: SourceRecord): FieldExplanation {
  const { field, from, type, steps } = plan
  const raw = plan.read(record)
  const known = { field: field.name, from, type, ...rawOf(raw) }
  if (raw === undefined) {
    return { ...known, steps: [], end: { kind: 'left out', because: 'the record does not have it' } }
  }
  if (raw instanceof Refusal) return { ...known, steps: [], end: { kind: 'refused', because: raw.problem } }
  return { ...known, ...follow(steps, raw) }
}

/** Takes the steps one by one. */
function follow(steps: readonly Step[], raw: JsonValue): Pick<FieldExplanation, 'steps' | 'end'> {
  const taken: { name: string; value: JsonValue }[] = []
  let value = raw
  for (const { name, run } of steps) {
    const next = run(value)
    if (next === undefined) {
      return {
        steps: taken,
        end: { kind: 'left out', because: 'it is empty, and empty values are left alone' },
      }
    }
    if (next instanceof Refusal) {
      return { steps: taken, end: { kind: 'refused', because: `${quoted(value)} ${next.problem}` } }
    }
    taken.push({ name, value: next })
    value = next
  }
  return { steps: taken, end: { kind: 'sent', value } }
}

/** A record in the API's own shape is sent as it is. */
function explainNative(
  { dialect, key }: CompiledMapping,
  record: SourceRecord,
): FieldExplanation[] | undefined {
  const text = key.key(record)
  if (record.kind !== 'object' || typeof text !== 'string') return undefined
  const native = dialect.native(record.value, text)
  if (native === undefined) return undefined
  if ('code' in native) return []
  const keyed = dialect.base(text)
  return Object.entries(native.payload)
    .filter(([field]) => !Object.hasOwn(keyed, field))
    .map(([field, value]) => {
      return {
        field,
        from: 'the record',
        raw: value,
        type: undefined,
        steps: [],
        end: { kind: 'sent', value },
      }
    })
}

function explainNames(names: Names, record: JsonObject, keyName: string | undefined): FieldExplanation[] {
  return Object.keys(record)
    .filter((name) => name !== keyName)
    .map((name) => explainName(names.plan(name), name, own(record, name) ?? null))
}

function explainName(plan: NamePlan, name: string, raw: JsonValue): FieldExplanation {
  const known = { from: 'the record', raw }
  if ('passedOver' in plan) {
    const end = { kind: 'left out' as const, because: plan.passedOver }
    return { ...known, field: name, type: undefined, steps: [], end }
  }
  if ('issue' in plan) {
    const end = { kind: 'refused' as const, because: plan.issue.message }
    return { ...known, field: name, type: undefined, steps: [], end }
  }
  return { ...known, field: plan.field.name, type: plan.field.type, ...follow(plan.steps, raw) }
}
