import type { Command } from 'commander'
import type { Target } from '../../targets/target.js'
import { keySource } from '../api-key.js'
import type { Environment } from '../environment.js'
import { findTarget } from '../find-target.js'
import { addOptions, flagLayer } from '../flags.js'
import { examples } from '../help.js'
import { originText } from '../layer.js'
import { defaultInWords, defaultText, type OptionName, optionInfo, optionNames } from '../options.js'
import { printable } from '../printable.js'
import type { Context } from '../rooms.js'
import { resolveSettings, type Settings } from '../settings.js'
import { type Style, styleFor } from '../ui/style.js'

/** One setting as it is shown; an origin is `CONTACT_SYNC_RATE`, `contact-sync.yaml:3`, `default`. */
interface Shown {
  readonly option: string
  /** As it would be typed; undefined: nothing was given and `words` say what holds then. */
  readonly value: string | undefined
  readonly words: string | undefined
  readonly origin: string
}

export function addConfigCommand(program: Command, context: Context): void {
  const command = program
    .command('config')
    .description('show each setting and where it comes from')
    .argument('[target]', `only for one target: ${context.rooms.targets.map(({ name }) => name).join(', ')}`)
  command.optionsGroup('Output:').option('--json', 'print JSON')
  addOptions(command, ['no-color', 'config'])
  command.addHelpText(
    'after',
    examples(['contact-sync config', 'CONTACT_SYNC_RATE=10/s contact-sync config --json']),
  )
  command.action(async (name: string | undefined) => runConfig(name, command, context))
}

async function runConfig(name: string | undefined, command: Command, { rooms, io }: Context): Promise<void> {
  const targets = name === undefined ? rooms.targets : [findTarget(name, rooms.targets)]
  const { options, ...flags } = flagLayer(command)
  // This command's own --json says nothing about a sync's.
  const others = new Map([...options].filter(([option]) => option !== 'json'))
  const byTarget = new Map<Target, Settings>()
  for (const target of targets) {
    const sources = { flags: { ...flags, options: others }, env: io.env, targets: rooms.targets, target }
    byTarget.set(target, await resolveSettings(sources))
  }
  const [first] = byTarget.values()
  for (const warning of first?.warnings ?? [])
    io.stderr.write(`contact-sync: warning: ${printable(warning)}\n`)
  const shown = [...byTarget].map(([target, settings]) => ({
    target,
    rows: shownSettings(target, settings, io.env),
  }))
  if (options.has('json')) io.stdout.write(asJson(shown))
  else io.stdout.write(asText(shown, await styleFor(io.stdout, io, first?.values['no-color'] !== true)))
}

function shownSettings(target: Target, settings: Settings, env: Environment): readonly Shown[] {
  const rows = optionNames
    .filter((name) => name !== 'config')
    .map((name) => shownOption(name, target, settings))
  const assignments = settings.assignments.map(({ option, text, origin }) => {
    return { option, value: text, words: undefined, origin: originText(origin) }
  })
  return [shownKey(target, settings, env), ...rows, ...assignments]
}

function shownOption(option: OptionName, target: Target, settings: Settings): Shown {
  const { inlineMapping, texts } = settings
  if (option === 'mapping' && inlineMapping !== undefined) {
    return { option, value: undefined, words: 'in the file itself', origin: originText(inlineMapping.origin) }
  }
  const text = texts.get(option)
  const value = text === undefined ? defaultText(option) : optionInfo(option).secret === true ? 'set' : text
  const words = value === undefined ? (defaultInWords(option, target) ?? 'none') : undefined
  return { option, value, words, origin: originText(settings.origin(option)) }
}

/** Says whether there is a key, and where; never what it is. */
function shownKey(target: Target, settings: Settings, env: Environment): Shown {
  const source = keySource(target, settings, env)
  const origin =
    source.kind === 'variable' ? target.apiKeyVariable : source.kind === 'file' ? source.path : 'default'
  const words = source.kind === 'nowhere' ? `none: set ${target.apiKeyVariable}` : 'set'
  return { option: 'API key', value: undefined, words, origin }
}

type ShownTarget = { readonly target: Target; readonly rows: readonly Shown[] }

function asJson(shown: readonly ShownTarget[]): string {
  const entries = shown.map(({ target, rows }) => {
    return [
      target.name,
      rows.map(({ option, value, words, origin }) => ({ option, value: value ?? null, words, origin })),
    ]
  })
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}

/** A block a target; values that are words, not values, are set back. */
function asText(shown: readonly ShownTarget[], style: Style): string {
  const blocks = shown.map(({ target, rows }) => {
    const width = (pick: (row: Shown) => string) => Math.max(...rows.map((row) => pick(row).length))
    const [optionWidth, originWidth] = [width(({ option }) => option), width(({ origin }) => origin)]
    const lines = rows.map(({ option, value, words, origin }) => {
      const from = style(printable(origin).padEnd(originWidth), origin === 'default' ? 'faint' : 'accent')
      const what = value === undefined ? style(printable(words ?? ''), 'faint') : printable(value)
      return `  ${option.padEnd(optionWidth)}  ${from}  ${what}`
    })
    return `${[style(`${target.name} ${target.operation}`, 'strong'), ...lines].join('\n')}\n`
  })
  return blocks.join('\n')
}
