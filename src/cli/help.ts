import type { Command } from 'commander'
import type { Target } from '../targets/target.js'
import { exitCodeHelp } from './exit.js'
import { assignmentOptions } from './options.js'

const widest = 100

/** Gives a command, and those that are added to it later, the look of our help. */
export function shapeHelp(program: Command, columns: number | undefined, color: boolean): void {
  program.configureHelp({
    helpWidth: Math.min(columns ?? 80, widest),
    minWidthToWrap: 20,
    visibleCommands: (command) => leaves(command),
    subcommandTerm: (command) => commandTerm(command, program),
    ...(color && { styleTitle: (text: string) => `\u001b[1m${text}\u001b[22m` }),
  })
}

/** A group that only leads to its commands is shown as these. */
function leaves(command: Command): Command[] {
  return command.commands.flatMap((one) => (one.commands.length > 0 ? leaves(one) : [one]))
}

/** `notifuse upsert <file>` */
function commandTerm(command: Command, program: Command): string {
  const names: string[] = []
  for (let one: Command | null = command; one !== null && one !== program; one = one.parent)
    names.unshift(one.name())
  const operands = command.registeredArguments.map((one) =>
    one.required ? `<${one.name()}>` : `[${one.name()}]`,
  )
  return [...names, ...operands].join(' ')
}

/** Below the options of a sync command. */
export function syncHelp(target: Target): string {
  const command = `contact-sync ${target.name} ${target.operation}`
  const [assignment] = assignmentOptions(target)
  const field = assignment === undefined ? [] : [`${command} --${assignment.name} 'city=Town' contacts.csv`]
  return (
    section('Examples', [
      `${command} --dry-run contacts.csv`,
      `${command} --sandbox contacts.csv`,
      `${command} -m mapping.yaml contacts.ndjson.gz`,
      ...field,
      `zcat export.csv.gz | ${command} --format csv -`,
    ]) +
    section('Environment', [
      `${target.apiKeyVariable.padEnd(24)}  the API key; keys are never taken as options`,
      'CONTACT_SYNC_<OPTION>     every option, as in CONTACT_SYNC_MAX_FAILED=1%',
      'NO_COLOR                  no colors',
    ]) +
    section('Configuration', [
      'Every option is also a key of contact-sync.yaml, for all targets or under',
      `"${target.name}:"; the mapping can stand there too. A flag outranks the environment,`,
      'the environment the file. --no-<option> switches off what they switch on.',
      '"contact-sync config" shows each value and where it comes from.',
    ]) +
    exitHelp()
  )
}

export function exitHelp(): string {
  return section(
    'Exit codes',
    exitCodeHelp.map(([code, meaning]) => `${String(code).padStart(2)}  ${meaning}`),
  )
}

export function examples(lines: readonly string[]): string {
  return section('Examples', lines)
}

/** A heading and the indented lines below it. */
export function section(title: string, lines: readonly string[]): string {
  return `\n${title}:\n${lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')}`
}
