import type { JsonValue } from '../json.js'
import { suggestion } from '../nearest.js'
import type { RowIssue } from '../outcome.js'
import { isReportColumn } from './columns.js'
import type { Dialect, NoSuchField, PassedOver, TargetField } from './dialect.js'
import { coerceWhereRefused, runner, type StepInput, stepsFor } from './steps.js'
import type { ValueType } from './types.js'
import { plainCoercers } from './values/coercers.js'
import type { Coerced, Coercer, Step } from './values/coercion.js'
import type { Warnings } from './warnings.js'

/** What a name of an NDJSON record means where there is no mapping. */
export type NamePlan = NamedField | { readonly issue: RowIssue } | PassedOver

export interface NamedField {
  readonly field: TargetField
  readonly container: readonly string[]
  readonly leaf: string
  readonly steps: readonly Step[]
  readonly finish: (value: JsonValue) => Coerced
}

const namesAtMost = 10_000
const reportColumn: PassedOver = { passedOver: 'it belongs to a report of an earlier run' }

/** Finds out what names mean, each name once, since records of one file can have different ones. */
export class Names {
  readonly #dialect: Dialect
  readonly #coercers: ReadonlyMap<ValueType, Coercer>
  readonly #warnings: Warnings
  readonly #known = new Map<string, NamePlan>()

  private constructor(dialect: Dialect, coercers: ReadonlyMap<ValueType, Coercer>, warnings: Warnings) {
    this.#dialect = dialect
    this.#coercers = coercers
    this.#warnings = warnings
  }

  static async of(dialect: Dialect, warnings: Warnings): Promise<Names> {
    return new Names(dialect, await plainCoercers(fixedTypes(dialect)), warnings)
  }

  plan(name: string): NamePlan {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const plan = isReportColumn(name) ? reportColumn : this.#make(this.#dialect.implicitField(name), name)
    // Bounded: names can be as many as records.
    if (this.#known.size < namesAtMost) this.#known.set(name, plan)
    return plan
  }

  #make(field: TargetField | NoSuchField | PassedOver, name: string): NamePlan {
    if ('passedOver' in field) {
      this.#warnings.passedOver([name], field.passedOver)
      return field
    }
    if ('problem' in field) {
      const message = `${field.problem}${suggestion(field.nearest)}`
      return { issue: { code: 'bad-field', message, field: name } }
    }
    if (field.caution !== undefined) this.#warnings.add(field.caution)
    const steps = stepsFor(this.#stepInput(field))
    return {
      field,
      container: field.path.slice(0, -1),
      leaf: field.path.at(-1) ?? '',
      steps,
      finish: runner(steps),
    }
  }

  #stepInput(field: TargetField): StepInput {
    const coercer = field.type && this.#coercers.get(field.type)
    const coerce = coercer && coerceWhereRefused(coercer, field.check)
    return {
      field,
      json: true,
      transforms: [],
      lookup: undefined,
      empty: undefined,
      type: field.type,
      coerce,
    }
  }
}

/** The types that the API fixes, anywhere in it. */
function fixedTypes({ sections }: Dialect): Set<ValueType> {
  const fields = sections.flatMap((section) => {
    // Sections without names of their own have one type for all of them.
    const names = section.names.length === 0 ? ['any'] : section.names
    return names.map((name) => section.field(name))
  })
  return new Set(fields.flatMap((field) => ('problem' in field ? [] : (field.type ?? []))))
}
