import type { Io, Stream } from '../io.js'
import { pathShortener } from '../ui/short-path.js'
import { styleFor } from '../ui/style.js'
import { summaryText, troubleText } from '../ui/summary.js'
import { isTrouble, type OutputSettings } from '../ui/ui.js'
import type { FollowedRun } from './follow.js'

/**
 * The end of a run. `--json`: the summary alone, on stdout. Else text for people, on stderr like all that a run says,
 * so that stdout stays empty; with JSON events the last of them has said it already.
 */
export async function showSummary(
  { result: summary, reasons }: FollowedRun,
  mend: string | undefined,
  output: OutputSettings,
  io: Io,
  textTo: Stream = io.stderr,
): Promise<void> {
  if (output.json) {
    io.stdout.write(`${JSON.stringify(summary, null, 2)}\n`)
    return
  }
  if (output.logFormat === 'json') return
  const style = await styleFor(textTo, io, output.color)
  const extras = { reasons, mend, shorten: pathShortener(textTo) }
  const width = textWidth(textTo)
  // Apart from what the run has said before it.
  const apart = textTo === io.stderr ? '\n' : ''
  if (output.volume !== 'quiet') textTo.write(`${apart}${summaryText(summary, extras, width, style)}`)
  else if (isTrouble(summary)) textTo.write(troubleText(summary, extras, width, style))
}

/** Long lines are hard to read; a log has no width of its own. */
export function textWidth(stream: Stream): number {
  return Math.min(Math.max(stream.columns || 100, 40), 120)
}
