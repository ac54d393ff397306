import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'

/** Who holds a lock or does a run, so that another process can say whether it still lives. */
export const processSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When it took the lock or began the run. */
  since: z.iso.datetime(),
  /** The machine's boot, and when in it the process was started; null where the system does not tell. */
  boot: z.string().nullable(),
  born: z.string().nullable(),
  /** The pid namespace: in another one (a container) the same pid is somebody else. */
  namespace: z.string().nullable(),
})
export type ProcessMark = z.infer<typeof processSchema>

/** `elsewhere`: on another host, or in another container, where nothing can be known from here. */
export type Life = 'alive' | 'dead' | 'elsewhere'

export function thisProcess(): ProcessMark {
  return {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    boot: firstLine('/proc/sys/kernel/random/boot_id'),
    born: birth(process.pid)?.ticks ?? null,
    namespace: pidNamespace(),
  }
}

/** A pid that was given to another process since is not taken for the first one. */
export function lifeOf(mark: ProcessMark): Life {
  if (mark.host !== hostname()) return 'elsewhere'
  const boot = firstLine('/proc/sys/kernel/random/boot_id')
  if (mark.boot !== null && boot !== null && mark.boot !== boot) return 'dead'
  if (mark.namespace !== pidNamespace()) return 'elsewhere'
  if (!exists(mark.pid)) return 'dead'
  const now = birth(mark.pid)
  if (now === undefined) return 'alive'
  return now.ended || (mark.born !== null && now.ticks !== mark.born) ? 'dead' : 'alive'
}

/** `pid 4711 on mail-1, since 2026-03-01T02:00:00.000Z`. */
export function describeProcess(mark: ProcessMark): string {
  return `pid ${mark.pid} on ${mark.host}, since ${mark.since}`
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, and another user's.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** From `/proc/<pid>/stat`: after the name in brackets, the 1st field is the state, the 20th the time of birth. */
function birth(pid: number): { readonly ticks: string; readonly ended: boolean } | undefined {
  const line = firstLine(`/proc/${pid}/stat`)
  const fields = line?.slice(line.lastIndexOf(')') + 2).split(' ')
  const [state, ticks] = [fields?.[0], fields?.[19]]
  if (state === undefined || ticks === undefined) return undefined
  return { ticks, ended: state === 'Z' || state === 'X' }
}

function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return null
  }
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').split('\n')[0] ?? null
  } catch {
    return null
  }
}
