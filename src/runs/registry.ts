import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { RunFolderError, reasonOf } from '../errors.js'
import { lifeOf, processSchema } from './process.js'

const entrySchema = z.object({
  version: z.literal(1),
  /** The run's id, which is also the name of its entry. */
  run: z.string().regex(/^[\w.-]+$/),
  /** Absolute. */
  folder: z.string(),
  target: z.string(),
  baseUrl: z.string(),
  /** Of the input's content: what a run is bound to. */
  inputDigest: z.string(),
  /** Absolute, or `-`. */
  inputPath: z.string(),
  /** Equal for the same command on the same input path, whatever the input holds: what `--continue` looks for. */
  command: z.string(),
  startedAt: z.iso.datetime(),
  /** Who does the run, or did it last. */
  process: processSchema,
  /** True once the run has taken in rows that add up when they are sent twice. */
  nonReplayable: z.boolean(),
  /** `stopped`: it ended in good order, before the end of its input. */
  state: z.enum(['under-way', 'stopped']),
})

/** A run that is under way or unfinished. */
export type RunEntry = Omit<z.infer<typeof entrySchema>, 'version'>

/** Which runs are meant; what is left out does not matter. */
export type RunQuery = Partial<Pick<RunEntry, 'target' | 'baseUrl' | 'inputDigest' | 'inputPath' | 'command'>>

/** The file that makes a folder a run's. */
export const journalName = 'journal.ndjson'

/**
 * The runs under way and unfinished of this user, wherever their folders lie: one small file a run, which appears
 * and changes by rename, so that any number of runs can use it at once. An entry that cannot be read is passed
 * over; one whose run folder is gone is dropped.
 */
export class RunRegistry {
  readonly #folder: string

  /** `folder`: from `registryFolder`; made when the first run is put in. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Adds a run, or says what became of it. Throws RunFolderError if it cannot be written. */
  put(entry: RunEntry): void {
    const path = this.#path(entry.run)
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      const draft = `${path}.${process.pid}.new`
      writeFileSync(draft, JSON.stringify({ version: 1, ...entry }), { mode: 0o600 })
      renameSync(draft, path)
    } catch (cause) {
      throw new RunFolderError(`Cannot list the run in ${this.#folder}: ${reasonOf(cause)}.`, {
        hint: 'Set XDG_STATE_HOME to a folder that can be written.',
        cause,
      })
    }
  }

  /** The run is finished: it is no longer listed. */
  remove(run: string): void {
    rmSync(this.#path(run), { force: true })
  }

  get(run: string): RunEntry | undefined {
    return this.list().find((entry) => entry.run === run)
  }

  /** All runs, the latest first. */
  list(): RunEntry[] {
    return this.#names()
      .map((name) => this.#read(name))
      .filter((entry) => entry !== undefined)
      .filter((entry) => this.#isThere(entry))
      .sort((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt))
  }

  /** Runs whose process lives, or may live on another host. */
  findUnderWay(query: RunQuery = {}): RunEntry[] {
    return this.list().filter((entry) => isUnderWay(entry) && matches(entry, query))
  }

  /** Runs that can be resumed: stopped, or killed. */
  findUnfinished(query: RunQuery = {}): RunEntry[] {
    return this.list().filter((entry) => !isUnderWay(entry) && matches(entry, query))
  }

  #path(run: string): string {
    return join(this.#folder, `${run}.json`)
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => name.endsWith('.json'))
    } catch {
      return []
    }
  }

  #read(name: string): RunEntry | undefined {
    try {
      const { version: _, ...entry } = entrySchema.parse(
        JSON.parse(readFileSync(join(this.#folder, name), 'utf8')),
      )
      return entry
    } catch {
      return undefined
    }
  }

  /** A folder that was deleted leaves nothing to resume. One of another host cannot be looked for. */
  #isThere(entry: RunEntry): boolean {
    if (lifeOf(entry.process) !== 'dead' || existsSync(join(entry.folder, journalName))) return true
    this.remove(entry.run)
    return false
  }
}

/** A run of another host counts as under way until it says itself that it stopped. */
export function isUnderWay(entry: RunEntry): boolean {
  return entry.state === 'under-way' && lifeOf(entry.process) !== 'dead'
}

function matches(entry: RunEntry, query: RunQuery): boolean {
  return (
    (query.target === undefined || query.target === entry.target) &&
    (query.baseUrl === undefined || query.baseUrl === entry.baseUrl) &&
    (query.inputDigest === undefined || query.inputDigest === entry.inputDigest) &&
    (query.inputPath === undefined || query.inputPath === entry.inputPath) &&
    (query.command === undefined || query.command === entry.command)
  )
}
