import { ContactSyncError, InternalError } from '../errors.js'

/** Every code that the program exits with. */
export const exitCodes = {
  /** Every row inserted, updated, unchanged or skipped. */
  ok: 0,
  /** Finished; some rows failed or are unknown. */
  rowsFailed: 1,
  /** Wrong usage, configuration, mapping or input file; nothing was sent. */
  usage: 2,
  /** The API refused the credentials. */
  credentials: 3,
  /** Stopped before the end; the run can be resumed. */
  stopped: 4,
  /** Another run holds the same target and state. */
  locked: 5,
  /** A fault of the program's own. */
  internal: 70,
} as const

/** The codes as `--help` shows them. */
export const exitCodeHelp: readonly (readonly [number, string])[] = [
  [exitCodes.ok, 'every row inserted, updated, unchanged or skipped'],
  [exitCodes.rowsFailed, 'finished; some rows failed or are unknown'],
  [exitCodes.usage, 'wrong usage, configuration, mapping or input file; nothing was sent'],
  [exitCodes.credentials, 'the API refused the credentials; the run can be resumed'],
  [exitCodes.stopped, 'stopped before the end; the run can be resumed'],
  [exitCodes.locked, 'another run holds the same target and state'],
  [exitCodes.internal, "a fault of the program's own"],
]

/** By `ContactSyncError.code`. */
const codesOfErrors: Readonly<Record<string, number>> = {
  usage: exitCodes.usage,
  input: exitCodes.usage,
  mapping: exitCodes.usage,
  'run-folder': exitCodes.usage,
  locked: exitCodes.locked,
  stopped: exitCodes.stopped,
}

/** An error as it is shown. */
export interface Failure {
  readonly exitCode: number
  /** `usage`, `input`, …, `internal`. */
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  /** For `-v`, with a fault of our own. */
  readonly stack: string | undefined
}

/** What went wrong and what the program exits with. The one place that judges errors. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ContactSyncError && !(error instanceof InternalError)) {
    const { code, message, hint } = error
    return { exitCode: codesOfErrors[code] ?? exitCodes.usage, code, message, hint, stack: undefined }
  }
  return {
    exitCode: exitCodes.internal,
    code: 'internal',
    message: `this is a fault of contact-sync itself (${faultName(error)})`,
    hint: 'Please report it to the project, with the command and what it prints with -v added.',
    stack: error instanceof Error ? error.stack : String(error),
  }
}

/** Says what kind of fault it is, but not its message where that is not ours: it may quote a contact's value. */
function faultName(error: unknown): string {
  if (error instanceof InternalError) return error.message
  if (!(error instanceof Error)) return typeof error
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name
}

/** `contact-sync: <message>`, then what to do, then with `verbose` the stack of a fault. */
export function failureText(failure: Failure, verbose: boolean): string {
  const lines = [`contact-sync: ${failure.message}`]
  if (failure.hint !== undefined) lines.push(failure.hint)
  if (verbose && failure.stack !== undefined) lines.push(failure.stack)
  return `${lines.join('\n')}\n`
}

/** The same as one event of `--log-format json`. */
export function failureEvent(failure: Failure, verbose: boolean): object {
  const { stack, ...rest } = failure
  return { type: 'error', ...rest, ...(verbose && stack !== undefined && { stack }) }
}
