import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  rmSync,
  type Stats,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { LockedError } from '../errors.js'
import { acquireLock, isLocked } from './lock.js'
import { isUnderWay, journalName, type RunRegistry } from './registry.js'

/** Where runs put their folders unless `--report-dir` says otherwise, below the working folder. */
export const runsFolder = 'contact-sync-runs'

/** The lock of a run's folder: one process at a time runs, resumes or prunes it. */
export function runLockPath(folder: string): string {
  return join(folder, lockName)
}

export interface RunFolder {
  /** Absolute. */
  readonly path: string
  readonly run: string
  readonly status: 'under-way' | 'unfinished' | 'finished'
  /** What `summary.json` says, if there is one; of an earlier stop where the run is not finished. */
  readonly summary: RunDigest | undefined
  /** When it ended, or when it last wrote; epoch ms. */
  readonly lastChange: number
  readonly bytes: number
}

const digestSchema = z.object({
  run: z.string(),
  target: z.string(),
  status: z.string(),
  stopReason: z.string().nullable(),
  exitCode: z.int(),
  rows: z.record(z.string(), z.int()),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  resume: z.string().nullable(),
})

/** The part of a summary that a list shows. */
export type RunDigest = z.infer<typeof digestSchema>

/** What the first line of a journal says; undefined if it is not the head of a journal of ours. */
export type HeadReader = (line: string) => { readonly run: string } | undefined

export interface ListOptions {
  /** Folders whose subfolders are looked at. */
  readonly roots: readonly string[]
  readonly registry: RunRegistry
  readonly readHead: HeadReader
}

export interface PruneOptions {
  readonly olderThanMs: number
  /** True to take unfinished runs too; what they did not send is then known only from the input. */
  readonly unfinished?: boolean | undefined
  readonly now?: number | undefined
}

export interface Pruned {
  readonly removed: readonly RunFolder[]
  /** Folders that hold something which is not a run's: only the run's own files were deleted. */
  readonly left: readonly RunFolder[]
}

const lockName = 'lock'
const summaryName = 'summary.json'

/** All that a run writes into its folder. Everything else in it is somebody else's and is never deleted. */
const ownFile = new RegExp(
  [
    String.raw`^(?:journal|inserted|updated|failed|unknown|skipped|missing)\.(?:ndjson|csv)(?:\.new)?$`,
    String.raw`^(?:summary\.json|report\.html)(?:\.new)?$`,
    String.raw`^(?:input|\.reserve)$`,
  ].join('|'),
)

/** Longer than the head of any journal. */
const headLimit = 1 << 20

/** The run folders below `roots` and those registered, the latest first. */
export function listRunFolders(options: ListOptions): RunFolder[] {
  const registered = new Map(options.registry.list().map((entry) => [resolve(entry.folder), entry]))
  const paths = new Set([...options.roots.flatMap((root) => subfolders(root)), ...registered.keys()])
  return [...paths]
    .map((path) => {
      const entry = registered.get(path)
      return runFolder(path, options.readHead, entry !== undefined && isUnderWay(entry))
    })
    .filter((folder) => folder !== undefined)
    .sort((one, other) => other.lastChange - one.lastChange)
}

/**
 * Deletes finished runs that ended longer ago than `olderThanMs`: their own files, and the folder if nothing else
 * is in it. A run under way is never touched.
 */
export async function pruneRunFolders(
  folders: readonly RunFolder[],
  registry: RunRegistry,
  options: PruneOptions,
): Promise<Pruned> {
  const before = (options.now ?? Date.now()) - options.olderThanMs
  const removed: RunFolder[] = []
  const left: RunFolder[] = []
  for (const folder of folders) {
    const may =
      folder.status === 'finished' || (folder.status === 'unfinished' && options.unfinished === true)
    if (!may || folder.lastChange >= before) continue
    const outcome = await removeFolder(folder, registry)
    if (outcome === 'removed') removed.push(folder)
    if (outcome === 'left') left.push(folder)
  }
  return { removed, left }
}

/** What the folder is, if it is a run's; undefined for every other. Follows no symbolic link. */
export function runFolder(path: string, readHead: HeadReader, underWay = false): RunFolder | undefined {
  const journal = join(path, journalName)
  const stats = statsOf(journal)
  if (statsOf(path)?.isDirectory() !== true || stats?.isFile() !== true) return undefined
  const head = readHead(firstLine(journal) ?? '')
  if (head === undefined) return undefined
  const summary = readSummary(path, head.run)
  const status =
    underWay || isLocked(runLockPath(path)) ? 'under-way' : isFinished(summary) ? 'finished' : 'unfinished'
  return {
    path,
    run: head.run,
    status,
    summary,
    lastChange: status === 'finished' && summary ? Date.parse(summary.finishedAt) : stats.mtimeMs,
    bytes: sizeOf(path),
  }
}

/** Under the folder's lock: a run that was resumed since it was listed stays as it is. */
async function removeFolder(
  folder: RunFolder,
  registry: RunRegistry,
): Promise<'removed' | 'left' | 'in use'> {
  try {
    const lock = await acquireLock(runLockPath(folder.path), { what: `the run ${folder.path}` })
    try {
      removeOwnFiles(folder.path)
    } finally {
      lock.release()
    }
  } catch (error) {
    if (error instanceof LockedError) return 'in use'
    throw error
  }
  registry.remove(folder.run)
  try {
    rmdirSync(folder.path)
    return 'removed'
  } catch {
    return 'left'
  }
}

/** The journal goes last, so that a folder half deleted is still known for a run's. */
function removeOwnFiles(path: string): void {
  const own = readdirSync(path).filter((name) => ownFile.test(name) && statsOf(join(path, name))?.isFile())
  for (const name of [...own.filter((name) => name !== journalName), journalName]) {
    rmSync(join(path, name), { force: true })
  }
}

function isFinished(summary: RunDigest | undefined): boolean {
  return summary !== undefined && summary.status !== 'stopped' && summary.resume === null
}

/** Undefined also for the summary of another run that was copied there. */
function readSummary(path: string, run: string): RunDigest | undefined {
  try {
    const summary = digestSchema.parse(JSON.parse(readFileSync(join(path, summaryName), 'utf8')))
    return summary.run === run ? summary : undefined
  } catch {
    return undefined
  }
}

function firstLine(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    const bytes = Buffer.alloc(headLimit)
    const length = readSync(file, bytes, 0, headLimit, 0)
    const end = bytes.subarray(0, length).indexOf('\n')
    return end === -1 ? undefined : bytes.toString('utf8', 0, end)
  } finally {
    closeSync(file)
  }
}

function subfolders(root: string): string[] {
  return namesIn(root).map((name) => resolve(root, name))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function sizeOf(path: string): number {
  return namesIn(path).reduce((sum, name) => sum + (statsOf(join(path, name))?.size ?? 0), 0)
}

/** Undefined for what is not there, and for what we may not look at: neither is a run of ours. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path)
  } catch {
    return undefined
  }
}
