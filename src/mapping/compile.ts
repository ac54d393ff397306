import type { SourceRecord } from '../record.js'
import type { SourceFormat } from '../sources/source.js'
import { type Columns, columnsHint, objectColumns, tableColumns } from './columns.js'
import type { Dialect } from './dialect.js'
import { explicitFields } from './explicit.js'
import type { FieldPlan } from './field.js'
import type { FieldContext } from './field-type.js'
import type { MappingFile } from './file.js'
import type { Fill } from './filling.js'
import { implicitFields } from './implicit.js'
import { compileKey, type KeyPlan, keyHint } from './key.js'
import type { Mapped, Mapper, MappingInput } from './mapper.js'
import { namedFiller } from './named.js'
import { Names } from './names.js'
import { payloadFiller } from './payload.js'
import { listed, Problems } from './problems.js'
import { Warnings } from './warnings.js'

/** The source as far as a mapping has to know it. */
export interface MappedSource {
  readonly format: SourceFormat
  /** CSV: the header's names, trimmed and each different. NDJSON: undefined. */
  readonly columns: readonly string[] | undefined
}

/** How the fields of a payload are filled: the same ones for every record, or those that an NDJSON record names. */
type Body =
  | { readonly kind: 'fields'; readonly fields: readonly FieldPlan[] }
  | { readonly kind: 'names'; readonly names: Names }

/** A mapper that can also be asked why: see `explainRecord`. */
export interface CompiledMapping extends Mapper {
  readonly dialect: Dialect
  readonly columns: Columns
  readonly key: KeyPlan
  readonly body: Body
}

interface Compiling {
  readonly input: MappingInput
  readonly dialect: Dialect
  readonly columns: Columns
  readonly problems: Problems
  readonly warnings: Warnings
}

/**
 * Compiles everything the user said about the mapping against a source's columns and a target's dialect. Throws
 * MappingError with all that is wrong, before a record is read. Asynchronous, since the libraries for mapping files,
 * dates and phones are loaded only where they are used.
 */
export async function compileMapping(
  input: MappingInput,
  source: MappedSource,
  dialect: Dialect,
): Promise<CompiledMapping> {
  const columns = source.columns === undefined ? objectColumns() : tableColumns(source.columns)
  const compiling = { input, dialect, columns, problems: new Problems(), warnings: new Warnings() }
  const { problems } = compiling
  const file = await readFile(compiling)
  if (file === 'unreadable') return problems.raise()
  const key = compileKey({ keyColumn: input.keyColumn, specified: file?.key }, dialect, columns, problems)
  const body = await compileBody(compiling, file)
  if (key === undefined || !problems.none) return problems.raise(hintFor(compiling, key, file))
  return mapperOf(compiling, key, body)
}

async function readFile({
  input,
  dialect,
  problems,
}: Compiling): Promise<MappingFile | undefined | 'unreadable'> {
  if (input.file === undefined) return undefined
  const { readMappingFile } = await import('./file.js')
  return readMappingFile(input.file, dialect, problems) ?? 'unreadable'
}

/** `--key-column` and `--empty` alone are no mapping: the columns still fill the fields of their names. */
function isExplicit(input: MappingInput): boolean {
  return input.file !== undefined || input.assignments.length > 0
}

async function compileBody(compiling: Compiling, file: MappingFile | undefined): Promise<Body> {
  const { input, dialect, columns, problems, warnings } = compiling
  const context: FieldContext = { columns, empty: input.empty, json: columns.names === undefined, problems }
  if (isExplicit(input)) {
    const fields = await explicitFields(file, input.assignments, dialect, context, warnings)
    const unused = columns.unused()
    if (unused.length > 0) warnings.add(`columns of the file that nothing uses: ${listed(unused)}`)
    return { kind: 'fields', fields }
  }
  if (columns.names === undefined) return { kind: 'names', names: await Names.of(dialect, warnings) }
  return { kind: 'fields', fields: await implicitFields(columns, dialect, context, warnings) }
}

function hintFor(
  { input, columns }: Compiling,
  key: KeyPlan | undefined,
  file: MappingFile | undefined,
): string | undefined {
  const keyIsNamed = input.keyColumn !== undefined || file?.key !== undefined
  if (key === undefined && !keyIsNamed) return keyHint(columns)
  if (key === undefined || isExplicit(input)) return columnsHint(columns)
  return 'Say in a mapping which columns fill which fields: "contact-sync init" prints one for this file.'
}

function mapperOf(compiling: Compiling, key: KeyPlan, body: Body): CompiledMapping {
  const { dialect, columns, warnings } = compiling
  const fill = fillerFor(compiling, key, body)
  return {
    dialect,
    columns,
    key,
    body,
    warnings: warnings.list,
    closingWarnings: () => columns.unseen().map((name) => `no record of the file has "${name}"`),
    mayHoldNonReplayable:
      body.kind === 'names' ? dialect.addsUp : body.fields.some(({ field }) => !field.replayable),
    map: (record) => mapRecord(record, key, fill, dialect),
  }
}

function fillerFor({ input, dialect, warnings }: Compiling, key: KeyPlan, body: Body): Fill {
  const canonical = input.canonical ?? false
  return body.kind === 'names'
    ? namedFiller(dialect, body.names, key.nameIn, warnings, canonical)
    : payloadFiller((text) => dialect.base(text), body.fields, canonical)
}

function mapRecord(record: SourceRecord, plan: KeyPlan, fill: Fill, dialect: Dialect): Mapped {
  if (record.kind === 'broken') return { ok: false, key: undefined, issue: record.issue }
  const key = plan.key(record)
  if (typeof key !== 'string') return key
  const filled = fill(record, key)
  if (!filled.ok) return { ok: false, key, issue: filled.issue }
  const issue = dialect.check(filled.payload)
  if (issue !== undefined) return { ok: false, key, issue }
  return { ok: true, contact: { record, key, payload: filled.payload, replayable: filled.replayable } }
}
