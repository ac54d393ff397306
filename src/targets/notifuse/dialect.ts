import { isJsonObject, type JsonObject } from '../../json.js'
import type { Dialect, MappingSection, NoSuchField, PassedOver, TargetField } from '../../mapping/dialect.js'
import { unfitForKey } from '../../mapping/values/key-text.js'
import { nearest } from '../../nearest.js'
import type { RowIssue } from '../../outcome.js'
import { createdAtField, incField, profileNames, pushField, setField } from './dialect-fields.js'
import { nativeContact } from './dialect-native.js'
import { notifuseVocabulary } from './vocabulary.js'

const sections = {
  createdAt: { at: ['createdAt'], single: true, names: [], field: () => createdAtField },
  $set: { at: ['profile', '$set'], single: false, option: 'set', names: profileNames, field: setField },
  $push: { at: ['profile', '$push'], single: false, option: 'push', names: [], field: pushField },
  $inc: { at: ['profile', '$inc'], single: false, option: 'inc', names: [], field: incField },
} as const satisfies Record<string, MappingSection>

const operators = ['$set', '$push', '$inc'] as const

/** `createdAt`, `$set.x`, `$push.x`, `$inc.x`; any other name is `$set.<name>`. */
function implicitField(column: string): TargetField | NoSuchField | PassedOver {
  if (column === 'createdAt') return createdAtField
  if (column === 'id') return { passedOver: 'it is not the key here, and Notifuse does not let it be set' }
  if (!column.startsWith('$')) return setField(column)
  const operator = operators.find((name) => column.startsWith(`${name}.`))
  if (operator !== undefined) return sections[operator].field(column.slice(operator.length + 1))
  return noSuchOperation(column)
}

function noSuchOperation(column: string): NoSuchField {
  const [operator = '', ...rest] = column.split('.')
  const near = nearest(operator, operators)
  const problem = `"${column}" is not $set.<field>, $push.<field> or $inc.<field>`
  return { problem, nearest: near === undefined || rest.length === 0 ? undefined : [near, ...rest].join('.') }
}

/** Latitude and longitude each need the other. */
function check(payload: JsonObject): RowIssue | undefined {
  const { profile } = payload
  const fields = isJsonObject(profile) ? profile.$set : undefined
  if (!isJsonObject(fields)) return undefined
  const latitude = Object.hasOwn(fields, 'latitude')
  if (latitude === Object.hasOwn(fields, 'longitude')) return undefined
  const [there, missing] = latitude ? ['latitude', 'longitude'] : ['longitude', 'latitude']
  return { code: 'bad-value', field: missing, message: `$set.${there} needs $set.${missing} beside it` }
}

/** What Notifuse's contacts.upsert takes. */
export const notifuseDialect: Dialect = {
  keyNames: ['externalId', 'external_id', 'id'],
  keyLabel: 'id',
  addsUp: true,
  checkKey: unfitForKey,
  base: (key) => ({ id: key }),
  sections: Object.values(sections),
  implicitField,
  vocabulary: notifuseVocabulary,
  native: nativeContact,
  check,
}
