import type { JsonValue } from '../../json.js'
import { type Coercer, Refusal } from './coercion.js'
import { unsendable } from './sendable.js'

/** A JSON scalar as text: `12`, `true`, `abc`; undefined for what has no one text (objects, arrays, null). */
export function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return undefined
}

/** `string`: text stays as it is, `007` too. JSON numbers and booleans become their text. */
export const toText: Coercer = (value) => scalarText(value) ?? new Refusal('is not text')

/** `json`: text is parsed; what is JSON already stays. */
export const toJson: Coercer = (value) => {
  if (typeof value !== 'string') return value
  try {
    const parsed: JsonValue = JSON.parse(value)
    return refuseUnsendable(parsed)
  } catch {
    return new Refusal('is not JSON')
  }
}

/** JSON of the record's own, less what could not be sent as it was read. */
export const refuseUnsendable: Coercer = (value) => {
  const found = unsendable(value)
  if (found === undefined) return value
  return new Refusal(found.path.length === 0 ? found.problem : `holds a part that ${found.problem}`)
}
