import type { Source } from '../../sources/source.js'
import type { Dialect } from '../dialect.js'
import type { FileHints } from './candidate.js'
import { textsOf } from './candidates.js'
import { countriesNamed } from './codes.js'
import { tellsDayFirst } from './dates.js'
import { type GuessedFields, guessFields } from './fields.js'
import { type GuessedKey, guessKey } from './key.js'
import { decimalSign } from './numbers.js'
import { likelyCountries } from './phones.js'
import { type Sample, takeSample } from './sample.js'
import { languageOf, readName } from './words.js'

/** A mapping guessed from the names and the first values of a file's columns. */
export interface Guess extends GuessedFields {
  readonly key: GuessedKey
  readonly sample: Sample
}

/** Guesses a mapping for a source. Reads its first records only. Throws MappingError if no column can be the key. */
export async function guess(source: Source, dialect: Dialect): Promise<Guess> {
  const sample = await takeSample(source)
  const key = guessKey(sample, dialect)
  const fields = await guessFields(sample, key, dialect, hintsOf(sample, source.delimiter))
  return { ...fields, key, sample }
}

function hintsOf({ columns }: Sample, delimiter: string | undefined): FileHints {
  const language = languageOf(columns.map(({ name }) => name))
  const texts = columns.map(textsOf)
  const country = columns.find(({ name }) => readName(name)?.concept === 'country')
  const signs = texts.map((column) => decimalSign(column.filter((text) => /^[+-]?[\d.,]+$/.test(text))))
  const commas = signs.filter((sign) => sign === ',').length - signs.filter((sign) => sign === '.').length
  const dayFirst = texts.map(tellsDayFirst).filter((told) => told !== undefined)
  return {
    language,
    decimalComma: commas === 0 ? delimiter === ';' || language !== 'en' : commas > 0,
    dayFirst: new Set(dayFirst).size === 1 ? dayFirst[0] : undefined,
    countries: likelyCountries(language, country === undefined ? [] : countriesNamed(textsOf(country))),
  }
}
