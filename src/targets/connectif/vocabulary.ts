import type { Concept, FieldPlace, Vocabulary } from '../../mapping/vocabulary.js'
import { patchField } from './dialect-fields.js'

const at = ['fields']
const answers = { yes: 'subscribed', no: 'unsubscribed' }

const properties: Partial<Record<Concept, FieldPlace>> = {
  firstName: { at, name: '_name' },
  fullName: { at, name: '_name', doubt: 'it may hold the whole name, and Connectif has _name and _surname' },
  lastName: { at, name: '_surname' },
  birthdate: { at, name: '_birthdate', type: 'date' },
  mobile: { at, name: '_mobilePhone', type: 'phone' },
  phone: { at, name: '_mobilePhone', type: 'phone' },
  points: { at, name: '_points' },
  emailStatus: { at, name: '_emailStatus' },
  newsletter: { at, name: '_newsletterSubscriptionStatus', answers },
  sms: { at, name: '_smsSubscriptionStatus', answers },
}

function named(column: string): FieldPlace | undefined {
  if (!column.startsWith('_') || 'problem' in patchField(column)) return undefined
  const known = Object.values(properties).find(({ name, doubt }) => name === column && doubt === undefined)
  return known ?? { at, name: column }
}

/** Ids are ASCII and begin with a letter. A name that could be one already stays. */
function custom(column: string, words: readonly string[]): FieldPlace {
  if (/^[a-z][A-Za-z0-9_-]{0,149}$/.test(column)) return { at, name: column }
  const id = words.map((word) => word.replace(/[^a-z0-9]/g, '')).filter((word) => word !== '')
  const name = /^[a-z]/.test(id[0] ?? '') ? id : ['field', ...id]
  return { at, name: name.join('-').slice(0, 140) }
}

export const connectifVocabulary: Vocabulary = {
  keys: ['email'],
  field: (concept) => properties[concept],
  named,
  custom,
  customNote: 'Fields that do not begin with _ are custom fields: check their ids against the account.',
}
