import type { JsonValue } from '../../json.js'

const deepest = 100

/** A part of a JSON value that cannot be sent. */
export interface Unsendable {
  /** Where in the value it is; empty: it is the value itself. */
  readonly path: readonly string[]
  readonly value: JsonValue
  /** A predicate about the part. */
  readonly problem: string
}

/**
 * The first part of a JSON value that cannot be sent as it was read; undefined if there is none. A number may have lost
 * digits when it was read, or be too large to be one at all; what is nested without end cannot be written.
 */
export function unsendable(value: JsonValue, depth = 0): Unsendable | undefined {
  if (typeof value === 'number') {
    const problem = 'is a number too large to be exact (put it in quotes)'
    return isExact(value) ? undefined : { path: [], value, problem }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === deepest) return { path: [], value, problem: `is nested more than ${deepest} levels deep` }
  for (const [name, part] of Object.entries(value)) {
    const found = unsendable(part, depth + 1)
    if (found !== undefined) return { ...found, path: [name, ...found.path] }
  }
  return undefined
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (Number.isSafeInteger(value) || value % 1 !== 0)
}
