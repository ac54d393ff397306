import { MappingError } from '../../src/errors.js'
import type { JsonObject } from '../../src/json.js'
import { type CompiledMapping, compileMapping } from '../../src/mapping/compile.js'
import type { Dialect } from '../../src/mapping/dialect.js'
import type { Mapped, MappingInput } from '../../src/mapping/mapper.js'
import type { SourceRecord } from '../../src/record.js'
import { connectifDialect } from '../../src/targets/connectif/dialect.js'
import { notifuseDialect } from '../../src/targets/notifuse/dialect.js'

export const dialects = { notifuse: notifuseDialect, connectif: connectifDialect }

type Given = Partial<Omit<MappingInput, 'file'>> & { readonly file?: string | undefined }

function inputOf({ file, ...given }: Given): MappingInput {
  const text = file === undefined ? undefined : { path: 'mapping.yaml', text: file }
  return { assignments: [], empty: 'skip', ...given, file: text }
}

/** A mapping for a CSV file with these columns. */
export function forTable(
  dialect: Dialect,
  columns: readonly string[],
  given: Given = {},
): Promise<CompiledMapping> {
  return compileMapping(inputOf(given), { format: 'csv', columns }, dialect)
}

/** A mapping for an NDJSON file. */
export function forObjects(dialect: Dialect, given: Given = {}): Promise<CompiledMapping> {
  return compileMapping(inputOf(given), { format: 'ndjson', columns: undefined }, dialect)
}

export function cells(...values: string[]): SourceRecord {
  return { kind: 'table', row: 1, line: 2, cells: values }
}

export function object(value: JsonObject): SourceRecord {
  return { kind: 'object', row: 1, line: 1, value }
}

/** The payload of a record that maps well; its issue's message otherwise. */
export function outcomeOf(mapped: Mapped): JsonObject | string {
  return mapped.ok ? mapped.contact.payload : mapped.issue.message
}

/** What a mapping that cannot be is said to be wrong with: the message, then the hint. */
export async function mistakes(compiling: Promise<unknown>): Promise<string> {
  try {
    await compiling
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return error.hint === undefined ? error.message : `${error.message}\nHint: ${error.hint}`
  }
  return 'no mistake'
}

/** Lines of a message or a file, without the indentation of the test. */
export function text(...lines: string[]): string {
  return lines.join('\n')
}
