import type { JsonObject, JsonValue } from '../json.js'

/** The same value with the names of all its objects in a fixed order, so that equal values give equal JSON. */
export function sortedJson(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  return isList(value) ? value.map(sortedJson) : sortedObject(value)
}

function sortedObject(value: JsonObject): JsonObject {
  // Object.fromEntries defines its entries: a record's own "__proto__" stays a name like any other.
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, sortedJson(value[name] ?? null)]))
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** A whole payload in that order; `base`, made anew, stays first, as in payloads that are built field by field. */
export function canonicalPayload(base: JsonObject, payload: JsonObject): JsonObject {
  return Object.assign(base, sortedObject(payload))
}
