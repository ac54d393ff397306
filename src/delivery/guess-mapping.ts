import { compileMapping } from '../mapping/compile.js'
import { type Guess, guess } from '../mapping/guess/guess.js'
import { guessText } from '../mapping/guess/text.js'
import { openSource } from '../sources/open.js'
import type { Source, SourceOptions } from '../sources/source.js'
import type { Target } from '../targets/target.js'
import { readableInput } from './input.js'

export interface GuessSettings {
  readonly target: Target
  /** Input path; `-` for standard input. */
  readonly file: string
  readonly source: SourceOptions
  /** Where editors find the JSON Schema of the target's mappings. */
  readonly schema: string
  /** What to do next, for the mapping's heading. */
  readonly lines: readonly string[]
}

export interface GuessedMapping {
  /** YAML, ready to be used. */
  readonly text: string
  readonly warnings: readonly string[]
}

/** Guesses a mapping from a file's columns and its first records. Sends nothing. */
export async function guessMapping(settings: GuessSettings): Promise<GuessedMapping> {
  const input = await readableInput(settings.file)
  try {
    const source = await openSource(input.path, { ...settings.source, label: input.label })
    const guessed = await guess(source, settings.target.dialect)
    return { text: await checkedText(guessed, source, settings), warnings: source.warnings }
  } finally {
    await input.dispose()
  }
}

/** The mapping is compiled and run on the sample before it is given out: what it cannot do stands in its heading. */
async function checkedText(guessed: Guess, source: Source, settings: GuessSettings): Promise<string> {
  const { target, schema, lines } = settings
  const write = (more: readonly string[]) =>
    guessText(guessed, target.dialect, { schema, lines: [...more, ...lines] })
  const mapping = {
    file: { path: 'the guessed mapping', text: write([]) },
    assignments: [],
    empty: 'skip',
  } as const
  const mapper = await compileMapping(mapping, source, target.dialect)
  const { records, whole } = guessed.sample
  const failing = records.filter((record) => !mapper.map(record).ok).length
  const many = whole ? `its records, ${records.length} in all` : `its first ${records.length} records`
  const from = `Guessed for ${target.title} from the columns of ${source.path} and ${many}.`
  const doubts = 'Look at each line with "guess:" before you send anything.'
  return write([from, doubts, ...(failing > 0 ? [`With it, ${failing} of these records would fail.`] : [])])
}
