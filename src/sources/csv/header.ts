import { InputError } from '../../errors.js'

/** The columns of a file, each name different, and what the user should know about how they came to be. */
export interface Header {
  readonly columns: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * Makes column names of a header's cells. None is lost: a name that is missing or there again gets one of its own.
 * Only empty names at the very end go, as spreadsheets leave them behind: a cell below them that holds something makes
 * its row ragged. Throws InputError if no name is left.
 */
export function readHeader(cells: readonly string[], source: string, line: number): Header {
  const names = cells.map((cell) => cell.trim())
  const width = names.findLastIndex((name) => name !== '') + 1
  if (width === 0) {
    throw new InputError(`${source}: the header on line ${line} names no column.`, {
      hint: 'The first line must hold the names of the columns.',
    })
  }
  const columns = uniqueNames(names.slice(0, width))
  return { columns, warnings: warningsAbout(cells, names, columns) }
}

function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(names)
  const seen = new Set<string>()
  return names.map((name, index) => {
    const unique = name === '' || seen.has(name) ? madeUp(name, index, taken) : name
    seen.add(name)
    taken.add(unique)
    return unique
  })
}

/** `column 3`, or `Email (2)`: recognizable as not the file's own, and taken by no other column. */
function madeUp(name: string, index: number, taken: ReadonlySet<string>): string {
  const base = name === '' ? `column ${index + 1}` : name
  let candidate = name === '' ? base : `${base} (2)`
  for (let number = 2; taken.has(candidate); number++) candidate = `${base} (${number})`
  return candidate
}

function warningsAbout(
  cells: readonly string[],
  names: readonly string[],
  columns: readonly string[],
): string[] {
  const warnings: string[] = []
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? ''
    const name = names[index] ?? ''
    if (name === '')
      warnings.push(`Column ${index + 1} has no name: it is read as ${JSON.stringify(column)}.`)
    else if (name !== column) {
      warnings.push(
        `The header names ${JSON.stringify(name)} more than once: column ${index + 1} is read as ${JSON.stringify(column)}.`,
      )
    } else if (cell !== name)
      warnings.push(`The header pads ${JSON.stringify(name)} with spaces: they are left out.`)
  }
  const dropped = names.length - columns.length
  if (dropped > 0) {
    const them = dropped === 1 ? 'an empty name' : `${dropped} empty names`
    warnings.push(`The header ends with ${them}: rows that hold something there fail as ragged.`)
  }
  return warnings
}
