import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a run of the program leaves behind. */
export interface BinResult {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface BinOptions {
  /** Added to an environment that holds nothing but PATH and folders of its own. */
  readonly env?: Readonly<Record<string, string>>
  /** Standard input; closed at once without it. */
  readonly input?: string | Uint8Array
  /** Working folder; a new empty one without it. */
  readonly cwd?: string
}

const bin = fileURLToPath(new URL('../../bin/contact-sync.js', import.meta.url))

/**
 * Runs the built program (`npm run build` first) as a user would, but with a clean environment: HOME and
 * XDG_STATE_HOME lie in a folder of their own, and no proxy, key or CONTACT_SYNC_ variable is inherited.
 */
export async function runBin(args: readonly string[], options: BinOptions = {}): Promise<BinResult> {
  return withTempFolder('contact-sync-bin-', (home) => {
    const { PATH } = process.env
    const env = {
      ...(PATH !== undefined && { PATH }),
      HOME: home,
      XDG_STATE_HOME: join(home, 'state'),
      ...options.env,
    }
    return collect(args, env, options.cwd ?? home, options.input ?? '')
  })
}

function collect(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  input: string | Uint8Array,
): Promise<BinResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { env, cwd, timeout: 50_000 })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    // A program that ends before it has read its input is no error of the test's.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() })
    })
  })
}

/** Gives `use` a new folder and removes it afterwards. */
export async function withTempFolder<T>(prefix: string, use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
