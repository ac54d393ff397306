/**
 * The candidate that a mistyped word most likely stands for, or undefined if none is near: at most one slip in three
 * letters and `most` in all, case not counted.
 */
export function nearest(word: string, candidates: Iterable<string>, most = 4): string | undefined {
  const typed = word.trim().toLowerCase()
  let best: string | undefined
  let bestSlips = Math.min(most, Math.floor(typed.length / 3)) + 1
  for (const candidate of candidates) {
    const slips = distance(typed, candidate.trim().toLowerCase(), bestSlips)
    if (slips < bestSlips) {
      best = candidate
      bestSlips = slips
    }
  }
  return best
}

/** Letters added, dropped, changed, or swapped with the next, to make one word of the other; `limit` if that many. */
function distance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let before: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let slips = Math.min(
        at(above, column) + 1,
        at(current, column - 1) + 1,
        at(above, column - 1) + (same ? 0 : 1),
      )
      const swapped = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (swapped) slips = Math.min(slips, at(before, column - 2) + 1)
      current.push(slips)
    }
    before = above
    above = current
  }
  return at(above, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

/** ` did you mean "x"?` after a semicolon, or nothing: the end of a message about a word that is not known. */
export function suggestion(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean "${near}"?`
}
