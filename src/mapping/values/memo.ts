const capacity = 20_000

/** Remembers what a slow function made of the texts it saw lately. A file's dates repeat; its memory stays bounded. */
export function memoized<Result>(compute: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size >= capacity) known.clear()
    const result = compute(text)
    known.set(text, result)
    return result
  }
}
