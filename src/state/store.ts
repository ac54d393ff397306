import { mkdirSync, renameSync, rmSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { ContactSyncError, reasonOf, StateError } from '../errors.js'
import { acquireLock, type Lock } from '../runs/lock.js'
import { digestKind } from './digest.js'
import type { MemoryIdentity } from './location.js'
import { Memory, type MemoryOptions } from './memory.js'
import { damaged, RecordFile } from './record-file.js'

/** Raised when what older versions wrote can no longer be read. */
const formatVersion = 1

const keysPerCommit = 100_000

const aboutSchema = z.object({
  format: z.literal('contact-sync-memory'),
  version: z.int(),
  digest: z.string(),
  target: z.string(),
  baseUrl: z.string(),
  account: z.string(),
  createdAt: z.iso.datetime(),
})
type About = z.infer<typeof aboutSchema>

export interface OpenOptions extends MemoryOptions {
  /** How long to wait for another run on the same memory to end, in ms. */
  readonly waitLockMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** A memory that is open, and locked against every other process until it is closed. */
export interface OpenMemory {
  readonly path: string
  readonly identity: MemoryIdentity
  readonly createdAt: string
  readonly memory: Memory
  /**
   * Commits what is left and gives the lock back, even if committing fails. `compact`: then writes the file anew
   * without what was taken out of the memory, since LMDB keeps the room of removed records and what stood in it.
   * `delete`: deletes the file instead.
   */
  close(after?: 'compact' | 'delete'): Promise<void>
}

/**
 * Opens the memory at `path`, or makes it. Loads lmdb only now.
 * Throws LockedError if another run holds it, StateError if it is not a memory, not this identity's, damaged, made
 * by a newer version, or cannot be read or written. Whatever the file holds, it never ends the process.
 */
export async function openMemory(
  path: string,
  identity: MemoryIdentity,
  options: OpenOptions = {},
): Promise<OpenMemory> {
  return await locked(path, options, async (lock) => {
    if (!memoryExists(path)) await create(path, identity)
    return await openLocked(path, identity, lock, options)
  })
}

/** Opens the memory at `path`, whosever it is. Throws StateError if there is none, and as `openMemory` does. */
export async function openExisting(path: string, options: OpenOptions = {}): Promise<OpenMemory> {
  if (!memoryExists(path)) throw new StateError(`There is no memory at ${path}.`)
  return await locked(path, options, async (lock) => await openLocked(path, undefined, lock, options))
}

/** True if there is a file at `path`; throws StateError for what can never be a memory. */
export function memoryExists(path: string): boolean {
  const stats = statsOf(path)
  if (stats !== undefined && !stats.isFile())
    throw new StateError(`${path} is not a file.`, { hint: otherPlace })
  return stats !== undefined
}

const otherPlace = 'Name another place with --state.'

async function locked<T>(path: string, options: OpenOptions, work: (lock: Lock) => Promise<T>): Promise<T> {
  makeFolder(path)
  const lock = await acquireLock(`${path}.lock`, {
    what: `the memory ${path}`,
    waitMs: options.waitLockMs,
    signal: options.signal,
  })
  try {
    return await work(lock)
  } catch (error) {
    lock.release()
    throw error instanceof ContactSyncError ? error : cannotOpen(path, error)
  }
}

async function openLocked(
  path: string,
  identity: MemoryIdentity | undefined,
  lock: Lock,
  options: OpenOptions,
): Promise<OpenMemory> {
  const file = await RecordFile.open(path)
  try {
    const about = readAbout(file)
    if (identity !== undefined) demandSame(path, about, identity)
    const memory = new Memory(file, options)
    await file.unmap()
    const { target, baseUrl, account, createdAt } = about
    return {
      path,
      identity: { target, baseUrl, account },
      createdAt,
      memory,
      async close(after) {
        try {
          try {
            if (after === 'compact') await copyAside(memory, path, about)
          } finally {
            await memory.close()
          }
          if (after === 'compact') renameSync(draftOf(path), path)
          if (after === 'delete') rmSync(path)
        } finally {
          lock.release()
        }
      },
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** Writes what the memory holds into a file of its own. */
async function copyAside(memory: Memory, path: string, about: About): Promise<void> {
  const copy = new Memory(await createDraft(path, about))
  try {
    let keys = 0
    for (const { key, payload, acknowledgedAt, seenOn } of memory.all()) {
      copy.remember(key, payload, acknowledgedAt, seenOn)
      if (++keys % keysPerCommit === 0) copy.commit()
    }
  } finally {
    await copy.close()
  }
}

/** Where a file is prepared before it takes its place; whoever holds the lock may remove what a kill left there. */
function draftOf(path: string): string {
  return `${path}.new`
}

/** A new memory appears whole, by rename: an empty or half a file is then always damage, never a beginning. */
async function create(path: string, identity: MemoryIdentity): Promise<void> {
  const file = await createDraft(path, {
    format: 'contact-sync-memory',
    version: formatVersion,
    digest: digestKind,
    ...identity,
    createdAt: new Date().toISOString(),
  })
  await file.close()
  renameSync(draftOf(path), path)
}

async function createDraft(path: string, about: About): Promise<RecordFile> {
  rmSync(draftOf(path), { force: true })
  const file = await RecordFile.open(draftOf(path))
  try {
    file.write([{ kind: 'about', number: 0, data: Buffer.from(JSON.stringify(about)) }])
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

function readAbout(file: RecordFile): About {
  const data = file.get('about', 0)
  if (data === undefined) throw damaged(file.path, 'it is not a memory of contact-sync')
  const about = aboutSchema.safeParse(parsed(data))
  if (!about.success) throw damaged(file.path, 'it is not a memory of contact-sync')
  if (about.data.version > formatVersion || about.data.digest !== digestKind) {
    throw new StateError(`${file.path} was written by another version of contact-sync.`, {
      hint: `Use that version, or name another place with --state: the next run then sends every contact again.`,
    })
  }
  return about.data
}

function demandSame(path: string, about: About, wanted: MemoryIdentity): void {
  const differs = (['target', 'baseUrl', 'account'] as const).find((name) => about[name] !== wanted[name])
  if (differs === undefined) return
  const label = { target: 'target', baseUrl: 'base URL', account: 'account' }[differs]
  throw new StateError(
    `${path} remembers another ${label}: ${about[differs]}, and this run has ${wanted[differs]}.`,
    {
      hint:
        differs === 'account'
          ? `${otherPlace} If only the API key was replaced, export this memory and import it under an --account name.`
          : otherPlace,
    },
  )
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw cannotOpen(path, error)
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw cannotOpen(path, error)
  }
}

function cannotOpen(path: string, cause: unknown): StateError {
  return new StateError(`Cannot open the memory ${path}: ${reasonOf(cause)}.`, { hint: otherPlace, cause })
}

function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data).toString())
  } catch {
    return undefined
  }
}
