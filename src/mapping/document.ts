import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml'
import type { Locate, Problems, Spot } from './problems.js'

/** A YAML or JSON text as plain data that remembers where each part of it stands. */
export interface Located {
  readonly data: unknown
  readonly locate: Locate
  /** The spot of a name in a map, where `locate` gives the spot of its value. */
  locateName(path: readonly PropertyKey[]): Spot
}

/**
 * Parses YAML 1.2, of which JSON is a part. Names in maps stay as they are written: `007` and `yes` are no numbers and
 * booleans there. Undefined if the text is neither, with the problems added.
 */
export function readDocument(path: string, text: string, problems: Problems): Located | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const spot = (offset: number): Spot => {
    const { line, col } = lines.linePos(offset)
    return { text: `${path}:${line}:${col}`, order: offset }
  }
  for (const error of document.errors) problems.add(spot(error.pos[0]), firstLine(error.message))
  addLooseAliases(document, spot, problems)
  if (!problems.none) return undefined
  keepNamesAsWritten(document)
  const data = plainData(document, spot, problems)
  return problems.none ? locatedData(document, data, spot) : undefined
}

function locatedData(document: Document, data: unknown, spot: (offset: number) => Spot): Located {
  return {
    data,
    locate: (parts = []) => spot(offsetOf(document, parts, 'value')),
    locateName: (parts) => spot(offsetOf(document, parts, 'name')),
  }
}

function addLooseAliases(document: Document, spot: (offset: number) => Spot, problems: Problems): void {
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return
      problems.add(spot(alias.range?.[0] ?? 0), `there is no anchor "&${alias.source}" above`)
    },
  })
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}

function keepNamesAsWritten(document: Document): void {
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || typeof key.value === 'string') return
      key.value = typeof key.source === 'string' ? key.source : ''
    },
  })
}

function plainData(document: Document, spot: (offset: number) => Spot, problems: Problems): unknown {
  try {
    return document.toJS()
  } catch (error) {
    // Aliases that expand without end.
    problems.add(spot(0), error instanceof Error ? firstLine(error.message) : 'cannot be read')
    return undefined
  }
}

/** The offset of the part at `path`, or of the nearest part above it that stands in the text. */
function offsetOf(document: Document, path: readonly PropertyKey[], want: 'value' | 'name'): number {
  let offset = 0
  let node: unknown = document.contents
  for (const part of ['', ...path].keys()) {
    const here = resolved(document, node)
    offset = startOf(here) ?? offset
    const name = path[part]
    if (name === undefined) break
    const last = part === path.length - 1
    const found = child(here, name)
    if (last && want === 'name') return startOf(found?.key) ?? offset
    if (found === undefined) break
    // A value that is left out (`a:`) has no place of its own.
    offset = startOf(found.key) ?? offset
    node = found.value
  }
  return offset
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

function startOf(node: unknown): number | undefined {
  return hasRange(node) ? node.range?.[0] : undefined
}

function hasRange(node: unknown): node is Pick<Node, 'range'> {
  return typeof node === 'object' && node !== null && 'range' in node
}

function child(node: unknown, name: PropertyKey): { key?: unknown; value: unknown } | undefined {
  if (isSeq(node)) return { value: node.items[Number(name)] }
  if (!isMap(node)) return undefined
  return node.items.find((pair) => isScalar(pair.key) && pair.key.value === name)
}
