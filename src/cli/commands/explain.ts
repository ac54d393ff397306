import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import type { Target } from '../../targets/target.js'
import { exitCodes } from '../exit.js'
import { addTargetOptions, flagLayer } from '../flags.js'
import { examples } from '../help.js'
import type { OptionName } from '../options.js'
import { printable } from '../printable.js'
import type { Context } from '../rooms.js'
import { resolveSettings } from '../settings.js'
import { syncSettings } from '../sync-settings.js'
import { explanationText } from '../ui/explanation.js'
import { styleFor } from '../ui/style.js'
import { outputSettings } from '../ui/ui.js'
import { wholeNumber } from '../units.js'

const inputOptions = ['format', 'delimiter', 'encoding', 'skip', 'limit'] as const satisfies OptionName[]
const mappingOptions = ['mapping', 'key-column', 'empty'] as const satisfies OptionName[]
const outputOptions = ['no-color', 'config'] as const satisfies OptionName[]

/** Adds `explain <target> <file>`, once for each target: the options that fill fields are the target's own. */
export function addExplainCommands(program: Command, context: Context): void {
  const description = 'follow one record: as read, as mapped, as sent'
  const group = program.command('explain').description(description)
  for (const target of context.rooms.targets) addExplainCommand(group, target, description, context)
}

function addExplainCommand(group: Command, target: Target, description: string, context: Context): void {
  const command = group
    .command(target.name)
    .description(description)
    .argument('<file>', 'CSV or NDJSON file; - for standard input')
  command.optionsGroup('Which record:').option('--row <n>', 'its number: records count from 1')
  addTargetOptions(command, [...inputOptions, ...mappingOptions, ...outputOptions], target)
  command.optionsGroup('Output:').option('--json', 'print JSON')
  const words = `contact-sync explain ${target.name}`
  command.addHelpText(
    'after',
    examples([`${words} --row 12 contacts.csv`, `${words} --row 12 -m mapping.yaml --json contacts.csv`]),
  )
  command.action(async (file: string) => context.exit(await runExplain(target, file, command, context)))
}

/** Exits 0, or 1 if the row would fail. */
async function runExplain(target: Target, file: string, command: Command, context: Context): Promise<number> {
  const { rooms, io } = context
  const row = rowNumber(command.opts().row)
  const asJson = command.opts().json === true
  const flags = flagLayer(command, target)
  const settings = await resolveSettings({ flags, env: io.env, targets: rooms.targets, target })
  context.show(outputSettings(settings))
  // Nothing is sent, so nothing of the destination counts.
  const destination = { baseUrl: new URL(target.defaultBaseUrl), apiKey: '' }
  const syncing = await syncSettings(target, file, settings, destination)
  const explained = await (await rooms.explain())(syncing, row)
  for (const warning of [...settings.warnings, ...explained.warnings]) {
    io.stderr.write(`contact-sync: warning: ${printable(warning)}\n`)
  }
  if (asJson) io.stdout.write(`${JSON.stringify(explained, null, 2)}\n`)
  else
    io.stdout.write(explanationText(explained, await styleFor(io.stdout, io, !settings.values['no-color'])))
  return explained.issue === null ? exitCodes.ok : exitCodes.rowsFailed
}

function rowNumber(given: unknown): number {
  if (typeof given !== 'string') {
    throw new UsageError('--row is missing', {
      hint: 'Say which record to explain: --row 1 is the first one, below the header.',
    })
  }
  const read = wholeNumber({ min: 1 }).safeParse(given)
  if (read.success) return read.data
  throw new UsageError(`--row: ${JSON.stringify(given)} ${read.error.issues[0]?.message ?? 'is wrong'}`)
}
