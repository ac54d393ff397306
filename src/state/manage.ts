import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { MemoryIdentity } from './location.js'
import type { Remembered } from './memory.js'
import { dayOf } from './seen.js'
import { memoryExists, type OpenOptions, openExisting } from './store.js'

/** What `state show` tells. */
export interface MemoryFacts {
  readonly path: string
  readonly bytes: number
  readonly identity: MemoryIdentity
  readonly createdAt: string
  readonly keys: number
  /** Keys whose values at the API are not known, so that their rows are sent the next time. */
  readonly unsettled: number
  /** When keys were acknowledged, and when they last stood in a file; epoch ms. Undefined where there is none. */
  readonly acknowledged: Span | undefined
  readonly seen: Span | undefined
}

export interface Span {
  readonly oldest: number
  readonly newest: number
}

/** The memory files in a folder, by name; none if there is no such folder. */
export function listMemories(
  folder: string,
): { readonly path: string; readonly bytes: number; readonly changed: number }[] {
  return filesIn(folder)
    .filter((name) => name.endsWith('.mdb'))
    .sort()
    .map((name) => {
      const path = join(folder, name)
      const stats = statSync(path)
      return { path, bytes: stats.size, changed: stats.mtimeMs }
    })
}

/** How many, how old, what size. Undefined if nothing is remembered there yet. */
export async function showMemory(path: string, options: OpenOptions = {}): Promise<MemoryFacts | undefined> {
  if (!memoryExists(path)) return undefined
  const open = await openExisting(path, options)
  try {
    const ages = { unsettled: 0, acknowledged: new Range(), seen: new Range() }
    for (const entry of open.memory.all()) {
      if (entry.payload === undefined) ages.unsettled++
      ages.acknowledged.add(entry.acknowledgedAt)
      if (entry.seenOn > 0) ages.seen.add(entry.seenOn * 86_400_000)
    }
    return {
      path,
      bytes: statSync(path).size,
      identity: open.identity,
      createdAt: open.createdAt,
      keys: open.memory.size,
      unsettled: ages.unsettled,
      acknowledged: ages.acknowledged.span,
      seen: ages.seen.span,
    }
  } finally {
    await open.close()
  }
}

/** Takes keys out, so that the next run sends them; nothing of them stays in the file. */
export async function forgetKeys(
  path: string,
  keys: AsyncIterable<string> | Iterable<string>,
  options: OpenOptions = {},
): Promise<{ readonly forgotten: number; readonly notThere: number }> {
  const open = await openExisting(path, options)
  let [forgotten, notThere] = [0, 0]
  try {
    for await (const key of keys) {
      if (open.memory.remove(key)) forgotten++
      else notThere++
    }
  } finally {
    await open.close(forgotten > 0 ? 'compact' : undefined)
  }
  return { forgotten, notThere }
}

/** Deletes the memory. Returns how many keys it held; 0 if there was none. */
export async function forgetAll(path: string, options: OpenOptions = {}): Promise<number> {
  if (!memoryExists(path)) return 0
  const open = await openExisting(path, options)
  const keys = open.memory.size
  await open.close('delete')
  return keys
}

/**
 * Takes out the keys that no file held for `ageMs` (to the day; where that is not known, those not acknowledged
 * for so long). Returns how many there were.
 */
export async function pruneMemory(path: string, ageMs: number, options: OpenOptions = {}): Promise<number> {
  const open = await openExisting(path, options)
  const lastDay = dayOf((options.now ?? Date.now()) - ageMs)
  let pruned = 0
  try {
    for (const entry of open.memory.all()) {
      if (lastUse(entry) < lastDay && open.memory.remove(entry.key)) pruned++
    }
  } finally {
    await open.close(pruned > 0 ? 'compact' : undefined)
  }
  return pruned
}

function lastUse(entry: Remembered): number {
  return entry.seenOn > 0 ? entry.seenOn : dayOf(entry.acknowledgedAt)
}

class Range {
  #oldest = Number.POSITIVE_INFINITY
  #newest = Number.NEGATIVE_INFINITY

  add(value: number): void {
    if (value < this.#oldest) this.#oldest = value
    if (value > this.#newest) this.#newest = value
  }

  get span(): Span | undefined {
    return this.#oldest <= this.#newest ? { oldest: this.#oldest, newest: this.#newest } : undefined
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
