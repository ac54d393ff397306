import { suggestion } from '../nearest.js'
import type { Dialect } from './dialect.js'
import { compileField, type FieldPlan } from './field.js'
import type { FieldContext } from './field-type.js'
import type { MappingFile, SpecifiedField } from './file.js'
import { readAssignments } from './inline.js'
import type { MappingInput } from './mapper.js'
import type { Warnings } from './warnings.js'

/** The fields that a mapping file and the command line name; the command line wins. */
export async function explicitFields(
  file: MappingFile | undefined,
  assignments: MappingInput['assignments'],
  dialect: Dialect,
  context: FieldContext,
  warnings: Warnings,
): Promise<FieldPlan[]> {
  const inline = readAssignments(assignments, dialect, context.columns, context.problems)
  const overridden = new Set(inline.map(identity))
  const fields = (file?.fields ?? []).filter((field) => !overridden.has(identity(field)))
  const plans: FieldPlan[] = []
  for (const field of [...fields, ...inline]) {
    const plan = await compileSpecified(field, context, warnings)
    if (plan !== undefined) plans.push(plan)
  }
  return plans
}

function identity({ section, name }: SpecifiedField): string {
  return [...section.at, name].join('\0')
}

async function compileSpecified(
  { section, name, spec, locate, locateName }: SpecifiedField,
  context: FieldContext,
  warnings: Warnings,
): Promise<FieldPlan | undefined> {
  const field = section.field(name)
  if ('problem' in field) {
    context.problems.add(locateName, `${field.problem}${suggestion(field.nearest)}`)
    return undefined
  }
  if (field.caution !== undefined) warnings.add(field.caution)
  return compileField(field, spec, locate, context)
}
