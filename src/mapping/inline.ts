import type { Columns } from './columns.js'
import type { Dialect, MappingSection } from './dialect.js'
import type { SpecifiedField } from './file.js'
import { nearest, suggestion } from './nearest.js'
import { listed, type Problems, type Spot } from './problems.js'
import { type ValueType, valueTypes } from './types.js'

interface Assignment {
  readonly option: string
  readonly text: string
}

/**
 * `field=column[:type]` of `--set`, `--push`, `--inc` and `--field`. The field ends at the first `=`, so that columns
 * can hold one. What follows the last `:` is a type only if it names one and no column is called by the whole, so that
 * columns can hold colons too.
 */
export function readAssignments(
  assignments: readonly Assignment[],
  dialect: Dialect,
  columns: Columns,
  problems: Problems,
): SpecifiedField[] {
  const fields: SpecifiedField[] = []
  const filled = new Set<string>()
  for (const assignment of assignments) {
    const spot = { text: `--${assignment.option} "${assignment.text}"`, order: Number.POSITIVE_INFINITY }
    const field = readAssignment(assignment, dialect, columns, spot, problems)
    if (field === undefined) continue
    const name = `--${assignment.option} ${field.name}`
    if (filled.has(name)) problems.add(spot, `"${field.name}" is filled twice`)
    filled.add(name)
    fields.push(field)
  }
  return fields
}

function readAssignment(
  { option, text }: Assignment,
  dialect: Dialect,
  columns: Columns,
  spot: Spot,
  problems: Problems,
): SpecifiedField | undefined {
  const section = dialect.sections.find((candidate) => candidate.option === option)
  const equals = text.indexOf('=')
  const name = text.slice(0, equals).trim()
  const source = text.slice(equals + 1)
  const problem = formProblem(section, equals, name, source) ?? undefined
  if (section === undefined || problem !== undefined) {
    problems.add(spot, problem ?? 'is no option of this target')
    return undefined
  }
  const spec = readSource(source, columns)
  if ('problem' in spec) {
    problems.add(spot, spec.problem)
    return undefined
  }
  return { section, name, spec, locate: () => spot, locateName: spot }
}

function formProblem(section: MappingSection | undefined, equals: number, name: string, source: string) {
  if (section === undefined) return 'is no option of this target'
  if (equals === -1) return 'must be field=column or field=column:type'
  if (name === '') return 'no field stands before the ='
  return source.trim() === '' ? 'no column stands after the =' : undefined
}

type Source = { readonly column: string; readonly type?: ValueType } | { readonly problem: string }

function readSource(source: string, columns: Columns): Source {
  const colon = source.lastIndexOf(':')
  if (colon === -1 || (columns.names !== undefined && columns.has(source))) return { column: source }
  const column = source.slice(0, colon)
  const word = source.slice(colon + 1)
  const type = valueTypes.find((name) => name === word)
  if (type !== undefined && column !== '') return { column, type }
  if (columns.names === undefined || !columns.has(column)) return { column: source }
  const near = suggestion(nearest(word, valueTypes))
  return { problem: `"${word}" is not one of the types ${listed(valueTypes)}${near}` }
}
