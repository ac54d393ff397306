const capacity = 1000
const known = new Map<string, boolean>()

/** True for a name in the tz database, as this Node knows it; letters' case counts. */
export function isTimeZone(name: string): boolean {
  const found = known.get(name)
  if (found !== undefined) return found
  const valid = asksFor(name)
  // Bounded: a column full of nonsense must not fill the memory.
  if (known.size >= capacity) known.clear()
  known.set(name, valid)
  return valid
}

function asksFor(name: string): boolean {
  // A bare offset such as +01:00 can pass below, and is no name in the tz database.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    const resolved = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
    // Intl takes any case; an alias (Asia/Calcutta) comes back as another name, the same zone in the wrong case does not.
    return resolved === name || resolved.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}
