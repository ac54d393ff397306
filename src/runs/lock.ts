import { randomUUID } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LockedError, RunFolderError, reasonOf } from '../errors.js'
import { describeProcess, lifeOf, type ProcessMark, processSchema, thisProcess } from './process.js'

// A lock is a folder of claims, each a file with a name of its own that says whose it is. To take the lock: put a
// claim in, then look whether there is another living one; if so, take it back. Of two that try at once at least
// the later one sees the other. A dead process's claim can be deleted by anybody at any time: its name never comes
// again, so nobody deletes a claim that took its place, which is what makes other ways of taking over a race.

export interface Lock {
  readonly path: string
  /** Gives the lock back. Comes by itself when the process exits. Can be called twice. */
  release(): void
}

export interface LockOptions {
  /** What is locked, for the message: `the memory /…/state.mdb`. */
  readonly what: string
  /** How long to wait for another to give it back, in ms; left out: not at all. */
  readonly waitMs?: number | undefined
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** Between looks at a lock that is held, and between tries of two that stand in each other's way. */
const pollMs = 200
const retryMs = 20
const retries = 25

const held = new Set<Lock>()

/**
 * Takes the lock at `path`, a folder that is made for it. A lock whose process is dead is taken over; one of
 * another host or container is not, since nothing can be known of it.
 * Throws LockedError if another holds it, RunFolderError if the folder cannot be written.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const until = performance.now() + (options.waitMs ?? 0)
  for (let tries = 1; ; tries++) {
    const outcome = attempt(path)
    if (!('rivals' in outcome)) return outcome
    const holder =
      outcome.rivals.find((claim) => claim.holds) ?? (tries > retries ? outcome.rivals[0] : undefined)
    if (holder !== undefined && performance.now() >= until) throw lockedError(path, options.what, holder)
    const pause = holder === undefined ? Math.random() * retryMs : pollMs
    await sleep(pause, undefined, options.signal === undefined ? {} : { signal: options.signal }).catch(
      () => {
        throw options.signal?.reason
      },
    )
  }
}

/** True if a living process, or one that cannot be looked at from here, has the lock. Takes nothing. */
export function isLocked(path: string): boolean {
  return livingClaims(path).length > 0
}

interface Claim {
  readonly name: string
  /** Undefined if the claim cannot be read. */
  readonly owner: ProcessMark | undefined
  /** True once its owner has seen that there is no other. */
  readonly holds: boolean
}

function attempt(path: string): Lock | { readonly rivals: readonly Claim[] } {
  const before = livingClaims(path)
  if (before.some((claim) => claim.holds)) return { rivals: before }
  const name = claimFile(path)
  const rivals = livingClaims(path).filter((claim) => claim.name !== name)
  if (rivals.length > 0) {
    withdraw(path, name)
    return { rivals }
  }
  writeFileSync(join(path, `${name}.holds`), '', { mode: 0o600 })
  return lockOf(path, name)
}

/** Puts a whole claim into the folder at once. The folder may be removed meanwhile by one who gives the lock back. */
function claimFile(path: string): string {
  const name = randomUUID()
  const mark = JSON.stringify(thisProcess())
  for (let tries = 0; ; tries++) {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 })
      writeFileSync(join(path, `${name}.new`), mark, { mode: 0o600 })
      renameSync(join(path, `${name}.new`), join(path, `${name}.claim`))
      return name
    } catch (error) {
      if (isMissing(error) && tries < retries) continue
      throw new RunFolderError(`Cannot make the lock ${path}: ${reasonOf(error)}.`, { cause: error })
    }
  }
}

/** All claims but those of dead processes, which are deleted. */
function livingClaims(path: string): Claim[] {
  const names = list(path)
  const marks = new Set(names)
  return names
    .filter((file) => file.endsWith('.claim'))
    .map((file) => file.slice(0, -'.claim'.length))
    .map((name) => ({ name, owner: readClaim(path, name), holds: marks.has(`${name}.holds`) }))
    .filter(({ name, owner }) => {
      const dead = owner === undefined ? isFromBeforeBoot(path, name) : lifeOf(owner) === 'dead'
      if (dead) withdraw(path, name)
      return !dead
    })
}

function readClaim(path: string, name: string): ProcessMark | undefined {
  try {
    return processSchema.parse(JSON.parse(readFileSync(join(path, `${name}.claim`), 'utf8')))
  } catch {
    return undefined
  }
}

/** For a claim that a power failure left empty, and one that was withdrawn while we looked. */
function isFromBeforeBoot(path: string, name: string): boolean {
  const stats = statSync(join(path, `${name}.claim`), { throwIfNoEntry: false })
  return stats === undefined || stats.mtimeMs < Date.now() - uptime() * 1000
}

function lockOf(path: string, name: string): Lock {
  if (held.size === 0) process.once('exit', releaseAll)
  const lock: Lock = {
    path,
    release() {
      if (!held.delete(lock)) return
      if (held.size === 0) process.off('exit', releaseAll)
      withdraw(path, name)
    },
  }
  held.add(lock)
  return lock
}

function releaseAll(): void {
  for (const lock of [...held]) lock.release()
}

/** The claim goes last: a lock without a holder's mark is tried for again, one without a claim is free. */
function withdraw(path: string, name: string): void {
  rmSync(join(path, `${name}.holds`), { force: true })
  rmSync(join(path, `${name}.claim`), { force: true })
  try {
    rmdirSync(path)
  } catch {
    // Others have claims in it, or it is gone.
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if (isMissing(error)) return []
    throw new RunFolderError(`Cannot read the lock ${path}: ${reasonOf(error)}.`, { cause: error })
  }
}

function lockedError(path: string, what: string, { owner }: Claim): LockedError {
  const message = `Another run holds ${what}: ${owner === undefined ? 'it does not say which' : describeProcess(owner)}.`
  const elsewhere = owner === undefined || lifeOf(owner) === 'elsewhere'
  return new LockedError(message, {
    hint: elsewhere
      ? `Nothing can be known from here of a process on another host or in another container. If it is certainly over, delete the folder ${path}.`
      : 'Wait for it to end. A sync waits by itself with --wait-lock <duration>.',
  })
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
