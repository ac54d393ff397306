import type { ValueSpec } from '../schema.js'

/** The options of a value without its column. */
export type SpecOptions = Omit<Exclude<ValueSpec, string>, 'column' | 'value' | 'template'>

/** One way to read a column, to be tried on the sample. */
export interface Candidate {
  readonly options: SpecOptions
  /** What is not certain about it, as a clause. */
  readonly doubt?: string | undefined
}

export const plain: Candidate = { options: {} }

/** What is known of the file as a whole. */
export interface FileHints {
  readonly language: 'en' | 'es' | 'fr'
  /** The file writes numbers with a decimal comma, as far as that is known. */
  readonly decimalComma: boolean
  /** Dates of the file begin with the day; undefined: none tells. */
  readonly dayFirst: boolean | undefined
  /** Countries that its phone numbers may be of, the likeliest first. */
  readonly countries: readonly string[]
}
