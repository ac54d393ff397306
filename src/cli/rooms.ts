import type { explainRow } from '../delivery/explain.js'
import type { guessMapping } from '../delivery/guess-mapping.js'
import type { Plan } from '../delivery/plan.js'
import type { StandIn } from '../delivery/resume.js'
import type { Summary } from '../journal/summary.js'
import type { DeliverySettings, RunControls, Sync, SyncSettings } from '../run.js'
import type { startSandbox } from '../sandbox/sandbox.js'
import type { Target } from '../targets/target.js'
import type { Io } from './io.js'
import type { OutputSettings } from './ui/ui.js'

/** What `resume` takes anew; all else is the run's. */
export interface ResumeOverrides {
  /** Only what was given. */
  readonly delivery: Partial<DeliverySettings>
  /** Asked once the run has said which target it is for. Throws UsageError if there is none. */
  readonly apiKey: (target: Target) => Promise<string>
}

export type Resume = (folder: string, overrides: ResumeOverrides, controls: RunControls) => Promise<Summary>

/** Writes a run's reports again; tells `listen` of each failed and unknown row. */
export type RebuildReports = (folder: string, controls: Pick<RunControls, 'listen'>) => Promise<Summary>

/** Reads, maps and checks a whole file and sends nothing; issues are told to `listen`. */
export type MakePlan = (settings: SyncSettings, controls: RunControls) => Promise<Plan>

/** The parts of the program that commands call. Functions load theirs when they are called. */
export interface Rooms {
  readonly targets: readonly Target[]
  readonly sync: () => Promise<Sync>
  readonly plan: () => Promise<MakePlan>
  readonly explain: () => Promise<typeof explainRow>
  readonly guessMapping: () => Promise<typeof guessMapping>
  readonly resume: () => Promise<Resume>
  readonly rebuildReports: () => Promise<RebuildReports>
  readonly standIn: () => Promise<(target: Target) => Promise<StandIn>>
  readonly startSandbox: () => Promise<typeof startSandbox>
}

/** What every command has at hand. */
export interface Context {
  readonly rooms: Rooms
  readonly io: Io
  /** Sets the exit code. */
  readonly exit: (code: number) => void
  /** From now on errors are shown this way. */
  readonly show: (output: OutputSettings) => void
}
