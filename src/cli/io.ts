import type { Environment } from './environment.js'

/** A standard stream, or a stand-in for one. */
export type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }

/** What a command speaks to besides its arguments. */
export interface Io {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Environment
}
