import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DiskError, UsageError } from '../errors.js'
import { journalName } from './read.js'

/** The name of the spooled copy of standard input. */
export const spoolName = 'input'

/** A run's folder before its journal stands: it can still be undone without a trace. */
export class NewRunFolder {
  readonly path: string
  /** The topmost folder that did not exist before. */
  #made: string | undefined
  #isOurs = false

  constructor(path: string) {
    this.path = resolve(path)
  }

  /** Throws UsageError if the folder holds anything, or cannot be one. */
  async check(): Promise<void> {
    const names: string[] = await readdir(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw new UsageError(`${this.path} cannot be the run's folder: ${error.message}`, { cause: error })
    })
    if (names.length === 0) return
    const isRun = names.includes(journalName)
    throw new UsageError(`${this.path} is in use: a run's folder must be new or empty`, {
      hint: isRun
        ? 'It holds another run. Give another --report-dir, or go on with that run by `contact-sync resume`.'
        : 'Give another --report-dir.',
    })
  }

  async make(): Promise<void> {
    try {
      this.#made ??= await mkdir(this.path, { recursive: true, mode: 0o700 })
      this.#isOurs = true
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new UsageError(`the run's folder cannot be made: ${why}`, {
        hint: 'Give another --report-dir.',
        cause,
      })
    }
  }

  /** Removes what this run has made, and nothing else. */
  async undo(): Promise<void> {
    if (!this.#isOurs) return
    // It was new or empty, so all that is in it is this run's.
    for (const name of await readdir(this.path)) await rm(join(this.path, name), { force: true })
    await this.#removeMade()
  }

  async #removeMade(): Promise<void> {
    if (this.#made === undefined) return
    // Only folders that are empty again go, from the inside out.
    for (let path = this.path; path.length >= this.#made.length; path = resolve(path, '..')) {
      const gone = await rmdir(path).then(
        () => true,
        () => false,
      )
      if (!gone) return
    }
  }
}

/** Copies standard input into the run's folder, so that a resumption can read it again. Throws DiskError. */
export async function spool(input: Readable, folder: string, signal?: AbortSignal): Promise<string> {
  const path = join(folder, spoolName)
  try {
    await pipeline(input, createWriteStream(path, { mode: 0o600 }), signal === undefined ? {} : { signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw new DiskError(path, error)
  }
  return path
}

/** `20261121-221530-notifuse-3fa9`: sorts by time, and two runs that start in one second differ. */
export function newRunId(target: string, now: Date, salt: string): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const tail = createHash('sha256')
    .update(`${salt}${process.pid}${process.hrtime.bigint()}`)
    .digest('hex')
    .slice(0, 4)
  return `${time}-${target}-${tail}`
}
