import { isJsonObject, type JsonObject, type JsonValue } from '../../json.js'
import type { NativeContact } from '../../mapping/dialect.js'
import { valueIssue } from '../../mapping/issues.js'
import { isIsoDateTime, utcDateTime } from '../../mapping/values/iso.js'
import { nearest, suggestion } from '../../nearest.js'
import type { RowIssue } from '../../outcome.js'
import { createdAtField, nameProblem, numberProblem, setValueProblem } from './dialect-fields.js'

/** Names of a record in the API's shape, those of an export included. */
const recordNames = new Set(['id', 'externalId', 'external_id', 'profile', 'createdAt'])
const listedOperators: readonly string[] = ['$set', '$push', '$inc']

interface Operations {
  /** Undefined: none. */
  readonly profile: JsonObject | undefined
  readonly operators: readonly string[]
}

/**
 * `{id, profile, createdAt}` as the API takes it, or as Notifuse exports it: with `externalId`, and a profile of plain
 * fields, which are set. Values keep their JSON types.
 */
export function nativeContact(record: JsonObject, key: string): NativeContact | RowIssue | undefined {
  if (!Object.hasOwn(record, 'profile')) return undefined
  const others = Object.keys(record).filter((name) => !recordNames.has(name))
  const mistyped = mistypedName(others)
  if (mistyped !== undefined) return mistyped
  const operations = readOperations(record.profile ?? null)
  if ('code' in operations) return operations
  const createdAt = readCreatedAt(record.createdAt)
  if (createdAt !== undefined && typeof createdAt !== 'string') return createdAt
  return operationsIssue(operations) ?? contactOf(key, operations, createdAt, others)
}

/** `CreatedAt` and `profil` are slips; other names are what an export holds beside the contact. */
function mistypedName(names: readonly string[]): RowIssue | undefined {
  for (const name of names) {
    const near = nearest(name, ['profile', 'createdAt'], 1)
    if (near !== undefined) return badField(`a contact has no "${name}"${suggestion(near)}`, name)
  }
  return undefined
}

function readOperations(profile: JsonValue): Operations | RowIssue {
  if (profile === null) return { profile: undefined, operators: [] }
  if (!isJsonObject(profile)) {
    return valueIssue({ field: 'profile', value: profile, problem: 'is not an object' })
  }
  const names = Object.keys(profile)
  const operators = names.filter((name) => name.startsWith('$'))
  if (operators.length === names.length) return { profile, operators }
  if (operators.length > 0) {
    return badField(`profile holds both operators (${operators.join(', ')}) and plain fields`, 'profile')
  }
  // An export: the profile's own id is the external id again, which cannot be set.
  const { id: _, ...fields } = profile
  if (Object.keys(fields).length === 0) return { profile: undefined, operators: [] }
  return { profile: { $set: fields }, operators: ['$set'] }
}

function readCreatedAt(value: JsonValue | undefined): string | undefined | RowIssue {
  if (value === undefined) return undefined
  if (typeof value === 'string') {
    const whole = isIsoDateTime(value) ? value : utcDateTime(value)
    if (whole !== undefined) return whole
  }
  return valueIssue({ field: 'createdAt', value, problem: createdAtField.check?.(value) ?? 'is not a date' })
}

/** The first value that breaks a documented rule. */
function operationsIssue({ profile = {}, operators }: Operations): RowIssue | undefined {
  for (const operator of operators) {
    const fields = profile[operator] ?? null
    if (!isJsonObject(fields)) {
      return valueIssue({ field: `profile.${operator}`, value: fields, problem: 'is not an object' })
    }
    const issue = listedOperators.includes(operator) ? fieldsIssue(operator, fields) : undefined
    if (issue !== undefined) return issue
  }
  return undefined
}

/** `$push` takes any value here: what it does with a list is not documented, so the API is the judge. */
function fieldsIssue(operator: string, fields: JsonObject): RowIssue | undefined {
  for (const name of Object.keys(fields)) {
    const unfit = nameProblem(operator, name)
    if (unfit !== undefined) return badField(unfit, name)
    const value = fields[name] ?? null
    const problem = operator === '$set' ? setValueProblem(name, value) : addedValueProblem(operator, value)
    if (problem !== undefined) return valueIssue({ field: `${operator}.${name}`, value, problem })
  }
  return undefined
}

function addedValueProblem(operator: string, value: JsonValue): string | undefined {
  return operator === '$inc' ? numberProblem(value) : undefined
}

function badField(message: string, field: string): RowIssue {
  return { code: 'bad-field', message, field }
}

function contactOf(
  key: string,
  { profile, operators }: Operations,
  createdAt: string | undefined,
  others: readonly string[],
): NativeContact {
  const payload: { [name: string]: JsonValue } = { id: key }
  if (createdAt !== undefined) payload.createdAt = createdAt
  if (profile !== undefined) payload.profile = profile
  return {
    payload,
    replayable: operators.every((operator) => operator === '$set'),
    unlisted: operators.filter((operator) => !listedOperators.includes(operator)),
    passedOver: others,
  }
}
