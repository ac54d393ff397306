import type { JsonObject, JsonValue } from '../json.js'
import type { RowIssue } from '../outcome.js'
import type { SourceRecord } from '../record.js'
import { type Columns, columnsHint, own } from './columns.js'
import type { Dialect } from './dialect.js'
import { quoted, valueIssue } from './issues.js'
import { isSameName, keyNameFinder } from './key-names.js'
import type { Mapped } from './mapper.js'
import { type Locate, nowhere, type Problems } from './problems.js'
import type { KeySpec } from './schema.js'
import { compileTemplate } from './template.js'
import { Refusal } from './values/coercion.js'
import { type TransformName, transforms } from './values/transforms.js'

type Unmapped = Extract<Mapped, { ok: false }>

/** How a record's key is found. */
export interface KeyPlan {
  /** As `explain` shows it: `column "Email"`. */
  readonly from: string
  /** What the record holds as its key, before anything is made of it. */
  readonly read: (record: SourceRecord) => JsonValue | undefined | Refusal
  /** The key, or why there is none. */
  readonly key: (record: SourceRecord) => string | Unmapped
  /** NDJSON without a mapping: the record's own name that holds its key, and so fills no field. */
  readonly nameIn: (record: JsonObject) => string | undefined
}

interface KeySource {
  readonly from: string
  /** What is missing in a record without a key, as a clause. */
  readonly missing: string
  readonly column?: string | undefined
  readonly read: KeyPlan['read']
  readonly nameIn?: KeyPlan['nameIn'] | undefined
  readonly transforms?: readonly TransformName[] | undefined
}

export interface KeyInput {
  /** `--key-column`; wins over the mapping's. */
  readonly keyColumn: string | undefined
  readonly specified: { readonly spec: KeySpec; readonly locate: Locate } | undefined
}

/** The plan for the key: the column that was named, else the first of the dialect's names that is there. */
export function compileKey(
  input: KeyInput,
  dialect: Dialect,
  columns: Columns,
  problems: Problems,
): KeyPlan | undefined {
  const source = keySource(input, dialect, columns, problems)
  return source && keyPlan(source, dialect)
}

function keySource(
  input: KeyInput,
  dialect: Dialect,
  columns: Columns,
  problems: Problems,
): KeySource | undefined {
  if (input.keyColumn !== undefined) {
    const spot = { text: `--key-column "${input.keyColumn}"`, order: -1 }
    return keyFromColumn(input.keyColumn, () => spot, columns, problems)
  }
  if (input.specified === undefined) {
    return columns.names === undefined
      ? keyByNames(dialect)
      : keyFromHeader(dialect, columns, columns.names, problems)
  }
  const { spec, locate } = input.specified
  if (typeof spec === 'string') return keyFromColumn(spec, locate, columns, problems)
  const source =
    spec.template === undefined
      ? keyFromColumn(spec.column ?? '', locate, columns, problems)
      : keyFromTemplate(spec.template, locate, columns, problems)
  return (
    source && {
      ...source,
      transforms: typeof spec.transform === 'string' ? [spec.transform] : spec.transform,
    }
  )
}

function keyFromColumn(
  name: string,
  locate: Locate,
  columns: Columns,
  problems: Problems,
): KeySource | undefined {
  const column = columns.find(name)
  if ('problem' in column) {
    problems.add(locate(['column']), column.problem)
    return undefined
  }
  return {
    from: `column "${name}"`,
    missing: columns.names === undefined ? `"${name}" is empty or not there` : `column "${name}" is empty`,
    column: name,
    read: column.read,
    nameIn: (record) => (Object.hasOwn(record, name) ? name : undefined),
  }
}

function keyFromTemplate(template: string, locate: Locate, columns: Columns, problems: Problems) {
  const compiled = compileTemplate(template, columns)
  if ('read' in compiled) {
    return {
      from: `template "${template}"`,
      missing: `all columns of "${template}" are empty`,
      read: compiled.read,
    }
  }
  for (const { problem } of compiled) problems.add(locate(['template']), problem)
  return undefined
}

function keyFromHeader(
  { keyNames, keyLabel }: Dialect,
  columns: Columns,
  header: readonly string[],
  problems: Problems,
): KeySource | undefined {
  for (const wanted of keyNames) {
    const name = header.includes(wanted) ? wanted : header.find((column) => isSameName(column, wanted))
    if (name !== undefined) return keyFromColumn(name, nowhere, columns, problems)
  }
  problems.add(
    nowhere(),
    `the file has no column for the ${keyLabel}: none is called ${keyNames.join(' or ')}`,
  )
  return undefined
}

/** The hint that goes with a key column that is not there. */
export function keyHint(columns: Columns): string {
  return ['Name it with --key-column <column>.', columnsHint(columns)].filter(Boolean).join(' ')
}

/** The key of NDJSON records by their own names. */
function keyByNames({ keyNames }: Dialect): KeySource {
  const nameIn = keyNameFinder(keyNames)
  return {
    from: `the first of ${keyNames.join(', ')}`,
    missing: `none of ${keyNames.join(', ')} is there, or it is empty`,
    nameIn,
    read(record) {
      const name = record.kind === 'object' ? nameIn(record.value) : undefined
      return name === undefined || record.kind !== 'object' ? undefined : own(record.value, name)
    },
  }
}

function keyPlan(source: KeySource, dialect: Dialect): KeyPlan {
  const { from, read, column } = source
  const changes = source.transforms?.map((name) => transforms[name]) ?? []
  const missing = unmapped({
    code: 'no-key',
    message: `the record has no ${dialect.keyLabel}: ${source.missing}`,
  })
  return {
    from,
    read,
    nameIn: source.nameIn ?? (() => undefined),
    key(record) {
      const raw = read(record)
      const text = keyText(raw)
      if (text instanceof Refusal) return badKey(dialect, column, raw, text.problem)
      const key = changes.reduce((changed, change) => change(changed), text).trim()
      if (key === '') return missing
      const problem = dialect.checkKey(key)
      return problem === undefined ? key : badKey(dialect, column, key, problem)
    },
  }
}

/** Spaces around a key are never part of it. A number is taken only where its digits are certain. */
function keyText(raw: KeyRaw): string | Refusal {
  if (raw instanceof Refusal || typeof raw === 'string') return raw
  if (raw === undefined || raw === null) return ''
  if (typeof raw !== 'number') return new Refusal('is not text')
  if (Number.isSafeInteger(raw)) return String(raw)
  return new Refusal('is a number that is not whole or too large to be exact (put it in quotes)')
}

type KeyRaw = JsonValue | undefined | Refusal

function badKey({ keyLabel }: Dialect, column: string | undefined, raw: KeyRaw, problem: string): Unmapped {
  const value = raw instanceof Refusal ? undefined : raw
  const issue = valueIssue({ field: keyLabel, column, value, problem }, 'bad-key')
  return unmapped(issue, value === undefined || typeof value === 'string' ? value : quoted(value))
}

function unmapped(issue: RowIssue, key?: string): Unmapped {
  return { ok: false, key, issue }
}
