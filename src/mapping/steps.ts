import type { JsonValue } from '../json.js'
import type { TargetField } from './dialect.js'
import type { EmptyCells } from './mapper.js'
import type { ValueType } from './types.js'
import { type Coerced, type Coercer, Refusal, type Step } from './values/coercion.js'
import { eachItem } from './values/list.js'
import { refuseUnsendable, scalarText } from './values/text.js'
import { type TransformName, transforms } from './values/transforms.js'

/** What a mapping says becomes of certain texts. */
export interface Lookup {
  readonly values: ReadonlyMap<string, JsonValue>
  /** Undefined: a text that is not among them is refused. */
  readonly otherwise: JsonValue | undefined
}

export interface StepInput {
  readonly field: TargetField
  /** True if the values are JSON's own, and not the text of a cell. */
  readonly json: boolean
  readonly transforms: readonly TransformName[]
  readonly lookup: Lookup | undefined
  /** Undefined: "" and null pass as they are. */
  readonly empty: { readonly take: EmptyCells; readonly nullToo: boolean } | undefined
  readonly type: ValueType | undefined
  /** Undefined: the value stays what it is. */
  readonly coerce: Coercer | undefined
}

/** The steps that a value takes from the cell to the payload, in order. */
export function stepsFor(input: StepInput): readonly Step[] {
  const { field, lookup, empty, type, coerce } = input
  const steps: Step[] = input.json ? [sendableStep] : []
  steps.push(...input.transforms.map(transformStep))
  if (lookup !== undefined && type !== 'list')
    steps.push({ name: 'values', run: (value) => lookUp(value, lookup) })
  if (empty !== undefined) steps.push(emptyStep(empty, isTextual(type)))
  if (type !== undefined && coerce !== undefined) steps.push({ name: type, run: unlessEmpty(coerce) })
  if (lookup !== undefined && type === 'list') {
    steps.push({ name: 'values', run: (value) => eachItem(value, (item) => lookUp(item, lookup)) })
  }
  if (field.check !== undefined) steps.push(checkStep(field.check))
  return steps
}

const sendableStep: Step = { name: 'read', run: refuseUnsendable }

function transformStep(name: TransformName): Step {
  const change = transforms[name]
  return { name, run: (value) => (typeof value === 'string' ? change(value) : value) }
}

/** The empty text and null are left to what `empty` says, unless `values` names the empty text. */
function lookUp(value: JsonValue, { values, otherwise }: Lookup): JsonValue | Refusal {
  const text = scalarText(value)
  const found = text === undefined ? undefined : values.get(text)
  if (found !== undefined) return found
  if (text === '' || value === null) return value
  return otherwise === undefined ? notAmong(values) : otherwise
}

function notAmong(values: ReadonlyMap<string, JsonValue>): Refusal {
  const names = [...values.keys()].slice(0, 10).map((name) => JSON.stringify(name))
  const more = values.size > names.length ? ', …' : ''
  return new Refusal(`is not one of ${names.join(', ')}${more}, and the mapping has no otherwise`)
}

/** White space is a text, but neither a number, a date nor a list. */
function isTextual(type: ValueType | undefined): boolean {
  return type === undefined || type === 'string'
}

function emptyStep({ take, nullToo }: { take: EmptyCells; nullToo: boolean }, textual: boolean): Step {
  const instead: Coerced = take === 'skip' ? undefined : take === 'null' ? null : ''
  return {
    name: 'empty',
    run(value) {
      if (value === null) return nullToo ? (take === 'keep' ? null : instead) : null
      return typeof value === 'string' && (textual ? value === '' : value.trim() === '') ? instead : value
    },
  }
}

/** Types say nothing of "" and null: whoever lets them through means them. */
function unlessEmpty(coerce: Coercer): Step['run'] {
  return (value) => (value === '' || value === null ? value : coerce(value))
}

function checkStep(check: (value: JsonValue) => string | undefined): Step {
  return {
    name: 'check',
    run(value) {
      const problem = check(value)
      return problem === undefined ? value : new Refusal(problem)
    },
  }
}

/** For values that are JSON already: only text that the field would refuse is made into what the API fixes. */
export function coerceWhereRefused(coerce: Coercer, check: TargetField['check']): Coercer {
  return (value) => (typeof value === 'string' && check?.(value) !== undefined ? coerce(value) : value)
}

/** The steps as one function. */
export function runner(steps: readonly Step[]): (value: JsonValue) => Coerced {
  const [only] = steps
  if (only === undefined) return (value) => value
  if (steps.length === 1) return only.run
  return (value) => {
    let current: JsonValue = value
    for (const { run } of steps) {
      const next = run(current)
      if (next === undefined || next instanceof Refusal) return next
      current = next
    }
    return current
  }
}
