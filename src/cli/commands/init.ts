import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { mappingSchemaName } from '../../mapping/json-schema.js'
import { commandLine } from '../../shell.js'
import type { Target } from '../../targets/target.js'
import { addOptions, flagLayer } from '../flags.js'
import { examples } from '../help.js'
import { printable } from '../printable.js'
import type { Context } from '../rooms.js'
import { resolveSettings } from '../settings.js'
import { outputSettings } from '../ui/ui.js'

/** Adds `init <target> <file>`, once for each target. */
export function addInitCommands(program: Command, context: Context): void {
  const description = "print a mapping guessed from the file's columns"
  const group = program.command('init').description(description)
  for (const target of context.rooms.targets) {
    const command = group
      .command(target.name)
      .description(description)
      .argument('<file>', 'CSV or NDJSON file; - for standard input')
    addOptions(command, ['format', 'delimiter', 'encoding', 'config'])
    const words = `contact-sync init ${target.name}`
    command.addHelpText('after', examples([`${words} contacts.csv > mapping.yaml`]))
    command.action(async (file: string) => runInit(target, file, command, context))
  }
}

async function runInit(target: Target, file: string, command: Command, context: Context): Promise<void> {
  const { rooms, io } = context
  const settings = await resolveSettings({
    flags: flagLayer(command),
    env: io.env,
    targets: rooms.targets,
    target,
  })
  context.show(outputSettings(settings))
  const { format, delimiter, encoding } = settings.values
  const guessMapping = await rooms.guessMapping()
  const { text, warnings } = await guessMapping({
    target,
    file,
    source: { format, delimiter, encoding },
    schema: schemaFor(target),
    lines: nextSteps(target, file, { format, delimiter, encoding }),
  })
  for (const warning of [...settings.warnings, ...warnings]) {
    io.stderr.write(`contact-sync: warning: ${printable(warning)}\n`)
  }
  io.stdout.write(text)
}

/** The command reads the file as it was read here. */
function nextSteps(
  target: Target,
  file: string,
  reading: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const given = Object.entries(reading).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  const words = [
    'contact-sync',
    target.name,
    target.operation,
    '-m',
    'mapping.yaml',
    ...given,
    '--dry-run',
    file,
  ]
  return [`To try it: ${printable(commandLine(words))}`]
}

/** The schema as this installation has it: by a path where it lies below the working folder, else by a URL. */
function schemaFor(target: Target): string {
  const path = fileURLToPath(new URL(`../../../schema/${mappingSchemaName(target)}`, import.meta.url))
  const below = relative(process.cwd(), path)
  const isBelow = !below.startsWith('..') && !isAbsolute(below) && !/\s/.test(below)
  return isBelow ? `./${below.split(sep).join('/')}` : pathToFileURL(path).href
}
