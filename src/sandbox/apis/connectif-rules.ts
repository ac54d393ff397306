import type { JsonObject, JsonValue } from '../../json.js'
import { type CustomField, fieldId, isReadOnly, systemEnums, writableTypes } from './connectif-fields.js'
import { isDate, isDateTime, isEmail, isInternationalPhone } from './formats.js'

/** One entry of `validationErrors`. */
export interface Problem {
  readonly path: string
  readonly reason: string
}

/** What a custom field that the account does not have gets; the vendor does not say. */
export const unknownFieldPolicies = ['accept', 'ignore', 'refuse'] as const
export type UnknownFields = (typeof unknownFieldPolicies)[number]

interface Schema {
  readonly fields: ReadonlyMap<string, CustomField>
  readonly unknownFields: UnknownFields
}

/** Everything that is wrong with a patch. */
export function patchProblems(patch: JsonObject, schema: Schema): Problem[] {
  const problems: Problem[] = []
  for (const [path, value] of Object.entries(patch)) {
    const reason = path.startsWith('_') ? systemProblem(path, value) : customProblem(path, value, schema)
    if (reason !== undefined) problems.push({ path, reason })
  }
  return problems
}

function systemProblem(name: string, value: JsonValue): string | undefined {
  if (isReadOnly(name)) return 'Property is read-only'
  if (!Object.hasOwn(writableTypes, name)) return 'Property does not exist or is read-only'
  // What null does is not documented: it passes.
  if (value === null) return undefined
  const allowed = systemEnums[name]
  if (allowed !== undefined) return oneOf(value, allowed)
  if (name === '_points') return Number.isInteger(value) ? undefined : 'Must be an integer'
  if (typeof value !== 'string') return 'Must be a string'
  if (name === '_birthdate' && !isDateTime(value)) return 'Must be an ISO 8601 date-time'
  if (name === '_mobilePhone' && !isInternationalPhone(value))
    return 'Must be a phone in international format'
  return undefined
}

function oneOf(value: JsonValue, allowed: readonly string[]): string | undefined {
  return typeof value === 'string' && allowed.includes(value)
    ? undefined
    : `Must be one of: ${allowed.join(', ')}`
}

function customProblem(id: string, value: JsonValue, { fields, unknownFields }: Schema): string | undefined {
  const field = fields.get(id)
  if (field !== undefined) return fieldProblem(field, value)
  if (!fieldId.test(id)) return 'Cannot be the id of a custom field'
  if (unknownFields === 'refuse') return 'Custom field does not exist'
  return unknownFields === 'ignore' || isFieldValue(value) ? undefined : 'No custom field takes such a value'
}

/** Whether a value fits any type that a custom field can have. */
function isFieldValue(value: JsonValue): boolean {
  return value === null || typeof value !== 'object' || isTextList(value)
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function fieldProblem(field: CustomField, value: JsonValue): string | undefined {
  if (field.readOnly) return 'Property is read-only'
  if (value === null) return field.required ? 'Is required' : undefined
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'Must be a boolean'
    case 'integer':
    case 'decimal':
      return numberProblem(field, value)
    case 'checkbox':
      if (!isTextList(value)) return 'Must be an array of strings'
      return value.map((item) => optionProblem(field, item)).find((problem) => problem !== undefined)
    default:
      return typeof value === 'string' ? textProblem(field, value) : 'Must be a string'
  }
}

function numberProblem({ type, minValue, maxValue }: CustomField, value: JsonValue): string | undefined {
  if (typeof value !== 'number') return 'Must be a number'
  if (type === 'integer' && !Number.isInteger(value)) return 'Must be an integer'
  if (minValue !== undefined && value < minValue) return `Must be at least ${minValue}`
  return maxValue !== undefined && value > maxValue ? `Must be at most ${maxValue}` : undefined
}

function textProblem(field: CustomField, value: string): string | undefined {
  if (field.required && value === '') return 'Is required'
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return `Is longer than ${field.maxLength}`
  if (field.type === 'email' && !isEmail(value)) return 'Must be an email address'
  if (field.type === 'phone' && !isInternationalPhone(value)) return 'Must be a phone in international format'
  if (field.type === 'radio') return optionProblem(field, value)
  return field.type === 'date' ? dateProblem(field, value) : undefined
}

function dateProblem({ minDate, maxDate }: CustomField, value: string): string | undefined {
  if (!isDate(value)) return 'Must be an ISO 8601 date'
  const at = Date.parse(value)
  if (minDate !== undefined && at < Date.parse(minDate)) return `Must not be before ${minDate}`
  return maxDate !== undefined && at > Date.parse(maxDate) ? `Must not be after ${maxDate}` : undefined
}

function optionProblem({ options }: CustomField, value: string): string | undefined {
  if (options === undefined || options.some(({ id }) => id === value)) return undefined
  return `Must be one of: ${options.map(({ id }) => id).join(', ')}`
}
