import type { Argument, Command, Option } from 'commander'
import { isOptionName, optionInfo } from '../options.js'

/** What can stand for a value; a list: one of these words. */
export type Values = 'file' | 'folder' | 'anything' | readonly string[]

export interface OptionModel {
  /** `--mapping`, `-m`. */
  readonly names: readonly string[]
  readonly help: string
  /** Undefined for an option without a value. */
  readonly values: Values | undefined
  readonly repeatable: boolean
}

/** A command as completion knows it. */
export interface CommandModel {
  /** Below the program, with slashes: `notifuse/upsert`; empty for the program itself. */
  readonly path: string
  readonly help: string
  readonly commands: readonly { readonly name: string; readonly help: string }[]
  readonly options: readonly OptionModel[]
  /** What stands for its first operand; undefined if it takes none. */
  readonly operand: Values | undefined
}

/** Every command of the program, the program first. `targets`: the names that stand for `<target>`. */
export function modelOf(program: Command, targets: readonly string[]): readonly CommandModel[] {
  const below = (command: Command, path: string): CommandModel[] => [
    commandModel(command, path, targets),
    ...command.commands.flatMap((one) => below(one, path === '' ? one.name() : `${path}/${one.name()}`)),
  ]
  return below(program, '')
}

function commandModel(command: Command, path: string, targets: readonly string[]): CommandModel {
  const [operand] = command.registeredArguments
  return {
    path,
    help: command.description(),
    commands: command.commands.map((one) => ({ name: one.name(), help: one.description() })),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => optionModel(option, targets)),
    operand: operand === undefined ? undefined : operandValues(operand, targets),
  }
}

function optionModel(option: Option, targets: readonly string[]): OptionModel {
  const takesValue = option.required || option.optional
  return {
    names: [option.long, option.short].filter((name) => name !== undefined),
    help: option.description,
    values: takesValue ? optionValues(option, targets) : undefined,
    repeatable: option.variadic || option.parseArg !== undefined,
  }
}

function optionValues({ long = '', flags, argChoices }: Option, targets: readonly string[]): Values {
  if (argChoices !== undefined) return argChoices
  const name = long.slice(2)
  if (name === 'target') return targets
  const choices = isOptionName(name) ? optionInfo(name).choices : undefined
  return choices ?? valuesOf(/<(.*)>$/.exec(flags)?.[1] ?? '')
}

function operandValues(operand: Argument, targets: readonly string[]): Values {
  if (operand.name() === 'target') return targets
  return operand.argChoices ?? valuesOf(operand.name())
}

/** What a placeholder says: `<file>`, `<dir>`, `<csv|ndjson>`. */
function valuesOf(placeholder: string): Values {
  if (placeholder === 'file' || placeholder === 'path') return 'file'
  if (['dir', 'folder', 'run'].includes(placeholder)) return 'folder'
  return /^[a-z]+(\|[a-z]+)+$/.test(placeholder) ? placeholder.split('|') : 'anything'
}
