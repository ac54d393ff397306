import type { ValueType } from '../types.js'
import { toBoolean } from './boolean.js'
import { type Coercer, OptionProblem, type TypeOptions } from './coercion.js'
import { dateCoercer } from './date.js'
import { toEmail } from './email.js'
import { listCoercer } from './list.js'
import { integerCoercer, numberCoercer } from './number.js'
import { phoneCoercer } from './phone.js'
import { toJson, toText } from './text.js'

/**
 * The function that makes values of a type. Asynchronous, since dates with a format and phones load their library only
 * where a mapping uses them.
 */
export async function coercerFor(
  type: ValueType,
  options: TypeOptions = {},
): Promise<Coercer | OptionProblem> {
  switch (type) {
    case 'string':
      return toText
    case 'integer':
      return integerCoercer(options.decimal)
    case 'number':
      return numberCoercer(options.decimal)
    case 'boolean':
      return toBoolean
    case 'date':
    case 'datetime':
      return dateCoercer(type, options)
    case 'email':
      return toEmail
    case 'phone':
      return phoneCoercer(options.country)
    case 'list':
      return listCoercer(options.separator)
    case 'json':
      return toJson
  }
}

/** The coercers of some types with no options. */
export async function plainCoercers(types: Iterable<ValueType>): Promise<ReadonlyMap<ValueType, Coercer>> {
  const coercers = new Map<ValueType, Coercer>()
  for (const type of types) {
    const coercer = await coercerFor(type)
    if (!(coercer instanceof OptionProblem)) coercers.set(type, coercer)
  }
  return coercers
}

/** Which types an option belongs to. */
export const optionTypes: Readonly<Record<keyof TypeOptions, readonly ValueType[]>> = {
  format: ['date', 'datetime'],
  locale: ['date', 'datetime'],
  timezone: ['datetime'],
  separator: ['list'],
  country: ['phone'],
  decimal: ['integer', 'number'],
}

const jsonKinds: Readonly<Record<ValueType, 'text' | 'number' | 'boolean' | 'list' | 'any'>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  date: 'text',
  datetime: 'text',
  email: 'text',
  phone: 'text',
  list: 'list',
  json: 'any',
}

/** True if values of the declared type can be of the JSON type that the API's own type has. */
export function canServe(declared: ValueType, fixed: ValueType): boolean {
  return declared === 'json' || jsonKinds[declared] === jsonKinds[fixed]
}
