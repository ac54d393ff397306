import { isJsonObject, type JsonObject, type JsonValue } from '../../json.js'
import { type ContactStore, type Fields, type NotifuseContact, noFields } from '../store.js'

/**
 * Applies one contact's operations, all of them or none. `failed`: a `$push` on what is no list, or an `$inc` on what
 * is no number. An operator that is not known changes nothing.
 */
export function applyContact(
  store: ContactStore<NotifuseContact>,
  contact: JsonObject & { readonly id: string },
): 'inserted' | 'updated' | 'failed' {
  if (!store.keeps) return store.countOne()
  const held = store.get(contact.id)
  const profile = Object.assign(noFields(), held?.profile)
  const operations: string[] = []
  for (const [operator, fields] of operators(contact.profile)) {
    for (const [field, value] of Object.entries(fields)) {
      if (!operate(profile, operator, field, value)) return 'failed'
      if (operator !== '$set') operations.push(`${operator}.${field}`)
    }
  }
  return store.put(contact.id, rebuilt(held, contact, profile), operations)
}

function operators(profile: JsonValue | undefined): [string, JsonObject][] {
  if (!isJsonObject(profile)) return []
  return Object.entries(profile).flatMap(([name, fields]) => (isJsonObject(fields) ? [[name, fields]] : []))
}

/** False: the operation cannot be applied to what is there. */
function operate(profile: Fields, operator: string, field: string, value: JsonValue): boolean {
  const now = profile[field]
  if (operator === '$set') {
    profile[field] = value
  } else if (operator === '$push') {
    if (now !== undefined && !Array.isArray(now)) return false
    profile[field] = [...(now ?? []), value]
  } else if (operator === '$inc') {
    if (typeof value !== 'number' || (now !== undefined && typeof now !== 'number')) return false
    profile[field] = (now ?? 0) + value
  }
  return true
}

/** `createdAt` counts only when the contact is made. */
function rebuilt(held: NotifuseContact | undefined, contact: JsonObject & { id: string }, profile: Fields) {
  const createdAt = held === undefined ? contact.createdAt : held.createdAt
  return typeof createdAt === 'string' ? { id: contact.id, profile, createdAt } : { id: contact.id, profile }
}
