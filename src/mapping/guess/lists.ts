import type { Candidate } from './candidate.js'

const separators = ['|', ';', ',', '/'] as const

/** Ways to read texts as lists of items. `expected`: the name says that they are lists. */
export function listCandidates(texts: readonly string[], expected: boolean): readonly Candidate[] {
  const separator = separators.find((sign) => separates(texts, sign, expected))
  if (separator !== undefined) {
    return [
      {
        options: { type: 'list', ...(separator !== ',' && { separator }) },
        doubt: expected ? undefined : 'it looks like a list',
      },
    ]
  }
  return expected
    ? [{ options: { type: 'list' }, doubt: 'no text of the sample has more than one item' }]
    : []
}

/** Items of a list are short, and come back beside other items. */
function separates(texts: readonly string[], sign: string, expected: boolean): boolean {
  const split = texts.filter((text) => text.includes(sign))
  if (split.length === 0 || texts.some((text) => text.includes('\n'))) return false
  if (expected) return true
  if (split.length < texts.length * 0.2) return false
  const wholes = new Map<string, Set<string>>()
  for (const text of texts) {
    for (const item of text.split(sign).map((part) => part.trim())) {
      if (item.length > 40) return false
      wholes.set(item, (wholes.get(item) ?? new Set()).add(text))
    }
  }
  const recurring = [...wholes.values()].filter((wheres) => wheres.size > 1).length
  return recurring >= Math.max(1, wholes.size * 0.3)
}

/** Ways to read texts as JSON. */
export function jsonCandidates(texts: readonly string[]): readonly Candidate[] {
  const looksLike = texts.length > 0 && texts.every((text) => /^\s*(?:\{.*\}|\[.*\])\s*$/s.test(text))
  return looksLike ? [{ options: { type: 'json' } }] : []
}
