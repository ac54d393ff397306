import type { JsonValue } from '../json.js'
import type { SourceRecord } from '../record.js'
import type { TargetField } from './dialect.js'
import { type FieldContext, type FieldInput, fieldCoercer } from './field-type.js'
import { quoted } from './issues.js'
import type { EmptyCells } from './mapper.js'
import type { Locate } from './problems.js'
import type { ValueSpec } from './schema.js'
import { type Lookup, runner, stepsFor } from './steps.js'
import { compileTemplate } from './template.js'
import type { ValueType } from './types.js'
import { type Coerced, type Coercer, Refusal, type Step } from './values/coercion.js'
import type { TransformName } from './values/transforms.js'

/** How one field of the payload is filled. */
export interface FieldPlan {
  readonly field: TargetField
  /** As `explain` shows it: `column "Email"`, `template "{a} {b}"`, `the mapping`. */
  readonly from: string
  readonly column: string | undefined
  readonly type: ValueType | undefined
  /** Undefined: the record does not have it. */
  readonly read: (record: SourceRecord) => JsonValue | undefined | Refusal
  readonly steps: readonly Step[]
  /** All the steps as one function. */
  readonly finish: (value: JsonValue) => Coerced
}

/** Compiles one field; undefined if something is wrong with it, with the problems added. */
export async function compileField(
  field: TargetField,
  spec: ValueSpec,
  locate: Locate,
  context: FieldContext,
): Promise<FieldPlan | undefined> {
  const options = typeof spec === 'string' ? { column: spec } : spec
  const input = { field, spec: options, locate, context }
  const coerce = await fieldCoercer(input)
  if (coerce === 'wrong') return undefined
  return options.value === undefined ? fromRecord(input, coerce) : constant(input, options.value, coerce)
}

function constant(input: FieldInput, value: JsonValue, coerce: Coercer | undefined): FieldPlan | undefined {
  const { field, locate, context, spec } = input
  const sent = fixedValue(input, value, coerce)
  if (sent instanceof Refusal) {
    context.problems.add(locate(['value']), `${field.name}: ${quoted(value)} ${sent.problem}`)
    return undefined
  }
  const type = spec.type ?? field.type
  return {
    field,
    from: 'the mapping',
    column: undefined,
    type,
    read: () => sent,
    steps: [],
    finish: (same) => same,
  }
}

/** A value that the mapping itself gives, as it will be sent. */
function fixedValue(
  { field, spec }: FieldInput,
  value: JsonValue,
  coerce: Coercer | undefined,
): JsonValue | Refusal {
  const type = spec.type ?? field.type
  const steps = stepsFor({
    field,
    json: true,
    transforms: [],
    lookup: undefined,
    empty: undefined,
    type,
    coerce,
  })
  return runner(steps)(value) ?? null
}

function fromRecord(input: FieldInput, coerce: Coercer | undefined): FieldPlan | undefined {
  const { field, spec, context } = input
  const source = recordSource(input)
  const lookup = compileLookup(input, coerce)
  if (source === undefined || lookup === 'wrong') return undefined
  const type = spec.type ?? field.type
  const steps = stepsFor({
    field,
    json: context.json,
    transforms: transformList(spec.transform),
    lookup,
    empty: emptyRule(field, spec.empty, context),
    type,
    coerce,
  })
  return { field, ...source, type, steps, finish: runner(steps) }
}

function transformList(
  transform: TransformName | readonly TransformName[] | undefined,
): readonly TransformName[] {
  if (transform === undefined) return []
  return typeof transform === 'string' ? [transform] : transform
}

/** `--empty` is about CSV cells and fields that can be emptied; what a field itself says holds for NDJSON too. */
function emptyRule(field: TargetField, own: EmptyCells | null | undefined, { json, empty }: FieldContext) {
  if (own !== undefined) return { take: own ?? ('null' as const), nullToo: json }
  if (json) return undefined
  return { take: field.clearable === false ? ('skip' as const) : empty, nullToo: false }
}

function recordSource({
  spec,
  locate,
  context,
}: FieldInput): Pick<FieldPlan, 'from' | 'column' | 'read'> | undefined {
  if (spec.template !== undefined) {
    const template = compileTemplate(spec.template, context.columns)
    if ('read' in template) {
      return { from: `template "${spec.template}"`, column: undefined, read: template.read }
    }
    for (const { problem } of template) context.problems.add(locate(['template']), problem)
    return undefined
  }
  const column = context.columns.find(spec.column ?? '')
  if ('read' in column) return { from: `column "${column.name}"`, column: column.name, read: column.read }
  context.problems.add(locate(['column']), column.problem)
  return undefined
}

/** The lookup, each of its results tried now as it would be sent later. */
function compileLookup(input: FieldInput, coerce: Coercer | undefined): Lookup | undefined | 'wrong' {
  const { spec } = input
  if (spec.values === undefined) return undefined
  const results = Object.entries(spec.values)
  const wrong = results.filter(([text, result]) => isWrongResult(input, ['values', text], result, coerce))
  const { otherwise } = spec
  const otherwiseWrong = otherwise !== undefined && isWrongResult(input, ['otherwise'], otherwise, coerce)
  if (wrong.length > 0 || otherwiseWrong) return 'wrong'
  return { values: new Map(results), otherwise }
}

function isWrongResult(input: FieldInput, path: string[], result: JsonValue, coerce: Coercer | undefined) {
  const { field, spec, locate, context } = input
  if (result === '') return false
  const inList = (spec.type ?? field.type) === 'list'
  const sent = inList ? fixedValue(input, [result], undefined) : fixedValue(input, result, coerce)
  if (!(sent instanceof Refusal)) return false
  context.problems.add(locate(path), `${field.name}: ${quoted(result)} ${sent.problem}`)
  return true
}
