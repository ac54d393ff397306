import { dirname } from 'node:path'
import { headerEntry } from '../journal/entry.js'
import { listRunFolders, type Pruned, pruneRunFolders, type RunFolder } from '../runs/folders.js'
import { RunRegistry } from '../runs/registry.js'
import { registryFolder, stateHome } from '../state/location.js'

/** A run's folder and what its journal says of the run. */
export interface ListedRun extends RunFolder {
  readonly target: string
  readonly operation: string
  readonly source: string
  readonly startedAt: string
}

/** The runs below `root`, and this user's unfinished ones wherever they lie; the latest first. */
export function listRuns(root: string): ListedRun[] {
  const heads = new Map<string, Omit<ListedRun, keyof RunFolder>>()
  const readHead = (line: string) => {
    const head = headerEntry.safeParse(parsed(line))
    if (!head.success) return undefined
    const { run, target, operation, source, startedAt } = head.data
    heads.set(run, { target, operation, source: source.path, startedAt })
    return { run }
  }
  return listRunFolders({ roots: [root], registry: registry(), readHead }).flatMap((folder) => {
    const head = heads.get(folder.run)
    return head === undefined ? [] : [{ ...folder, ...head }]
  })
}

/** Deletes finished runs older than that; with `unfinished` those that stopped early too. */
export async function pruneRuns(
  runs: readonly ListedRun[],
  olderThanMs: number,
  unfinished = false,
): Promise<Pruned> {
  return pruneRunFolders(runs, registry(), { olderThanMs, unfinished })
}

/** `--keep-runs`: prunes what lies beside this run's folder, and never that folder itself. */
export async function pruneBeside(folder: string, olderThanMs: number): Promise<Pruned> {
  const root = dirname(folder)
  const others = listRuns(root).filter(({ path }) => dirname(path) === root && path !== folder)
  return pruneRuns(others, olderThanMs)
}

function registry(): RunRegistry {
  return new RunRegistry(registryFolder(stateHome()))
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
