import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BinResult } from './bin.js'

export interface LiveOptions {
  /** Home and working folder; the same one for runs that are to know of each other. */
  readonly home: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** Passed to the shell's `ulimit` before the program starts. */
  readonly ulimit?: string
}

/** The built program while it runs. */
export interface LiveBin {
  readonly child: ChildProcess
  /** What it left, once it has ended, by itself or by a signal. */
  readonly ended: Promise<BinResult>
  readonly isOver: () => boolean
}

const bin = fileURLToPath(new URL('../../bin/contact-sync.js', import.meta.url))
/** Nothing hangs for longer than this. */
const longestMs = 90_000

/** Starts the built program (`npm run build` first), to be signalled while it runs. */
export function startBin(args: readonly string[], options: LiveOptions): LiveBin {
  const { home, ulimit } = options
  const { PATH = '' } = process.env
  const env = { PATH, HOME: home, XDG_STATE_HOME: `${home}/state`, NO_COLOR: '1', ...options.env }
  const [command, first] =
    ulimit === undefined
      ? [process.execPath, [bin]]
      : ['bash', ['-c', `ulimit ${ulimit}; exec "$0" "$@"`, process.execPath, bin]]
  const child = spawn(command, [...first, ...args], { env, cwd: home, timeout: longestMs })
  let over = false
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // A program that ends before it has read its input is no error of the test's.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const ended = new Promise<BinResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => {
      over = true
    })
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    })
  })
  return { child, ended, isOver: () => over }
}

/** Waits until the condition holds, or the program has ended; true if the condition came first. */
export async function until(condition: () => boolean, live: LiveBin): Promise<boolean> {
  while (!live.isOver()) {
    if (condition()) return true
    await sleep(1)
  }
  return false
}
