/**
 * Errors that a user can do something about. Each class has a stable `code`; the CLI alone turns them into text
 * and an exit code. `message` says what happened and where, `hint` what to do next.
 */
export abstract class ContactSyncError extends Error {
  abstract readonly code: string
  readonly hint: string | undefined

  constructor(message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = new.target.name
    this.hint = options.hint
  }
}

/** Options or configuration that cannot be: exit 2, nothing was sent. */
export class UsageError extends ContactSyncError {
  readonly code = 'usage'
}

/** An input file that cannot be read as it is: exit 2, nothing was sent. */
export class InputError extends ContactSyncError {
  readonly code = 'input'
}

/** A mapping that cannot be: exit 2, nothing was sent. */
export class MappingError extends ContactSyncError {
  readonly code = 'mapping'
}

/** Another run holds the same folder, input or state: exit 5. */
export class LockedError extends ContactSyncError {
  readonly code = 'locked'
}

/** A run folder, journal or state file that is not what it should be: exit 2. */
export class RunFolderError extends ContactSyncError {
  readonly code = 'run-folder'
}

/** A file of the run that cannot be written: the run stops, resumable; before anything was sent: exit 2. */
export class DiskError extends ContactSyncError {
  readonly code = 'disk'

  constructor(path: string, cause: unknown) {
    super(`cannot write ${path}: ${reasonOf(cause)}`, {
      hint: 'Make room or give another folder, then go on with the run.',
      cause,
    })
  }
}

/** What `--changed-only` remembers cannot be read, is not ours, or cannot be written. */
export class StateError extends ContactSyncError {
  readonly code = 'state'
}

/** The user stopped the program before the run had begun: exit 4. */
export class StoppedError extends ContactSyncError {
  readonly code = 'stopped'

  constructor() {
    super('stopped before anything was sent', { hint: 'Nothing is left behind; type the command again.' })
  }
}

/** A broken promise of this program to itself: exit 70. */
export class InternalError extends ContactSyncError {
  readonly code = 'internal'
}

/** What an error from elsewhere says, to be put into a message of ours. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
