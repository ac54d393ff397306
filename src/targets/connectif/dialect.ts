import type { Dialect, NoSuchField, PassedOver, TargetField } from '../../mapping/dialect.js'
import { emailProblem } from '../../mapping/values/email.js'
import { unfitForKey } from '../../mapping/values/key-text.js'
import { patchField, propertyNames } from './dialect-fields.js'
import { connectifVocabulary } from './vocabulary.js'

/**
 * `_…` columns are system properties, all others custom fields. An export holds properties that are read-only, of
 * which Connectif gives no list: a `_…` name that is near no writable one is taken for such and passed over.
 */
function implicitField(column: string): TargetField | NoSuchField | PassedOver {
  const field = patchField(column)
  if (!('problem' in field) || field.nearest !== undefined) return field
  if (column === 'id') return { passedOver: 'Connectif reserves it' }
  return column.startsWith('_') ? { passedOver: 'Connectif has no writable property of that name' } : field
}

/** What Connectif's contact patch takes. */
export const connectifDialect: Dialect = {
  keyNames: ['email', '_email'],
  keyLabel: 'email',
  addsUp: false,
  checkKey: (email) => emailProblem(email) ?? unfitForKey(email),
  base: () => ({}),
  sections: [{ at: ['fields'], single: false, option: 'field', names: propertyNames, field: patchField }],
  implicitField,
  vocabulary: connectifVocabulary,
  // A record of the API's shape is what its names say, field by field.
  native: () => undefined,
  check: () => undefined,
}
