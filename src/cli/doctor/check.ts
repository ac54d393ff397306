import { ContactSyncError, reasonOf } from '../../errors.js'
import { exitCodes } from '../exit.js'

/** One thing that was looked at. */
export interface Check {
  readonly name: string
  /** `doubtful`: a sync may work all the same. */
  readonly status: 'ok' | 'doubtful' | 'wrong' | 'skipped'
  readonly message: string
  /** What to do about it. */
  readonly hint?: string | undefined
  /** What the program exits with for this; with `wrong` only. */
  readonly exitCode?: number
}

export function ok(name: string, message: string): Check {
  return { name, status: 'ok', message }
}

export function skipped(name: string, message: string): Check {
  return { name, status: 'skipped', message }
}

export function doubtful(name: string, message: string, hint?: string): Check {
  return { name, status: 'doubtful', message, hint }
}

export function wrong(name: string, message: string, exitCode: number, hint?: string): Check {
  return { name, status: 'wrong', message, hint, exitCode }
}

/** An error as a check that went wrong: of a user's it says what to do. */
export function wrongBy(name: string, error: unknown, exitCode: number = exitCodes.usage): Check {
  if (error instanceof ContactSyncError) return wrong(name, error.message, exitCode, error.hint)
  return wrong(name, reasonOf(error), exitCode)
}

/** 0 if nothing is wrong, else the code of what has to be mended first: 2 before 3 before 4. */
export function exitCodeOf(checks: readonly Check[]): number {
  const codes = checks.flatMap(({ exitCode }) => exitCode ?? [])
  return codes.length === 0 ? exitCodes.ok : Math.min(...codes)
}
