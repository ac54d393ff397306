import { nearest, suggestion } from '../nearest.js'
import type { Columns } from './columns.js'
import type { Dialect } from './dialect.js'
import type { SpecifiedField } from './file.js'
import { listed, type Problems } from './problems.js'
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
    const read = readAssignment(assignment, dialect, columns)
    if ('problem' in read) {
      problems.add(spot, read.problem)
      continue
    }
    const identity = `--${assignment.option} ${read.name}`
    if (filled.has(identity)) problems.add(spot, `"${read.name}" is filled twice`)
    filled.add(identity)
    fields.push({ ...read, locate: () => spot, locateName: spot })
  }
  return fields
}

interface Mistake {
  readonly problem: string
}

type Read = Pick<SpecifiedField, 'section' | 'name' | 'spec'>

function readAssignment({ option, text }: Assignment, dialect: Dialect, columns: Columns): Read | Mistake {
  const section = dialect.sections.find((candidate) => candidate.option === option)
  if (section === undefined) return { problem: 'is no option of this target' }
  const equals = text.indexOf('=')
  if (equals === -1) return { problem: 'must be field=column or field=column:type' }
  const name = text.slice(0, equals).trim()
  if (name === '') return { problem: 'no field stands before the =' }
  const source = text.slice(equals + 1)
  if (source.trim() === '') return { problem: 'no column stands after the =' }
  const spec = readSource(source, columns)
  return 'problem' in spec ? spec : { section, name, spec }
}

function readSource(source: string, columns: Columns): { column: string; type?: ValueType } | Mistake {
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
