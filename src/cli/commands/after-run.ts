import type { Io } from '../io.js'
import type { OptionValues } from '../options.js'
import { printable } from '../printable.js'
import type { OutputSettings } from '../ui/ui.js'
import type { FollowedRun } from './follow.js'

/**
 * What is due when a run has ended: `--metrics-file`, `--keep-runs`, `--notify-url`. What goes wrong here is a warning: it changes
 * nothing about the run.
 */
export async function afterRun(
  { result: summary, folder }: FollowedRun,
  values: OptionValues,
  output: OutputSettings,
  io: Io,
): Promise<void> {
  const warn = (option: string, error: unknown) => warnOf(option, error, output, io)
  const metricsFile = values['metrics-file']
  if (metricsFile !== undefined) {
    const { writeMetrics } = await import('../metrics.js')
    await writeMetrics(metricsFile, summary).catch((error: unknown) => warn('--metrics-file', error))
  }
  const keepRuns = values['keep-runs']
  if (keepRuns !== undefined && folder !== undefined) {
    const { pruneBeside } = await import('../run-folders.js')
    await pruneBeside(folder, keepRuns).catch((error: unknown) => warn('--keep-runs', error))
  }
  const notifyUrl = values['notify-url']
  if (notifyUrl !== undefined) {
    const { notify } = await import('../notify.js')
    await notify(notifyUrl, summary).catch((error: unknown) => warn('--notify-url', error))
  }
}

/** Shown with `-q` too: whoever asked to be told and is not must learn of it somewhere. */
function warnOf(option: string, error: unknown, output: OutputSettings, io: Io): void {
  const why = error instanceof Error ? error.message : String(error)
  const message = `${option} failed: ${why}`
  const event = { time: new Date().toISOString(), type: 'warning', message }
  const text =
    output.logFormat === 'json' ? JSON.stringify(event) : `contact-sync: warning: ${printable(message)}`
  io.stderr.write(`${text}\n`)
}
