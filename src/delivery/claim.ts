import { resolve } from 'node:path'
import { ContactSyncError, UsageError } from '../errors.js'
import type { HeaderEntry } from '../journal/entry.js'
import { readEntries } from '../journal/read.js'
import { runLockPath } from '../runs/folders.js'
import { acquireLock, type Lock } from '../runs/lock.js'
import { thisProcess } from '../runs/process.js'
import { type RunEntry, RunRegistry } from '../runs/registry.js'
import { commandLine } from '../shell.js'
import { inputLockPath, registryFolder, stateHome } from '../state/location.js'

/** What a run is about: two runs of the same errand must not be under way together. */
export interface Errand {
  readonly target: string
  readonly baseUrl: string
  readonly inputDigest: string
  /** As typed. */
  readonly inputPath: string
}

export interface ClaimOptions {
  readonly waitLockMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The right to run an errand, against every other process of this user, until it is released. */
export class Claim {
  readonly #errand: Errand
  readonly #registry: RunRegistry
  readonly #locks: Lock[]
  #entry: RunEntry | undefined

  private constructor(errand: Errand, lock: Lock) {
    this.#errand = errand
    this.#registry = new RunRegistry(registryFolder(stateHome()))
    this.#locks = [lock]
  }

  /** Throws LockedError while another process has the errand. */
  static async take(errand: Errand, options: ClaimOptions): Promise<Claim> {
    const what = `the same input for ${errand.target}`
    return new Claim(
      errand,
      await acquireLock(inputLockPath(stateHome(), errand), { what, ...lockOptions(options) }),
    )
  }

  /** The latest run of this errand that stopped or was killed; undefined if there is none. */
  unfinished(): RunEntry | undefined {
    return this.#unfinished()[0]
  }

  /**
   * Throws UsageError if an unfinished run of this errand has sent anything that adds up when it is sent twice: to
   * begin again would do that.
   */
  async refuseRepetition(): Promise<void> {
    for (const { folder } of this.#unfinished()) {
      if (!(await hasSentNonReplayable(folder))) continue
      throw new UsageError(
        `an earlier run of this input stopped early, and has sent rows that add up when they are sent twice: ${folder}`,
        {
          hint:
            `Go on with it:\n  ${commandLine(['contact-sync', 'resume', folder])}\n` +
            'To begin anew all the same, and apply what it has sent a second time, give --again.',
        },
      )
    }
  }

  /** Locks the run's folder and lists the run as under way. */
  async enter(
    folder: string,
    header: HeaderEntry,
    mayHoldNonReplayable: boolean,
    options: ClaimOptions = {},
  ) {
    const what = `the run in ${folder}`
    this.#locks.push(await acquireLock(runLockPath(folder), { what, ...lockOptions(options) }))
    const { target, baseUrl, inputDigest, inputPath } = this.#errand
    this.#entry = {
      run: header.run,
      folder,
      target,
      baseUrl,
      inputDigest,
      inputPath: inputPath === '-' ? '-' : resolve(inputPath),
      command: `${target} ${header.operation} ${resolve(inputPath)}`,
      startedAt: header.startedAt,
      process: thisProcess(),
      nonReplayable: mayHoldNonReplayable,
      state: 'under-way',
    }
    this.#registry.put(this.#entry)
  }

  /** The run has ended: what is finished is listed no more, what stopped can be found and resumed. */
  leave(finished: boolean): void {
    if (this.#entry === undefined) return
    if (finished) this.#registry.remove(this.#entry.run)
    else this.#registry.put({ ...this.#entry, state: 'stopped' })
  }

  release(): void {
    for (const lock of this.#locks.reverse()) lock.release()
  }

  #unfinished(): RunEntry[] {
    const { target, baseUrl, inputDigest } = this.#errand
    return this.#registry.findUnfinished({ target, baseUrl, inputDigest })
  }
}

function lockOptions({ waitLockMs, signal }: ClaimOptions) {
  return { waitMs: waitLockMs, signal }
}

/** A journal that cannot be read is no proof that nothing was sent. */
async function hasSentNonReplayable(folder: string): Promise<boolean> {
  try {
    for await (const entry of readEntries(folder)) if (entry.type === 'intent') return true
    return false
  } catch (error) {
    if (error instanceof ContactSyncError) return true
    throw error
  }
}
