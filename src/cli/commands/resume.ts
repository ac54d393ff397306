import type { Command } from 'commander'
import { proxyFor } from '../../delivery/proxy.js'
import type { DeliverySettings } from '../../run.js'
import { readApiKey } from '../api-key.js'
import { addOptions, flagLayer } from '../flags.js'
import { examples, exitHelp } from '../help.js'
import { type OptionName, optionInfo, optionNames } from '../options.js'
import type { Context, ResumeOverrides } from '../rooms.js'
import { resolveSettings, type Settings } from '../settings.js'
import { checkFlags, deliverySettings } from '../sync-settings.js'
import { outputSettings } from '../ui/ui.js'
import { afterRun } from './after-run.js'
import { follow } from './follow.js'
import { showSummary } from './show-summary.js'

export function addResumeCommand(program: Command, context: Context): void {
  const command = program
    .command('resume')
    .description("go on with a run that stopped early; options given here take the place of the run's own")
    .argument('<run>', "the run's folder")
  addOptions(
    command,
    optionNames.filter((name) => optionInfo(name).resume === true),
  )
  command.addHelpText('after', examples(['contact-sync resume contact-sync-runs/<run id>']) + exitHelp())
  command.action(async (folder: string) => context.exit(await runResume(folder, command, context)))
}

async function runResume(folder: string, command: Command, context: Context): Promise<number> {
  const { rooms, io } = context
  const sources = { flags: flagLayer(command), env: io.env, targets: rooms.targets }
  const settings = await resolveSettings(sources)
  const output = outputSettings(settings)
  context.show(output)
  checkFlags(settings)
  const overrides: ResumeOverrides = {
    delivery: givenDelivery(settings),
    apiKey: async (target) => {
      // Throws for a proxy that cannot be used, before the run goes on.
      proxyFor(new URL(target.defaultBaseUrl), io.env)
      return (await readApiKey(target, await resolveSettings({ ...sources, target }), io.env)).key
    },
  }
  const resume = await rooms.resume()
  const followed = await follow((controls) => resume(folder, overrides, controls), {
    output,
    limit: { rate: undefined, batchSize: 1 },
    io,
    warnings: settings.warnings,
  })
  await showSummary(followed, undefined, output, io)
  // The run has said which target it is for: what the configuration file says for that one holds too.
  const target = rooms.targets.find(({ name }) => name === followed.result.target)
  await afterRun(followed, (await resolveSettings({ ...sources, target })).values, output, io)
  return followed.result.exitCode
}

/** Only what was given as a flag: a file or a variable that the run had outvoted must not win now. */
function givenDelivery(settings: Settings): Partial<DeliverySettings> {
  const all = deliverySettings(settings.values)
  const given = (option: OptionName) => settings.origin(option).kind === 'flag'
  return {
    ...(given('concurrency') && { concurrency: all.concurrency }),
    ...(given('rate') && { rate: all.rate }),
    ...(given('headroom') && { headroom: all.headroom }),
    ...(given('max-attempts') && { maxAttempts: all.maxAttempts }),
    ...(given('timeout') && { timeoutMs: all.timeoutMs }),
    ...(given('max-failed') && { maxFailed: all.maxFailed }),
    ...(given('max-duration') && { maxDurationMs: all.maxDurationMs }),
  }
}
