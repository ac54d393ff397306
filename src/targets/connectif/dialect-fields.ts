import type { JsonValue } from '../../json.js'
import type { NoSuchField, TargetField } from '../../mapping/dialect.js'
import { type FieldRule, fieldRule, textRule, textThat } from '../../mapping/field-rules.js'
import { isIsoDateTime } from '../../mapping/values/iso.js'
import { nearest } from '../../nearest.js'

function oneOf(description: string, values: readonly string[]): FieldRule {
  const list = values.join(', ')
  return textThat(`${description} One of: ${list}.`, (text) => values.includes(text), `is not one of ${list}`)
}

function isInternationalPhone(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text)
}

function wholeNumberProblem(value: JsonValue): string | undefined {
  return Number.isInteger(value) ? undefined : 'is not a whole number'
}

const subscriptions = ['subscribed', 'unsubscribed', 'none']

/** The system properties that can be written. */
const properties: ReadonlyMap<string, FieldRule> = new Map([
  ['_name', textRule('First name.')],
  ['_surname', textRule('Surname.')],
  ['_birthdate', textThat('Date of birth.', isIsoDateTime, 'is not an ISO 8601 date-time', 'datetime')],
  [
    '_mobilePhone',
    textThat('Mobile number.', isInternationalPhone, 'is not a phone number like +34651234567', 'phone'),
  ],
  ['_points', fieldRule('integer', 'Points, a whole number.', wholeNumberProblem)],
  ['_emailStatus', oneOf('State of the address.', ['active', 'bounced', 'paused', 'banned'])],
  ['_mobilePhoneStatus', oneOf('State of the mobile number.', ['active', 'bounced', 'paused'])],
  ['_newsletterSubscriptionStatus', oneOf('Subscription to the newsletter.', subscriptions)],
  ['_smsSubscriptionStatus', oneOf('Subscription to SMS.', subscriptions)],
])

export const propertyNames: readonly string[] = [...properties.keys()]

const letters = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '')
const byLetters = new Map(propertyNames.map((name) => [letters(name), name]))

/** A letter, then letters, digits, `-`, `_` and brackets. */
const customId = /^[A-Za-z][A-Za-z0-9\-_[\](){}]{0,149}$/

/** A system property (`_…`) or a custom field, by its id. */
export function patchField(name: string): TargetField | NoSuchField {
  return name.startsWith('_') ? systemField(name) : customField(name)
}

function systemField(name: string): TargetField | NoSuchField {
  const found = properties.get(name)
  if (found !== undefined) return { name, path: [name], replayable: true, ...found }
  if (name === '_email') return { problem: 'Connectif does not let _email be written: it is the key' }
  return {
    problem: `Connectif has no property "${name}" that can be written`,
    nearest: nearest(name, propertyNames, 2),
  }
}

function customField(name: string): TargetField | NoSuchField {
  if (name === 'id') return { problem: 'Connectif reserves "id": it cannot be a custom field' }
  if (!customId.test(name)) {
    const rules = 'a letter, then letters, digits, "-", "_" and brackets, 150 at most'
    return {
      problem: `"${name}" cannot be the id of a custom field (${rules})`,
      nearest: byLetters.get(letters(name)),
    }
  }
  return { name, path: [name], replayable: true, check: customProblem, caution: cautionFor(name) }
}

function cautionFor(name: string): string | undefined {
  if (letters(name) === 'email') return `"${name}" is sent as a custom field; it is not the key here`
  const own = byLetters.get(letters(name))
  return own && `"${name}" is sent as a custom field; Connectif's own property is "${own}"`
}

/** The account's schema says more; what no type of custom field takes is refused here. */
function customProblem(value: JsonValue): string | undefined {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') ? undefined : 'is a list of more than texts'
  }
  return typeof value === 'object' && value !== null ? 'is an object, which no custom field takes' : undefined
}
