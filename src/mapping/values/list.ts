import type { JsonValue } from '../../json.js'
import { type Coercer, Refusal } from './coercion.js'

/** `list`: the parts between the separators, trimmed, empty ones dropped. A JSON array stays as it is. */
export function listCoercer(separator = ','): Coercer {
  return (value) => {
    if (Array.isArray(value)) return value
    if (typeof value !== 'string') return new Refusal('is neither text nor a list')
    return value
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '')
  }
}

/** The same for each item of a list, in place of the whole. */
export function eachItem(
  value: JsonValue,
  change: (item: JsonValue) => JsonValue | Refusal,
): JsonValue | Refusal {
  if (!Array.isArray(value)) return value
  const items: JsonValue[] = []
  for (const item of value) {
    const changed = change(item)
    if (changed instanceof Refusal) return new Refusal(`holds an item that ${changed.problem}`)
    items.push(changed)
  }
  return items
}
