import { compileMapping } from '../mapping/compile.js'
import type { Mapper, MappingInput } from '../mapping/mapper.js'
import type { OnDuplicate } from '../run.js'
import { openSource } from '../sources/open.js'
import type { Source, SourceOptions } from '../sources/source.js'
import type { Target } from '../targets/target.js'
import { findDuplicates } from './duplicates.js'
import { type Screen, sendEverything } from './intake.js'
import type { Recall } from './recall.js'

/** A source that is ready to be read, what maps its records, and which of them are left out. */
export interface Screened {
  readonly source: Source
  readonly mapper: Mapper
  readonly screen: Screen
  /** Of the mapper's warnings, how many were there before the first record. */
  readonly saidAtOpening: number
}

export interface ScreeningOptions {
  readonly source: SourceOptions
  readonly mapping: MappingInput
  readonly target: Target
  readonly onDuplicate: OnDuplicate
  /** With a memory, payloads are built with their fields in a fixed order: that is what it compares fastest. */
  readonly memory?: object | undefined
}

/** Opens the input and compiles its mapping; reads it once for `--on-duplicate`, where that is not `send`. */
export async function openScreened(
  input: { readonly path: string; readonly label: string },
  { source: wanted, mapping, target, onDuplicate, memory }: ScreeningOptions,
): Promise<Screened> {
  const options = { ...wanted, label: input.label }
  const source = await openSource(input.path, options)
  const mapper = await compileMapping({ ...mapping, canonical: memory !== undefined }, source, target.dialect)
  const saidAtOpening = mapper.warnings.length
  if (onDuplicate === 'send') return { source, mapper, screen: sendEverything, saidAtOpening }
  const leftOut = await findDuplicates(await openSource(input.path, options), mapper, onDuplicate)
  const isSkipped: Screen['isSkipped'] = (contact) => leftOut.has(contact.record.row)
  return { source, mapper, screen: { ...sendEverything, isSkipped }, saidAtOpening }
}

/** The same, with what the API already holds left out (`--changed-only`). */
export function withRecall(screened: Screened, recall: Recall | undefined): Screened {
  if (recall === undefined) return screened
  const screen: Screen = {
    ...screened.screen,
    isUnchanged: (contact) => recall.isUnchanged(contact),
    see: (key) => recall.see(key),
  }
  return { ...screened, screen }
}
