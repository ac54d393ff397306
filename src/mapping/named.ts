import { isJsonObject, type JsonObject, type JsonValue } from '../json.js'
import type { RowIssue } from '../outcome.js'
import { canonicalPayload } from './canonical.js'
import { isReportColumn, own } from './columns.js'
import type { Dialect, NativeContact } from './dialect.js'
import { type Draft, type Fill, type Filled, Filling, refusedIssue } from './filling.js'
import { valueIssue } from './issues.js'
import type { NamedField, Names } from './names.js'
import { Refusal } from './values/coercion.js'
import { unsendable } from './values/sendable.js'
import type { Warnings } from './warnings.js'

const toldAtMost = 1000

/** Fills payloads from NDJSON records by their own names, or takes them as they are in the API's own shape. */
export function namedFiller(
  dialect: Dialect,
  names: Names,
  keyNameIn: (record: JsonObject) => string | undefined,
  warnings: Warnings,
  canonical: boolean,
): Fill {
  const tell = nativeTeller(warnings)
  const filled = (record: JsonObject, key: string): Filled => {
    const native = dialect.native(record, key)
    if (native === undefined) return fillByNames(record, names, keyNameIn(record), dialect.base(key))
    if ('code' in native) return { ok: false, issue: native }
    const issue = unsendableIssue(native.payload)
    if (issue !== undefined) return { ok: false, issue }
    tell(native, keyNameIn(record))
    return { ok: true, payload: native.payload, replayable: native.replayable }
  }
  return (record, key) => {
    const result = filled(record.kind === 'object' ? record.value : {}, key)
    if (!result.ok || !canonical) return result
    return { ...result, payload: canonicalPayload(dialect.base(key), result.payload) }
  }
}

function fillByNames(
  record: JsonObject,
  names: Names,
  keyName: string | undefined,
  base: JsonObject,
): Filled {
  const filling = new Filling()
  const payload: Draft = base
  for (const name of Object.keys(record)) {
    if (name === keyName) continue
    const plan = names.plan(name)
    if ('passedOver' in plan) continue
    if ('issue' in plan) filling.refuse(plan.issue)
    else fillNamed(plan, name, own(record, name) ?? null, payload, filling)
  }
  return filling.done(payload)
}

function fillNamed(plan: NamedField, column: string, raw: JsonValue, payload: Draft, filling: Filling): void {
  const { field, container, leaf, finish } = plan
  const value = finish(raw)
  if (value === undefined) return
  if (value instanceof Refusal) {
    filling.refuse(refusedIssue({ field, column }, raw, value))
    return
  }
  const object = objectAt(payload, container)
  if (Object.hasOwn(object, leaf)) filling.refuse(twinIssue(field.name, column))
  else object[leaf] = value
  filling.took(field.replayable)
}

/** The object at a path of the payload, made if it is not there yet. */
function objectAt(payload: Draft, path: readonly string[]): Draft {
  let object = payload
  for (const name of path) {
    const there = object[name]
    const below: Draft = isJsonObject(there) ? there : {}
    object[name] = below
    object = below
  }
  return object
}

/** What of a record in the API's own shape cannot be sent as it was read. */
function unsendableIssue(payload: JsonObject): RowIssue | undefined {
  const found = unsendable(payload)
  return found && valueIssue({ field: found.path.join('.'), value: found.value, problem: found.problem })
}

function twinIssue(field: string, column: string): RowIssue {
  return { code: 'bad-field', message: `"${column}" and another name both fill ${field}`, field: column }
}

/** Warns of what is not as documented in records of the API's own shape, each name once. */
function nativeTeller(warnings: Warnings): (native: NativeContact, keyName: string | undefined) => void {
  const told = new Set<string>()
  const isNews = (name: string): boolean => {
    if (told.has(name)) return false
    if (told.size < toldAtMost) told.add(name)
    return true
  }
  return ({ unlisted = [], passedOver = [] }, keyName) => {
    for (const operator of unlisted) {
      if (isNews(operator)) warnings.add(unlistedWarning(operator))
    }
    for (const name of passedOver) {
      if (name !== keyName && !isReportColumn(name) && isNews(name)) {
        warnings.passedOver([name], "a contact in the API's own shape has no such name")
      }
    }
  }
}

function unlistedWarning(operator: string): string {
  return (
    `"${operator}" is passed on, although the API does not document it; ` +
    'a contact that holds it is not sent again when an answer is lost'
  )
}
