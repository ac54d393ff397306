import { MappingError } from '../../errors.js'
import type { Dialect } from '../dialect.js'
import { listed } from '../problems.js'
import type { Concept } from '../vocabulary.js'
import type { Sample, SampledColumn } from './sample.js'
import { countUnfitKeys } from './trial.js'
import { readName } from './words.js'

export interface GuessedKey {
  readonly column: SampledColumn
  /** What it is taken for. */
  readonly concept: Concept
  readonly doubt?: string | undefined
}

/** The column that names each contact. Throws MappingError if none can. */
export function guessKey(sample: Sample, dialect: Dialect): GuessedKey {
  const fitting = sample.columns.filter((column) => isFit(column, dialect))
  const [main = 'id'] = dialect.vocabulary.keys
  const named = dialect.keyNames
    .map((name) => fitting.find((column) => column.name.toLowerCase() === name.toLowerCase()))
    .find((column) => column !== undefined)
  if (named !== undefined) return { column: named, concept: main, doubt: doubtOf(named) }
  return byConcept(fitting, dialect) ?? anyColumn(fitting, main, dialect) ?? noKey(sample, dialect)
}

/** More than half of the records could be named by it; where there are none, its name has to do. */
function isFit(column: SampledColumn, dialect: Dialect): boolean {
  if (column.values.length === 0) return true
  return column.filled.length > 0 && countUnfitKeys(column, dialect) <= column.values.length / 2
}

function byConcept(fitting: readonly SampledColumn[], { vocabulary }: Dialect): GuessedKey | undefined {
  for (const [rank, concept] of vocabulary.keys.entries()) {
    const readings = fitting
      .flatMap((column) => {
        const reading = readName(column.name)
        return reading?.concept === concept ? [{ column, sure: reading.sure }] : []
      })
      .toSorted((a, b) => Number(b.sure) - Number(a.sure))
    const [best] = readings
    if (best === undefined) continue
    const fallback = rank === 0 ? undefined : `no column looks like the contact's ${vocabulary.keys[0]}`
    return { column: best.column, concept, doubt: doubtOf(best.column) ?? fallback }
  }
  return undefined
}

/** What says nothing by its name but is different, or valid, in every record. */
function anyColumn(
  fitting: readonly SampledColumn[],
  concept: Concept,
  dialect: Dialect,
): GuessedKey | undefined {
  const free = dialect.checkKey('x') === undefined
  const column = fitting.find((one) =>
    free ? isUnique(one) && one.filled.length === one.values.length : one.filled.length > 0,
  )
  return column && { column, concept, doubt: `no column is called like the contact's ${dialect.keyLabel}` }
}

function isUnique({ filled }: SampledColumn): boolean {
  return new Set(filled.map((value) => JSON.stringify(value))).size === filled.length
}

function doubtOf(column: SampledColumn): string | undefined {
  if (column.filled.length < column.values.length) return 'some records do not have it: they fail'
  return isUnique(column) ? undefined : 'some records have the same'
}

function noKey(sample: Sample, { keyLabel }: Dialect): never {
  throw new MappingError(`no column of the file looks like the contact's ${keyLabel}`, {
    hint: `Columns of the file: ${listed(sample.columns.map(({ name }) => name))}.`,
  })
}
