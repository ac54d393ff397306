import type { JsonValue } from '../../json.js'
import type { NoSuchField, TargetField } from '../../mapping/dialect.js'
import { unfitName } from '../../mapping/field-names.js'
import { type FieldRule, fieldRule, textRule, textThat } from '../../mapping/field-rules.js'
import { emailProblem } from '../../mapping/values/email.js'
import { isIsoDateTime } from '../../mapping/values/iso.js'
import { isTimeZone } from './dialect-zones.js'

function coordinate(description: string, limit: number): FieldRule {
  return fieldRule('number', description, (value) => {
    if (typeof value !== 'number') return 'is not a number'
    return Math.abs(value) <= limit ? undefined : `is not between -${limit} and ${limit}`
  })
}

function isUrl(text: string): boolean {
  // A drive letter (C:\photo.png) parses as a scheme.
  return URL.canParse(text) && !/^[a-z]:/i.test(text)
}

/** The profile fields with a documented rule; any other name is a custom field of any JSON type. */
const profileRules: ReadonlyMap<string, FieldRule> = new Map([
  ['firstName', textRule('First name.')],
  ['lastName', textRule('Last name.')],
  ['address', textRule('Postal address.')],
  ['avatar', textThat('URL of a picture.', isUrl, 'is not a URL')],
  ['email', textRule('Email address.', emailProblem, 'email')],
  ['mobileNumber', textRule('Mobile number, used for SMS.')],
  [
    'timeZone',
    textThat('Name in the tz database, like Europe/Paris.', isTimeZone, 'is not a time zone name'),
  ],
  [
    'language',
    textThat('ISO 639-1 code, two letters.', isTwoLetters, 'is not a language code of two letters'),
  ],
  [
    'country',
    textThat('Two capital letters.', isTwoCapitals, 'is not a country code of two capital letters'),
  ],
  ['latitude', coordinate('Degrees north; needs longitude.', 90)],
  ['longitude', coordinate('Degrees east; needs latitude.', 180)],
])

function isTwoLetters(text: string): boolean {
  return /^[a-z]{2}$/i.test(text)
}

function isTwoCapitals(text: string): boolean {
  return /^[A-Z]{2}$/.test(text)
}

export const profileNames: readonly string[] = [...profileRules.keys()]

const letters = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '')
const byLetters = new Map(profileNames.map((name) => [letters(name), name]))

/** `$set.<name>`: sets one profile field. */
export function setField(name: string): TargetField | NoSuchField {
  const unfit = nameProblem('$set', name)
  if (unfit !== undefined) return { problem: unfit }
  const found = profileRules.get(name)
  const field = { name: `$set.${name}`, path: ['profile', '$set', name], replayable: true }
  return found === undefined ? { ...field, caution: cautionFor(name) } : { ...field, ...found }
}

/** What is wrong with a value for a profile field, as a predicate; any value will do for a custom field. */
export function setValueProblem(name: string, value: JsonValue): string | undefined {
  return profileRules.get(name)?.check(value)
}

function cautionFor(name: string): string | undefined {
  const own = byLetters.get(letters(name))
  return own && `"${name}" is sent as a custom field; Notifuse's own field is "${own}"`
}

/** `$push.<name>`: adds one value to a list. What a list as the value does is not documented. */
export function pushField(name: string): TargetField | NoSuchField {
  const unfit = nameProblem('$push', name)
  if (unfit !== undefined) return { problem: unfit }
  return {
    name: `$push.${name}`,
    path: ['profile', '$push', name],
    replayable: false,
    clearable: false,
    description: 'Adds one value to the list of this name.',
    check: oneValueProblem,
  }
}

function oneValueProblem(value: JsonValue): string | undefined {
  return typeof value === 'object' ? 'is not one value, and $push adds one at a time' : undefined
}

/** `$inc.<name>`: adds a number. */
export function incField(name: string): TargetField | NoSuchField {
  const unfit = nameProblem('$inc', name)
  if (unfit !== undefined) return { problem: unfit }
  return {
    name: `$inc.${name}`,
    path: ['profile', '$inc', name],
    type: 'number',
    replayable: false,
    clearable: false,
    description: 'Adds a number to the field of this name.',
    check: numberProblem,
  }
}

export function numberProblem(value: JsonValue): string | undefined {
  return typeof value === 'number' ? undefined : 'is not a number'
}

/** What is wrong with the name of a field of an operator, as a clause; undefined if nothing. */
export function nameProblem(operator: string, name: string): string | undefined {
  if (name === 'id') return `Notifuse does not let ${operator}.id be written: it holds the external id`
  const unfit = unfitName(name)
  if (unfit !== undefined) return `${operator}: ${unfit}`
  // Operators begin with $: a field of such a name would be taken for one.
  return name.startsWith('$') ? `a field of ${operator} cannot begin with $, as "${name}" does` : undefined
}

/** When the contact was created; Notifuse uses it only when it inserts the contact. */
export const createdAtField: TargetField = {
  name: 'createdAt',
  path: ['createdAt'],
  type: 'datetime',
  replayable: true,
  clearable: false,
  description: 'When the contact was created; counts only when Notifuse inserts it.',
  check: (value) => {
    return typeof value === 'string' && isIsoDateTime(value) ? undefined : 'is not an ISO 8601 date-time'
  },
}
