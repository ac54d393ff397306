import type { JsonValue } from '../json.js'
import type { ValueType } from './types.js'

/** What an API documents about one of its fields. */
export interface FieldRule {
  readonly type: ValueType
  readonly description: string
  readonly check: (value: JsonValue) => string | undefined
}

/**
 * A rule for values of any JSON type. null passes every rule: what it does is documented nowhere, so the API is the
 * judge.
 */
export function fieldRule(
  type: ValueType,
  description: string,
  problem: (value: JsonValue) => string | undefined,
): FieldRule {
  return { type, description, check: (value) => (value === null ? undefined : problem(value)) }
}

/** A rule for text; left out, any text will do. */
export function textRule(
  description: string,
  problem: (text: string) => string | undefined = () => undefined,
  type: ValueType = 'string',
): FieldRule {
  return fieldRule(type, description, (value) => (typeof value === 'string' ? problem(value) : 'is not text'))
}

/** A rule for text of which only some are valid. */
export function textThat(
  description: string,
  holds: (text: string) => boolean,
  otherwise: string,
  type?: ValueType,
): FieldRule {
  return textRule(description, (text) => (holds(text) ? undefined : otherwise), type)
}
