import { isUtf8 } from 'node:buffer'
import { isJsonObject, type JsonObject } from '../../json.js'
import { type Answer, bare, json, statusText } from '../answer.js'
import type { Plan } from '../faults/plan.js'
import { type ConnectifContact, type ContactStore, noFields } from '../store.js'
import { judgeKey, type Keys, type VendorApi, type Write } from './api.js'
import type { CustomField } from './connectif-fields.js'
import { type Problem, patchProblems, type UnknownFields } from './connectif-rules.js'
import { isEmail } from './formats.js'

export interface ConnectifSettings {
  readonly keys: Keys
  readonly store: ContactStore<ConnectifContact>
  /** False: the body is not looked at unless it is kept. */
  readonly validate: boolean
  /** The account's custom fields, by id. */
  readonly fields: ReadonlyMap<string, CustomField>
  /** What a custom field that the account does not have gets. */
  readonly unknownFields: UnknownFields
}

/** Stands in for `PATCH /contacts/{email}`. */
export function connectifApi(settings: ConnectifSettings): VendorApi {
  return {
    name: 'connectif',
    error: connectifError,
    pointAt: () => '_email',
    authenticate(authorization) {
      const [, key] = /^apiKey ([^:\s]+:\S+)$/i.exec(authorization ?? '') ?? []
      const status = judgeKey(key, settings.keys)
      return status === 0 ? undefined : connectifError(status)
    },
    read(rest, body) {
      const email = decoded(rest)
      if (email === undefined || (settings.validate && !isEmail(email))) {
        return connectifError(400, 'The email in the path is not valid')
      }
      if (!settings.store.keeps && !settings.validate) return new PatchWrite(email, {}, settings.store)
      const patch = parse(body)
      if (!isJsonObject(patch)) return connectifError(400, 'The request body is not a valid JSON object')
      return settings.validate
        ? validated(email, patch, settings)
        : new PatchWrite(email, patch, settings.store)
    },
  }
}

function validated(email: string, patch: JsonObject, settings: ConnectifSettings): Write | Answer {
  const problems = patchProblems(patch, settings)
  if (problems.length > 0) return invalid(problems)
  const { fields, unknownFields, store } = settings
  if (unknownFields !== 'ignore') return new PatchWrite(email, patch, store)
  const known = Object.entries(patch).filter(([name]) => name.startsWith('_') || fields.has(name))
  return new PatchWrite(email, Object.fromEntries(known), store)
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

function parse(body: Buffer): unknown {
  if (!isUtf8(body)) return undefined
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

class PatchWrite implements Write {
  readonly keys: readonly string[]
  readonly #email: string
  readonly #patch: JsonObject
  readonly #store: ContactStore<ConnectifContact>

  constructor(email: string, patch: JsonObject, store: ContactStore<ConnectifContact>) {
    this.#email = email
    this.#patch = patch
    this.#store = store
    this.keys = [email]
  }

  apply(plan: Plan): Answer {
    if (plan.refused.has(this.#email)) return connectifError(422, 'The contact is refused', '_email')
    if (!this.#store.keeps) {
      this.#store.countOne()
      return json(201, { _email: this.#email })
    }
    const held = this.#store.get(this.#email) ?? { _email: this.#email }
    const contact: ConnectifContact = Object.assign(noFields(), held, this.#patch)
    return json(this.#store.put(this.#email, contact) === 'inserted' ? 201 : 200, contact)
  }
}

function invalid(problems: readonly Problem[]): Answer {
  const detail = 'One or more validation errors occurred'
  const validationErrors = problems.map(({ path, reason }) => ({ path, reason }))
  return json(422, { status: 422, title: statusText(422), detail, validationErrors })
}

/** `{status, title, detail}`; a 422 says what it is about, a 401 and a 429 have no body. */
function connectifError(status: number, detail?: string, path?: string): Answer {
  if (status === 401 || status === 429) return bare(status)
  if (status === 422) return invalid([{ path: path ?? '', reason: detail ?? 'Invalid value' }])
  return json(status, { status, title: statusText(status), detail: detail ?? defaultDetail(status) })
}

function defaultDetail(status: number): string {
  return status === 403 ? 'The API key does not have the required permissions' : statusText(status)
}
