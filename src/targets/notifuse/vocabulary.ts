import type { Concept, FieldPlace, Vocabulary } from '../../mapping/vocabulary.js'

function set(name: string, more: Partial<FieldPlace> = {}): FieldPlace {
  return { at: ['profile', '$set'], name, ...more }
}

const pushDoubt = 'each run adds the tag again; below $set it would replace what is there'

const fields: Partial<Record<Concept, FieldPlace>> = {
  email: set('email'),
  firstName: set('firstName'),
  lastName: set('lastName'),
  mobile: set('mobileNumber', { type: 'phone' }),
  phone: set('mobileNumber', { type: 'phone' }),
  createdAt: { at: ['createdAt'], name: 'createdAt' },
  address: set('address'),
  country: set('country', { codes: 'country' }),
  language: set('language', { codes: 'language' }),
  timeZone: set('timeZone'),
  latitude: set('latitude'),
  longitude: set('longitude'),
  avatar: set('avatar'),
  tag: { at: ['profile', '$push'], name: 'tags', doubt: pushDoubt },
}

/** `$set.plan`, also inside of a record in the API's shape: `profile.$set.plan`, `profile.plan`. */
function named(column: string): FieldPlace | undefined {
  const [, operator, name] = /^(?:profile\.)?(\$set|\$push|\$inc)\.([^.]+)$/.exec(column) ?? []
  if (operator !== undefined && name !== undefined) return { at: ['profile', operator], name }
  const [, plain] = /^profile\.([^$.][^.]*)$/.exec(column) ?? []
  return plain === undefined || plain === 'id' ? undefined : set(plain)
}

/** A name that could be a field's already stays; others are put in camel case, as the vendor's own are. */
function custom(column: string, words: readonly string[]): FieldPlace {
  if (/^(?!\p{Lu})\p{L}[\p{L}\p{N}_-]*$/u.test(column)) return set(column)
  const [first = 'field', ...rest] = column.startsWith('profile.') ? words.slice(1) : words
  const name = [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('')
  return set(name)
}

export const notifuseVocabulary: Vocabulary = {
  keys: ['id', 'email'],
  field: (concept) => fields[concept],
  named,
  custom,
  together: [['latitude', 'longitude']],
}
