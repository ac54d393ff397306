import type { Summary } from '../../journal/summary.js'
import type { RunControls } from '../../run.js'
import { commandLine } from '../../shell.js'
import type { Io } from '../io.js'
import { stopOnSignals } from '../signals.js'
import type { KnownLimit } from '../ui/progress.js'
import { type Reason, Reasons } from '../ui/reasons.js'
import { type OutputSettings, openUi } from '../ui/ui.js'

export interface Followed<T> {
  readonly result: T
  /** The most frequent reasons for failure. */
  readonly reasons: readonly Reason[]
  /** The run's folder; undefined if no run was begun. */
  readonly folder: string | undefined
}

/** A run that ended, and why its rows failed. */
export type FollowedRun = Followed<Summary>

const shownReasons = 5

/** Runs something while its progress is shown and signals stop it. `warnings` are shown first. */
export async function follow<T>(
  task: (controls: RunControls) => Promise<T>,
  how: {
    readonly output: OutputSettings
    readonly limit: KnownLimit
    readonly io: Io
    readonly warnings: readonly string[]
  },
): Promise<Followed<T>> {
  const ui = await openUi(how.output, how.limit, how.io)
  const reasons = new Reasons()
  let folder: string | undefined
  const stopper = stopOnSignals(ui.stopping, () => {
    ui.close()
    if (folder !== undefined) how.io.stderr.write(`${stoppedAtOnce(folder)}\n`)
  })
  try {
    for (const warning of how.warnings) ui.warn(warning)
    const listen: RunControls['listen'] = (event) => {
      if (event.type === 'started') folder = event.folder
      reasons.on(event)
      ui.listen(event)
    }
    const result = await task({ listen, stop: stopper.signal })
    return { result, reasons: reasons.top(shownReasons), folder }
  } finally {
    stopper.dispose()
    ui.close()
  }
}

function stoppedAtOnce(folder: string): string {
  return `contact-sync: stopped at once; go on with: ${commandLine(['contact-sync', 'resume', folder])}`
}
