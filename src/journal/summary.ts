/** Why a run stopped before the end of its input. */
export const stopReasons = [
  'signal',
  'max-failed',
  'max-duration',
  'unauthorized',
  'unreachable',
  'all-refused',
  'disk',
] as const
export type StopReason = (typeof stopReasons)[number]

/** `read` is the sum of all others, always. `pending` rows were read and have no outcome yet. */
export interface RowCounts {
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly failed: number
  readonly unknown: number
  readonly pending: number
}

export interface RequestCounts {
  /** Requests sent, retries included. */
  readonly sent: number
  /** Requests sent for contacts that had been sent before. */
  readonly retried: number
  /** 429 answers. */
  readonly rateLimited: number
}

/** `summary.json`, and what `--json` prints. Covers the whole run, resumptions included. */
export interface Summary {
  readonly schemaVersion: 1
  readonly tool: { readonly name: 'contact-sync'; readonly version: string }
  readonly run: string
  readonly target: string
  readonly operation: string
  readonly source: { readonly path: string; readonly format: string; readonly bytes: number }
  readonly status: 'succeeded' | 'partial' | 'stopped' | 'refused'
  readonly stopReason: StopReason | null
  readonly exitCode: number
  readonly rows: RowCounts
  readonly requests: RequestCounts
  readonly startedAt: string
  readonly finishedAt: string
  readonly durationMs: number
  /** Report name to its path. */
  readonly reports: Readonly<Record<string, string>>
  /** The command that goes on with the run, or null if there is nothing to go on with. */
  readonly resume: string | null
}
