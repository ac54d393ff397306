import type { JsonObject } from '../json.js'

/** True if a column is called by a name, whatever the case. */
export function isSameName(column: string, name: string): boolean {
  return column.toLowerCase() === name.toLowerCase()
}

const ranksAtMost = 10_000

/**
 * Finds which of a record's own names holds its key: the one that comes first in the order of preference. Records of
 * one file can differ.
 */
export function keyNameFinder(names: readonly string[]): (record: JsonObject) => string | undefined {
  const ranks = new Map<string, number>()
  const rankOf = (name: string): number => {
    const known = ranks.get(name)
    if (known !== undefined) return known
    const rank = names.findIndex((wanted) => isSameName(name, wanted))
    if (ranks.size < ranksAtMost) ranks.set(name, rank)
    return rank
  }
  return (record) => {
    let best: string | undefined
    let bestRank = names.length
    for (const name of Object.keys(record)) {
      const rank = rankOf(name)
      if (rank === -1 || rank >= bestRank) continue
      best = name
      bestRank = rank
    }
    return best
  }
}
