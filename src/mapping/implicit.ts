import { suggestion } from '../nearest.js'
import type { Columns } from './columns.js'
import type { Dialect, TargetField } from './dialect.js'
import { compileField, type FieldPlan } from './field.js'
import type { FieldContext } from './field-type.js'
import { nowhere, type Problems } from './problems.js'
import type { Warnings } from './warnings.js'

interface NamedField {
  readonly column: string
  readonly field: TargetField
}

/**
 * The fields of a CSV file without a mapping: each column that is not the key fills the field of its name. Asked for
 * after the key is known, so that the key's column is in use.
 */
export async function implicitFields(
  columns: Columns,
  dialect: Dialect,
  context: FieldContext,
  warnings: Warnings,
): Promise<FieldPlan[]> {
  const named = nameFields(columns.unused(), dialect, context.problems, warnings)
  const plans: FieldPlan[] = []
  for (const { column, field } of withoutTwins(named, context.problems)) {
    const plan = await compileField(field, column, nowhere, context)
    if (plan !== undefined) plans.push(plan)
  }
  return plans
}

function nameFields(
  columns: readonly string[],
  dialect: Dialect,
  problems: Problems,
  warnings: Warnings,
): NamedField[] {
  const named: NamedField[] = []
  const passedOver = new Map<string, string[]>()
  for (const column of columns) {
    const field = dialect.implicitField(column)
    if ('passedOver' in field) {
      passedOver.set(field.passedOver, [...(passedOver.get(field.passedOver) ?? []), column])
    } else if ('problem' in field) {
      problems.add(nowhere(), `column "${column}": ${field.problem}${suggestion(field.nearest)}`)
    } else {
      if (field.caution !== undefined) warnings.add(field.caution)
      named.push({ column, field })
    }
  }
  for (const [because, names] of passedOver) warnings.passedOver(names, because)
  return named
}

/** `email` and `$set.email` fill the same field. */
function withoutTwins(named: readonly NamedField[], problems: Problems): NamedField[] {
  const filledBy = new Map<string, string>()
  return named.filter(({ column, field }) => {
    const twin = filledBy.get(field.name)
    if (twin === undefined) {
      filledBy.set(field.name, column)
      return true
    }
    problems.add(nowhere(), `columns "${twin}" and "${column}" both fill ${field.name}`)
    return false
  })
}
