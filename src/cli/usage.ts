import type { Command, CommanderError } from 'commander'
import { UsageError } from '../errors.js'
import { nearest } from '../nearest.js'
import { commandLine } from '../shell.js'
import type { Target } from '../targets/target.js'
import { assignmentOptions } from './options.js'

/** What commander found wrong with a command line, in our voice and with the nearest right word. */
export function usageError(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
  targets: readonly Target[],
): UsageError {
  const command = commandOf(program, argv)
  const path = pathOf(command)
  const name = path.slice(1).join(' ')
  const word = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const help = `See: ${commandLine([...path, '--help'])}`
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownOption(word.split('=', 1)[0] ?? '', command, targets)
    case 'commander.unknownCommand':
      return unknownCommand(word, command, targets)
    case 'commander.missingArgument':
      return new UsageError(`${name}: <${word}> is missing`, { hint: help })
    case 'commander.optionMissingArgument':
      return new UsageError(`${word.replace(/^-\w, /, '')}: the value is missing`, { hint: help })
    case 'commander.excessArguments':
      return new UsageError(`${name}: too many arguments`, {
        hint: `A name with spaces in it needs quotes. ${help}`,
      })
    default:
      return new UsageError(error.message.replace(/^error: /, ''), { hint: help })
  }
}

/** The command that the words lead to: where commander was when it gave up. */
function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program
  for (const word of argv) {
    const next = command.commands.find((one) => one.name() === word)
    if (next === undefined) return command
    command = next
  }
  return command
}

function pathOf(command: Command): readonly string[] {
  const names: string[] = []
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name())
  return names
}

/** `flag` without its value: a mistyped option may hold a secret. */
function unknownOption(flag: string, command: Command, targets: readonly Target[]): UsageError {
  if (/^--?(api)?[-_]?key$/i.test(flag)) return keyAsOption(flag, command, targets)
  const owner = targets.find((target) => assignmentOptions(target).some(({ name }) => `--${name}` === flag))
  const known = command.options.filter((option) => !option.hidden).flatMap(({ long }) => long ?? [])
  const near = nearest(flag, [...known, '--help', ...(command.parent === null ? ['--version'] : [])])
  const path = pathOf(command)
  const belongs =
    owner === undefined ? '' : `It is an option of contact-sync ${owner.name} ${owner.operation}. `
  const meant =
    near === undefined || owner !== undefined ? `See: ${path.join(' ')} --help` : `Did you mean ${near}?`
  const where = command.parent === null ? '' : ` of ${path.slice(1).join(' ')}`
  return new UsageError(`${flag} is no option${where}`, { hint: `${belongs}${meant}` })
}

function keyAsOption(flag: string, command: Command, targets: readonly Target[]): UsageError {
  const target = targets.find(({ name }) => name === command.parent?.name())
  const variable = (target === undefined ? targets : [target]).map((one) => one.apiKeyVariable).join(' or ')
  return new UsageError(
    `${flag}: API keys are not taken as options: they would show in process lists and logs`,
    {
      hint: `Set ${variable} in the environment, or give --api-key-file <path>.`,
    },
  )
}

function unknownCommand(word: string, command: Command, targets: readonly Target[]): UsageError {
  const path = pathOf(command)
  const names = command.commands.map((one) => one.name())
  const owner = command.parent === null ? targets.find((target) => target.operation === word) : undefined
  const near = owner === undefined ? nearest(word, names) : `${owner.name} ${owner.operation}`
  const meant =
    near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean ${[...path, near].join(' ')}?`
  return new UsageError(`${[...path.slice(1), JSON.stringify(word)].join(' ')} is no command`, {
    hint: meant,
  })
}
