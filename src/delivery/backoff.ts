const baseMs = 500
const maxMs = 60_000

/**
 * Milliseconds before try `tries + 1`, after `tries` tries that failed without a 429: 0.5 s doubling to 60 s at
 * most, half of it by chance, so that clients that failed together do not come back together.
 */
export function backoff(tries: number, random: () => number = Math.random): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.max(0, tries - 1))
  return full / 2 + (full / 2) * random()
}
