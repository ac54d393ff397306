import type * as z from 'zod'
import { isJsonObject } from '../json.js'
import { nearest, suggestion } from '../nearest.js'
import type { Dialect } from './dialect.js'
import type { Located } from './document.js'
import { listed, type Problems } from './problems.js'
import { mappingSchema, valueOptionNames } from './schema.js'
import { transformNames } from './values/transforms.js'

/** Checks the form of a mapping file and says what is wrong in its own words, each at its place. */
export function addSchemaProblems(located: Located, dialect: Dialect, problems: Problems): void {
  const { error } = mappingSchema(dialect).safeParse(located.data)
  const issues = withoutConsequences(error?.issues ?? [])
  for (const issue of issues) addIssue(located, dialect, problems, issue, [])
}

type Issue = z.core.$ZodIssue

/** Says a schema issue in our words, at its place. `base`: the path of the union that it stands in. */
function addIssue(
  located: Located,
  dialect: Dialect,
  problems: Problems,
  issue: Issue,
  base: PropertyKey[],
): void {
  const path = [...base, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    for (const name of issue.keys) {
      problems.add(located.locateName([...path, name]), unknownName(name, knownNames(dialect, path)))
    }
    return
  }
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors)
    for (const inner of branch ?? []) addIssue(located, dialect, problems, inner, path)
    if (branch !== undefined) return
  }
  problems.add(located.locate(path), issueText(issue, path, valueAt(located.data, path)))
}

/** The branch whose own type fits the value, so that what it says is what the user meant. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((issues) => !issues.some((issue) => issue.path.length === 0 && wrongType(issue)))
}

/** Where a name is not known, what seems to be missing beside it is likely what it stands for. */
function withoutConsequences(issues: readonly Issue[]): readonly Issue[] {
  const mistyped = issues
    .filter(({ code }) => code === 'unrecognized_keys')
    .map(({ path }) => path.join('\0'))
  return issues.filter(({ code, path }) => code !== 'custom' || !mistyped.includes(path.join('\0')))
}

function wrongType(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

function unknownName(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  if (near !== undefined) return `there is no "${name}" here${suggestion(near)}`
  return `there is no "${name}" here; known are ${listed(known)}`
}

/** The names that can stand at a place of the file: a section's, or the options of a value. */
function knownNames(dialect: Dialect, path: readonly PropertyKey[]): readonly string[] {
  if (path[0] === 'key') return ['column', 'template', 'transform']
  const below = dialect.sections.filter(
    ({ at }) => path.length < at.length && path.every((name, i) => at[i] === name),
  )
  const names = [...new Set(below.flatMap(({ at }) => at[path.length] ?? []))]
  if (path.length === 0) return ['key', ...names]
  return names.length > 0 ? names : valueOptionNames
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return value[Number(name)]
    return isJsonObject(value) ? value[String(name)] : undefined
  }, data)
}

function issueText(issue: Issue, path: readonly PropertyKey[], value: unknown): string {
  if (issue.code === 'custom') return issue.message
  if (issue.code === 'invalid_value') return wrongWord(value, [...new Set(issue.values.map(String))])
  if (issue.code === 'too_small') return 'must not be empty'
  if (issue.code === 'invalid_type') return wrongForm(issue.expected, value)
  if (issue.code !== 'invalid_union') return issue.message
  return path.at(-1) === 'transform' ? wrongWord(value, transformNames) : wrongForm('column', value)
}

function wrongWord(value: unknown, known: readonly string[]): string {
  if (typeof value !== 'string') return `must be one of ${listed(known)}`
  const near = nearest(value, known)
  return near === undefined
    ? `"${value}" is not one of ${listed(known)}`
    : `there is no "${value}" here${suggestion(near)}`
}

const forms: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a map of names',
  record: 'a map of names',
  array: 'a list',
  column: 'a column, or a map with column, value or template',
}

function wrongForm(expected: string, value: unknown): string {
  const form = forms[expected] ?? expected
  const quotes = expected === 'string' || expected === 'column' ? '; put it in quotes' : ''
  if (value === null || value === undefined) return `must be ${form}, and nothing is there`
  if (Array.isArray(value)) return `must be ${form}, not a list`
  if (typeof value === 'object') return `must be ${form}, not a map`
  return `must be ${form}, not the ${typeof value} ${String(value)}${quotes}`
}
