import type { Command } from 'commander'
import { addOptions, flagLayer } from '../flags.js'
import { examples } from '../help.js'
import type { Context } from '../rooms.js'
import { resolveSettings } from '../settings.js'
import { type OutputSettings, outputSettings } from '../ui/ui.js'
import { follow } from './follow.js'
import { showSummary } from './show-summary.js'

export function addReportCommand(program: Command, context: Context): void {
  const command = program
    .command('report')
    .description("write a run's reports again from its journal; print its summary")
    .argument('<run>', "the run's folder")
  addOptions(command, ['json', 'quiet', 'verbose', 'no-color', 'config'])
  command.addHelpText('after', examples(['contact-sync report --json contact-sync-runs/<run id>']))
  command.action(async (folder: string) => context.exit(await runReport(folder, command, context)))
}

/** Exits 0 once the reports are written, however the run itself ended. */
async function runReport(folder: string, command: Command, context: Context): Promise<number> {
  const { rooms, io } = context
  const settings = await resolveSettings({ flags: flagLayer(command), env: io.env, targets: rooms.targets })
  // Events are a run's: what was asked for here is text or, with --json, the summary.
  const output: OutputSettings = { ...outputSettings(settings), logFormat: 'text' }
  context.show(output)
  const rebuild = await rooms.rebuildReports()
  const limit = { rate: undefined, batchSize: 1 }
  const followed = await follow((controls) => rebuild(folder, controls), {
    output,
    limit,
    io,
    warnings: settings.warnings,
  })
  await showSummary(followed, undefined, output, io, io.stdout)
  return 0
}
