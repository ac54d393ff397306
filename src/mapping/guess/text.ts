import { Document, isMap, type Node, type Scalar, visit, YAMLMap } from 'yaml'
import type { Dialect } from '../dialect.js'
import type { GuessedField } from './fields.js'
import type { Guess } from './guess.js'

/** What stands above a guessed mapping. */
export interface Heading {
  /** Where editors find the JSON Schema of the mapping: a URL, or a path from the mapping's folder. */
  readonly schema: string
  /** Lines for people. */
  readonly lines: readonly string[]
}

/** The mapping as YAML, with a comment wherever it is a guess. Holds no values of contacts but words for yes, no, countries and languages. */
export function guessText(guess: Guess, dialect: Dialect, heading: Heading): string {
  const document = new Document({})
  const root = new YAMLMap()
  document.contents = root
  add(
    document,
    root,
    ['key'],
    guess.key.column.name,
    doubtText(guess.key.doubt === undefined ? [] : [guess.key.doubt]),
  )
  for (const { at, single } of dialect.sections) {
    const fields = guess.fields.filter((field) => field.at.join('\0') === at.join('\0'))
    for (const field of fields) {
      add(document, root, single ? at : [...at, field.name], specOf(field), doubtText(field.doubts))
    }
  }
  document.comment = closing(guess, dialect)
  const head = [`yaml-language-server: $schema=${heading.schema}`, ...heading.lines]
  return `${head.map(commentLine).join('\n')}\n\n${document.toString(onOneLine)}`
}

const onOneLine = { lineWidth: 0, flowCollectionPadding: false, doubleQuotedMinMultiLineLength: 1_000_000 }

function specOf({ column, options }: GuessedField): unknown {
  return Object.keys(options).length === 0 ? column.name : { column: column.name, ...options }
}

function doubtText(doubts: readonly string[]): string | undefined {
  return doubts.length === 0 ? undefined : ` guess: ${oneLine(doubts.join('; '))}`
}

/** Adds a value at a path, on one line, its sections made as needed. */
function add(
  document: Document,
  root: YAMLMap,
  path: readonly string[],
  value: unknown,
  comment: string | undefined,
): void {
  const [name = '', ...rest] = path
  if (rest.length > 0) {
    const there: unknown = root.get(name)
    const below = isMap(there) ? there : new YAMLMap()
    if (below !== there) root.add({ key: name, value: below })
    add(document, below, rest, value, comment)
    return
  }
  const node: Node = document.createNode(value, { flow: true })
  visit(node, { Scalar: (_, scalar) => quoteLineBreaks(scalar) })
  if (comment !== undefined) node.comment = comment
  root.add(document.createPair(name, node))
}

/** A name with line breaks would be spread over lines. */
function quoteLineBreaks(scalar: Scalar): void {
  if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = 'QUOTE_DOUBLE'
}

function closing({ leftOut, fields }: Guess, dialect: Dialect): string | null {
  const note = dialect.vocabulary.customNote
  const lines = [
    ...(note !== undefined && fields.some(({ own }) => !own) ? [note] : []),
    ...leftOut.map(({ column, because }) => `left out: ${JSON.stringify(column)}: ${because}`),
  ]
  return lines.length === 0 ? null : lines.map((line) => ` ${oneLine(line)}`).join('\n')
}

function commentLine(line: string): string {
  return `# ${oneLine(line)}`
}

/** A name can hold line breaks; a comment cannot. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
