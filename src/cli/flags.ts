import { type Command, Option } from 'commander'
import type { Target } from '../targets/target.js'
import type { Given, GivenList, Layer, Origin } from './layer.js'
import {
  assignmentGroup,
  assignmentOptions,
  assignmentValue,
  defaultInWords,
  isFlag,
  type OptionName,
  optionInfo,
  optionNames,
} from './options.js'

const flagOrigin: Origin = { kind: 'flag' }

/** Gives a command the sync options, and the target's own. Commander holds no defaults: they would outrank a file. */
export function addSyncOptions(command: Command, target: Target): void {
  addTargetOptions(command, optionNames, target)
}

/** Gives a command those of the sync options that are named, with the target's defaults, and the target's own. */
export function addTargetOptions(command: Command, names: readonly OptionName[], target: Target): void {
  for (const name of names) {
    addOption(command, name, defaultInWords(name, target))
    if (name === 'key-column') addAssignmentOptions(command, target)
  }
  addHelpFlag(command)
}

/** Gives a command those of the sync options that are named; defaults are not shown. */
export function addOptions(command: Command, names: readonly OptionName[]): void {
  for (const name of names) addOption(command, name, undefined)
  addHelpFlag(command)
}

function addHelpFlag(command: Command): void {
  command.addHelpOption(new Option('-h, --help', 'print this help').helpGroup(optionInfo('json').group))
}

function addOption(command: Command, name: OptionName, otherwise: string | undefined): void {
  const info = optionInfo(name)
  const words = [info.short === undefined ? `--${name}` : `${info.short}, --${name}`, info.value ?? []].flat()
  const help = otherwise === undefined ? info.help : `${info.help} (default: ${otherwise})`
  command.addOption(new Option(words.join(' '), help).helpGroup(info.group))
  if (isFlag(name)) command.addOption(new Option(`--${opposite(name)}`).helpGroup(info.group).hideHelp())
}

function addAssignmentOptions(command: Command, target: Target): void {
  for (const { name, help } of assignmentOptions(target)) {
    const option = new Option(`--${name} ${assignmentValue}`, help).helpGroup(assignmentGroup)
    command.addOption(
      option.argParser((text, before) => (Array.isArray(before) ? [...before, text] : [text])),
    )
  }
}

/** What switches a flag off again where the environment or a file has switched it on. */
function opposite(name: string): string {
  return name.startsWith('no-') ? name.slice('no-'.length) : `no-${name}`
}

/** What was given on the command line. */
export function flagLayer(command: Command, target?: Target): Layer {
  const given = givenOptions(command)
  const options = new Map<OptionName, Given>()
  for (const name of optionNames) {
    const text = given.get(name)
    if (typeof text === 'string') options.set(name, { text, origin: flagOrigin })
  }
  const assignments = new Map<string, GivenList>()
  for (const { name } of target === undefined ? [] : assignmentOptions(target)) {
    const texts = given.get(name)
    if (Array.isArray(texts)) assignments.set(name, { texts: texts.map(String), origin: flagOrigin })
  }
  return { options, assignments }
}

/** Long name → text. Commander knows `--no-x` as the negation of `x`, whichever of the two we call the option. */
function givenOptions(command: Command): ReadonlyMap<string, unknown> {
  const given = new Map<string, unknown>()
  for (const option of command.options) {
    const attribute = option.attributeName()
    if (option.hidden || command.getOptionValueSource(attribute) !== 'cli') continue
    const value: unknown = command.getOptionValue(attribute)
    const name = option.long?.slice(2) ?? ''
    given.set(name, typeof value === 'boolean' ? String(value !== option.negate) : value)
  }
  return given
}
