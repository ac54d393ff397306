import type { Listener } from './delivery/events.js'
import type { Summary } from './journal/summary.js'
import type { MappingInput } from './mapping/mapper.js'
import type { SourceOptions } from './sources/source.js'
import type { Rate, Target } from './targets/target.js'

/** What to do with a key that stands more than once in the file. */
export type OnDuplicate = 'send' | 'first' | 'last' | 'error'

/** How fast, how often, how long. May be given anew when a run is resumed. */
export interface DeliverySettings {
  readonly concurrency: number
  /** `--rate`; undefined: the target's own, or found by trying. */
  readonly rate: Rate | 'none' | undefined
  /** Percent of a stated budget left to others. */
  readonly headroom: number
  readonly maxAttempts: number
  readonly timeoutMs: number
  readonly maxFailed: { readonly rows: number } | { readonly percent: number } | undefined
  readonly maxDurationMs: number | undefined
}

/** `--changed-only` and its companions. */
export interface MemorySettings {
  /** `--state`; undefined: under the user's state folder. */
  readonly path: string | undefined
  readonly account: string | undefined
  readonly resendAfterMs: number | undefined
  readonly reportMissing: boolean
}

/** Everything a sync needs, checked and resolved. */
export interface SyncSettings {
  readonly target: Target
  /** Input path; `-` for standard input. */
  readonly file: string
  readonly source: SourceOptions
  readonly mapping: MappingInput
  readonly onDuplicate: OnDuplicate
  readonly baseUrl: URL
  readonly apiKey: string
  /** The base URL is that of an embedded stand-in, which ends with this process. */
  readonly sandbox: boolean
  readonly delivery: DeliverySettings
  readonly memory: MemorySettings | undefined
  readonly waitLockMs: number | undefined
  /** `--report-dir`; undefined: `contact-sync-runs/<run id>`. */
  readonly reportDir: string | undefined
  /** `--again`, `--continue`. */
  readonly unfinished: 'refuse' | 'again' | 'continue'
}

/** How the caller follows a run and stops it. */
export interface RunControls {
  readonly listen: Listener
  /** Aborted: take in no more, finish what is in flight, write everything. The reason is the stop reason. */
  readonly stop: AbortSignal
}

export type Sync = (settings: SyncSettings, controls: RunControls) => Promise<Summary>
