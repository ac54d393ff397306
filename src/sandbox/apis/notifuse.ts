import { isUtf8 } from 'node:buffer'
import { isJsonObject, type JsonObject } from '../../json.js'
import { type Answer, json, statusText } from '../answer.js'
import type { Listing } from '../faults/listing.js'
import type { Plan } from '../faults/plan.js'
import type { ContactStore, NotifuseContact } from '../store.js'
import { judgeKey, type Keys, type VendorApi, type Write } from './api.js'
import { applyContact } from './notifuse-apply.js'
import { contactProblem, shapeProblem } from './notifuse-rules.js'

const maxContacts = 50

export interface NotifuseSettings {
  readonly keys: Keys
  readonly store: ContactStore<NotifuseContact>
  /** False: only what is needed to answer is looked at. */
  readonly validate: boolean
  /** What a contact that breaks a rule gets: a place in `failed`, or a 400 for its whole batch. */
  readonly invalid: 'failed' | 'refuse'
}

/** Stands in for `POST /v2/contacts.upsert`. */
export function notifuseApi(settings: NotifuseSettings): VendorApi {
  return {
    name: 'notifuse',
    error: notifuseError,
    pointAt: (position) => `contacts[${position}]`,
    authenticate(authorization) {
      const [, key] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
      const status = judgeKey(key, settings.keys)
      if (status === 403) return notifuseError(403, 'Insufficient scope')
      return status === 401 ? notifuseError(401, key ? 'Invalid token' : 'Missing authentication') : undefined
    },
    read(_rest, body) {
      const contacts = readContacts(body, settings.validate)
      if (typeof contacts === 'string') return notifuseError(400, contacts)
      const problems = settings.validate ? contacts.map(contactProblem) : []
      const first = problems.findIndex((problem) => problem !== undefined)
      if (settings.invalid === 'refuse' && first >= 0) {
        return notifuseError(400, `contacts[${first}].${problems[first]}`)
      }
      return new UpsertWrite(contacts, problems, settings.store)
    },
  }
}

type SentContact = JsonObject & { readonly id: string }

/** The contacts of a body, or what is wrong with it. */
function readContacts(body: Buffer, validate: boolean): readonly SentContact[] | string {
  const parsed = parse(body)
  if (parsed === undefined) return 'Invalid request payload JSON format'
  const contacts = isJsonObject(parsed) ? parsed.contacts : undefined
  if (!Array.isArray(contacts)) return 'contacts is required and must be an array'
  if (contacts.length === 0 || contacts.length > maxContacts) {
    return `contacts must hold 1 to ${maxContacts} contacts, not ${contacts.length}`
  }
  const checked: SentContact[] = []
  for (const contact of contacts) {
    const problem = shapeProblem(contact, validate)
    if (problem !== undefined || !hasId(contact)) return `contacts[${checked.length}]${problem}`
    checked.push(contact)
  }
  return checked
}

function hasId(contact: unknown): contact is SentContact {
  return isJsonObject(contact) && typeof contact.id === 'string'
}

/** Undefined for what is not JSON: `undefined` is no JSON value. */
function parse(body: Buffer): unknown {
  if (!isUtf8(body)) return undefined
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

class UpsertWrite implements Write {
  readonly keys: readonly string[]
  readonly #contacts: readonly SentContact[]
  readonly #problems: readonly (string | undefined)[]
  readonly #store: ContactStore<NotifuseContact>

  constructor(
    contacts: readonly SentContact[],
    problems: readonly (string | undefined)[],
    store: ContactStore<NotifuseContact>,
  ) {
    this.#contacts = contacts
    this.#problems = problems
    this.#store = store
    this.keys = contacts.map((contact) => contact.id)
  }

  apply(plan: Plan): Answer {
    const listing: Listing = { inserted: [], updated: [], failed: [] }
    for (const [i, contact] of this.#contacts.entries()) {
      const refused = this.#problems[i] !== undefined || plan.refused.has(contact.id)
      listing[refused ? 'failed' : applyContact(this.#store, contact)].push(contact.id)
    }
    plan.distort(listing)
    return json(200, { statusCode: 200, success: listing.failed.length === 0, ...listing })
  }
}

/** `{statusCode, error, message?}`. */
function notifuseError(status: number, detail?: string, path?: string): Answer {
  const message = path === undefined ? detail : `${path}: ${detail ?? 'Invalid value'}`
  return json(status, {
    statusCode: status,
    error: statusText(status),
    ...(message === undefined ? {} : { message }),
  })
}
