import type { Columns } from './columns.js'
import type { TargetField } from './dialect.js'
import type { EmptyCells } from './mapper.js'
import { type Locate, listed, type Problems } from './problems.js'
import type { ValueSpec } from './schema.js'
import { coerceWhereRefused } from './steps.js'
import type { ValueType } from './types.js'
import { canServe, coercerFor, optionTypes } from './values/coercers.js'
import { type Coercer, OptionProblem } from './values/coercion.js'

/** What holds for all fields of a mapping. */
export interface FieldContext {
  readonly columns: Columns
  /** `--empty`. */
  readonly empty: EmptyCells
  /** True for NDJSON, whose values have types of their own. */
  readonly json: boolean
  readonly problems: Problems
}

/** One field on its way from the mapping to its plan. */
export interface FieldInput {
  readonly field: TargetField
  readonly spec: Exclude<ValueSpec, string>
  readonly locate: Locate
  readonly context: FieldContext
}

/** The coercer of the declared type, else of the one that the API fixes; undefined if there is neither. */
export async function fieldCoercer(input: FieldInput): Promise<Coercer | undefined | 'wrong'> {
  const { field, spec, locate, context } = input
  const misplaced = misplacedOptions(input)
  const clash = typeClash(field, spec.type)
  if (clash !== undefined) context.problems.add(locate(['type']), clash)
  if (misplaced || clash !== undefined) return 'wrong'
  const type = spec.type ?? field.type
  if (type === undefined) return undefined
  const coercer = await coercerFor(type, spec)
  if (coercer instanceof OptionProblem) {
    context.problems.add(locate([coercer.option]), coercer.problem)
    return 'wrong'
  }
  const isJson = context.json || spec.value !== undefined
  // A cell that is text for a text field needs no step at all.
  if (type === 'string' && !isJson) return undefined
  return spec.type === undefined && isJson ? coerceWhereRefused(coercer, field.check) : coercer
}

/** True if there are options that do not go with the type. */
function misplacedOptions({ field, spec, locate, context }: FieldInput): boolean {
  const type = spec.type ?? field.type
  let misplaced = false
  for (const [option, types] of Object.entries(optionTypes)) {
    if (!(option in spec) || (type !== undefined && types.includes(type))) continue
    misplaced = true
    const has = type === undefined ? 'no type is given' : `the type is ${type}`
    context.problems.add(locate([option]), `${option} goes with ${listed(types)}, and ${has}`)
  }
  return misplaced
}

function typeClash(field: TargetField, declared: ValueType | undefined): string | undefined {
  if (declared === undefined) return undefined
  if (field.type !== undefined) {
    return canServe(declared, field.type)
      ? undefined
      : `${field.name} is of type ${field.type}, not ${declared}`
  }
  const problem = declared === 'list' ? field.check?.(['a']) : undefined
  return problem && `${field.name} cannot be of type list: a list ${problem}`
}
