import { isJsonObject, type JsonObject, type JsonValue } from '../../json.js'
import { isDateTime, isEmail } from './formats.js'

const contactKeys = new Set(['id', 'profile', 'createdAt'])

/**
 * What makes the request as a whole a 400: a contact that has not the documented shape. The text goes on from
 * `contacts[3]`.
 */
export function shapeProblem(contact: unknown, whole: boolean): string | undefined {
  if (!isJsonObject(contact)) return ' must be an object'
  if (typeof contact.id !== 'string' || contact.id === '') return '.id is required and must be a string'
  if (!whole) return undefined
  const stranger = Object.keys(contact).find((name) => !contactKeys.has(name))
  if (stranger !== undefined) return `.${stranger} is not allowed`
  if (contact.profile !== undefined && !isJsonObject(contact.profile)) return '.profile must be an object'
  const { createdAt } = contact
  return createdAt === undefined || typeof createdAt === 'string' ? undefined : '.createdAt must be a string'
}

/** What breaks a rule of one contact of good shape. */
export function contactProblem({ profile, createdAt }: JsonObject): string | undefined {
  if (typeof createdAt === 'string' && !isDateTime(createdAt))
    return 'createdAt must be an ISO 8601 date-time'
  for (const [operator, fields] of Object.entries(isJsonObject(profile) ? profile : {})) {
    const problem = operatorProblem(operator, fields)
    if (problem !== undefined) return `profile.${problem}`
  }
  return undefined
}

function operatorProblem(operator: string, fields: JsonValue): string | undefined {
  if (!operator.startsWith('$')) return `${operator} is no operator`
  if (!isJsonObject(fields)) return `${operator} must be an object`
  if (Object.hasOwn(fields, 'id')) return `${operator}.id is not allowed`
  if (operator === '$inc') {
    const bad = Object.keys(fields).find((field) => typeof fields[field] !== 'number')
    return bad === undefined ? undefined : `$inc.${bad} must be a number`
  }
  return operator === '$set' ? setProblem(fields) : undefined
}

function setProblem(fields: JsonObject): string | undefined {
  for (const [name, value] of Object.entries(fields)) {
    const rule = profileRules.get(name)
    // What null does is not documented: it passes.
    if (rule !== undefined && value !== null && !rule.holds(value)) return `$set.${name} must be ${rule.what}`
  }
  if (Object.hasOwn(fields, 'latitude') !== Object.hasOwn(fields, 'longitude')) {
    return '$set.latitude and longitude need each other'
  }
  return undefined
}

interface Rule {
  readonly what: string
  readonly holds: (value: JsonValue) => boolean
}

const text: Rule = { what: 'a string', holds: (value) => typeof value === 'string' }
const coordinate: Rule = { what: 'a number', holds: (value) => typeof value === 'number' }

function ofText(what: string, holds: (value: string) => boolean): Rule {
  return { what, holds: (value) => typeof value === 'string' && holds(value) }
}

/** The profile fields with a documented rule; any other name takes any JSON. */
const profileRules = new Map<string, Rule>([
  ['firstName', text],
  ['lastName', text],
  ['address', text],
  ['mobileNumber', text],
  ['avatar', ofText('a URL', (value) => URL.canParse(value))],
  ['email', ofText('an email address', isEmail)],
  ['timeZone', ofText('a time zone of the tz database', isTimeZone)],
  ['language', ofText('an ISO 639-1 code', (value) => /^[a-z]{2}$/i.test(value))],
  ['country', ofText('two capital letters', (value) => /^[A-Z]{2}$/.test(value))],
  ['latitude', coordinate],
  ['longitude', coordinate],
])

const knownZones = new Map<string, boolean>()

function isTimeZone(zone: string): boolean {
  let known = knownZones.get(zone)
  if (known === undefined) {
    known = canFormat(zone)
    // Bounded: a file full of nonsense must not fill the memory.
    if (knownZones.size < 1000) knownZones.set(zone, known)
  }
  return known
}

function canFormat(timeZone: string): boolean {
  try {
    // A bare offset such as +01:00 would pass here, and is no name in the tz database.
    return /^[A-Za-z]/.test(timeZone) && new Intl.DateTimeFormat('en', { timeZone }) !== undefined
  } catch {
    return false
  }
}
