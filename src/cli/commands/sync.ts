import type { Command } from 'commander'
import { proxyFor } from '../../delivery/proxy.js'
import type { StandIn } from '../../delivery/resume.js'
import type { SyncSettings } from '../../run.js'
import type { Target } from '../../targets/target.js'
import { readApiKey } from '../api-key.js'
import { addSyncOptions, flagLayer } from '../flags.js'
import { syncHelp } from '../help.js'
import { mendCommand } from '../mend.js'
import type { Context } from '../rooms.js'
import { resolveSettings, type Settings } from '../settings.js'
import { checkFlags, type Destination, syncSettings } from '../sync-settings.js'
import { planText } from '../ui/plan.js'
import type { KnownLimit } from '../ui/progress.js'
import { pathShortener } from '../ui/short-path.js'
import { styleFor } from '../ui/style.js'
import { type OutputSettings, outputSettings } from '../ui/ui.js'
import { afterRun } from './after-run.js'
import { follow } from './follow.js'
import { showSummary, textWidth } from './show-summary.js'

/** Adds a target's command: `notifuse upsert`, `connectif patch`. */
export function addSyncCommand(program: Command, target: Target, context: Context): void {
  const group = program.command(target.name).description(target.summary)
  const command = group
    .command(target.operation)
    .description(target.summary)
    .argument('<file>', 'CSV or NDJSON file; - for standard input')
  addSyncOptions(command, target)
  command.addHelpText('after', syncHelp(target))
  command.action(async (file: string) => {
    context.exit(await runSync(target, file, command, context))
  })
}

/** A sync that is about to run. */
interface Job {
  readonly target: Target
  readonly syncing: SyncSettings
  readonly settings: Settings
  readonly output: OutputSettings
  readonly warnings: readonly string[]
}

async function runSync(target: Target, file: string, command: Command, context: Context): Promise<number> {
  const { rooms, io } = context
  const flags = flagLayer(command, target)
  const settings = await resolveSettings({ flags, env: io.env, targets: rooms.targets, target })
  const output = outputSettings(settings)
  context.show(output)
  checkFlags(settings)
  const standIn = settings.values.sandbox ? await (await rooms.standIn())(target) : undefined
  try {
    const { destination, warnings } = await findDestination(target, settings, standIn, context)
    const syncing = await syncSettings(target, file, settings, destination)
    const job = { target, syncing, settings, output, warnings: [...settings.warnings, ...warnings] }
    return await (settings.values['dry-run'] ? plan(job, context) : sync(job, context))
  } finally {
    await standIn?.close()
  }
}

/** The stand-in; or the API, with the key that its user has. */
async function findDestination(
  target: Target,
  settings: Settings,
  standIn: StandIn | undefined,
  { io }: Context,
): Promise<{ destination: Destination; warnings: readonly string[] }> {
  if (standIn !== undefined) return { destination: standIn, warnings: [] }
  const { values } = settings
  const baseUrl = values['base-url'] ?? new URL(target.defaultBaseUrl)
  // A dry run sends nothing and needs no key, but where the key's hash is what tells one memory from another.
  const needsKey = !values['dry-run'] || (values['changed-only'] && values.account === undefined)
  if (!needsKey) return { destination: { baseUrl, apiKey: '' }, warnings: [] }
  // Throws for a proxy that cannot be used, before anything is made.
  if (!values['dry-run']) proxyFor(baseUrl, io.env)
  const { key, warnings } = await readApiKey(target, settings, io.env)
  return { destination: { baseUrl, apiKey: key }, warnings }
}

async function sync(job: Job, { rooms, io }: Context): Promise<number> {
  const run = await rooms.sync()
  const followed = await follow((controls) => run(job.syncing, controls), { ...job, limit: limitOf(job), io })
  const { failed } = followed.result.reports
  const mend =
    failed === undefined ? undefined : mendCommand(job.target, job.settings, pathShortener(io.stderr)(failed))
  await showSummary(followed, mend, job.output, io)
  await afterRun(followed, job.settings.values, job.output, io)
  return followed.result.exitCode
}

async function plan(job: Job, { rooms, io }: Context): Promise<number> {
  const make = await rooms.plan()
  const { result, reasons } = await follow((controls) => make(job.syncing, controls), {
    ...job,
    limit: { rate: undefined, batchSize: job.target.batchSize },
    io,
  })
  const { exitCode, ...rest } = result
  if (job.output.json) io.stdout.write(`${JSON.stringify({ ...rest, exitCode, reasons }, null, 2)}\n`)
  else
    io.stdout.write(
      planText(result, reasons, textWidth(io.stdout), await styleFor(io.stdout, io, job.output.color)),
    )
  return exitCode
}

/** The rate that was asked for, or what the API is known to grant less the headroom. */
function limitOf({ target, syncing }: Job): KnownLimit {
  const { rate, headroom } = syncing.delivery
  if (rate === 'none') return { rate: undefined, batchSize: target.batchSize }
  const granted = target.rate && {
    ...target.rate,
    calls: Math.max(1, target.rate.calls * (1 - headroom / 100)),
  }
  return { rate: rate ?? granted, batchSize: target.batchSize }
}
