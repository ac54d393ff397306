import { isJsonObject } from '../json.js'
import type { Dialect, MappingSection } from './dialect.js'
import { type Located, readDocument } from './document.js'
import type { Locate, Problems, Spot } from './problems.js'
import { type KeySpec, parseKeySpec, parseValueSpec, type ValueSpec } from './schema.js'
import { addSchemaProblems } from './schema-issues.js'

/** One field of a mapping: which it is, how its value comes about, and where that is written. */
export interface SpecifiedField {
  readonly section: MappingSection
  readonly name: string
  readonly spec: ValueSpec
  readonly locate: Locate
  readonly locateName: Spot
}

export interface MappingFile {
  readonly key: { readonly spec: KeySpec; readonly locate: Locate } | undefined
  readonly fields: readonly SpecifiedField[]
}

interface FileText {
  readonly path: string
  readonly text: string
  readonly at?: readonly string[] | undefined
}

/**
 * Reads a mapping file and checks its form; what it says of columns and fields is checked when it is compiled.
 * Undefined if the text cannot be read at all.
 */
export function readMappingFile(
  file: FileText,
  dialect: Dialect,
  problems: Problems,
): MappingFile | undefined {
  const document = readDocument(file.path, file.text, problems)
  if (document === undefined) return undefined
  const located = below(document, file.at ?? [])
  if (located.data === null || located.data === undefined) {
    problems.add(located.locate(), 'the mapping is empty')
    return undefined
  }
  addSchemaProblems(located, dialect, problems)
  const spec = parseKeySpec(part(located.data, ['key']))
  return {
    key: spec === undefined ? undefined : { spec, locate: inside(located, ['key']) },
    fields: dialect.sections.flatMap((section) => fieldsOf(located, section, problems)),
  }
}

/** The part of a document that is the mapping. */
function below(document: Located, at: readonly string[]): Located {
  return {
    data: part(document.data, at),
    locate: (path = []) => document.locate([...at, ...path]),
    locateName: (path) => document.locateName([...at, ...path]),
  }
}

function part(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    data,
  )
}

function inside(located: Located, at: readonly string[]): Locate {
  return (path = []) => located.locate([...at, ...path])
}

function fieldsOf(located: Located, section: MappingSection, problems: Problems): SpecifiedField[] {
  const raw = part(located.data, section.at)
  if (section.single) return fieldAt(located, section, section.at.at(-1) ?? '', section.at, raw)
  if (!isJsonObject(raw)) return []
  return Object.keys(raw).flatMap((name) => {
    const path = [...section.at, name]
    // zod passes over this name without a word.
    if (name === '__proto__')
      problems.add(located.locateName(path), `"${name}" cannot be the name of a field`)
    return fieldAt(located, section, name, path, raw[name])
  })
}

function fieldAt(
  located: Located,
  section: MappingSection,
  name: string,
  path: readonly string[],
  raw: unknown,
) {
  const spec = parseValueSpec(raw)
  if (spec === undefined || name === '__proto__') return []
  return [{ section, name, spec, locate: inside(located, path), locateName: located.locateName(path) }]
}
