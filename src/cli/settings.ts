import { existsSync } from 'node:fs'
import { UsageError } from '../errors.js'
import type { Target } from '../targets/target.js'
import { type Environment, environmentLayer, unknownVariables } from './environment.js'
import { emptyLayer, type InlineMapping, type Layer, nameAt, type Origin } from './layer.js'
import {
  assignmentOptions,
  isOptionName,
  type OptionName,
  type OptionValues,
  optionNames,
  optionTable,
  quoted,
} from './options.js'

/** What settings are made from. */
export interface SettingsSources {
  readonly flags: Layer
  readonly env: Environment
  /** All of them: the configuration file is checked whole. */
  readonly targets: readonly Target[]
  /** The one that the command is about; left out, what holds for one target only is passed over. */
  readonly target?: Target | undefined
}

/** Every option's value and where it comes from. */
export interface Settings {
  readonly values: OptionValues
  /** The values as they were written; only those that were given. */
  readonly texts: ReadonlyMap<OptionName, string>
  readonly origin: (name: OptionName) => Origin
  /** `--set` and the like, in the order of the target's sections, each in the order given. */
  readonly assignments: readonly { readonly option: string; readonly text: string; readonly origin: Origin }[]
  /** A mapping inside the configuration file, where no stronger source names another. */
  readonly inlineMapping: InlineMapping | undefined
  readonly configFile: string | undefined
  readonly warnings: readonly string[]
}

const configName = 'contact-sync.yaml'

/**
 * Puts the sources together: flag, then environment, then file (its section, then its top), then default.
 * Throws UsageError for the first value that cannot be, named as its user gave it.
 */
export async function resolveSettings(sources: SettingsSources): Promise<Settings> {
  const { flags, env, targets, target } = sources
  const environment = environmentLayer(env, target)
  const file = configNamed(flags, environment)
  const [section, common] = await fileLayers(file, targets, target)
  const layers = [flags, environment, section, common]
  const { texts, origins } = strongest(layers)
  return {
    values: check(texts, origins),
    texts,
    origin: (name) => origins.get(name) ?? { kind: 'default' },
    assignments: target === undefined ? [] : assignmentsOf(layers, target),
    inlineMapping: origins.has('mapping') ? undefined : section.inlineMapping,
    configFile: file?.path,
    warnings: unknownVariables(env, targets),
  }
}

/** The file's path, and its name in messages. */
function configNamed(flags: Layer, environment: Layer): { path: string; name: string } | undefined {
  const given = flags.options.get('config') ?? environment.options.get('config')
  if (given !== undefined) return { path: given.text, name: nameAt('config', given.origin) }
  return existsSync(configName) ? { path: configName, name: 'the configuration file' } : undefined
}

async function fileLayers(
  file: { path: string; name: string } | undefined,
  targets: readonly Target[],
  target: Target | undefined,
): Promise<readonly [Layer, Layer]> {
  if (file === undefined) return [emptyLayer, emptyLayer]
  const { readConfigFile } = await import('./config-file.js')
  const { common, sections } = await readConfigFile(file.path, file.name, targets)
  return [sections.get(target?.name ?? '') ?? emptyLayer, common]
}

function strongest(layers: readonly Layer[]) {
  const texts = new Map<OptionName, string>()
  const origins = new Map<OptionName, Origin>()
  for (const name of optionNames) {
    const layer = layers.find(
      (one) => one.options.has(name) || (name === 'mapping' && one.inlineMapping !== undefined),
    )
    const given = layer?.options.get(name)
    if (given === undefined) continue
    texts.set(name, given.text)
    origins.set(name, given.origin)
  }
  return { texts, origins }
}

function check(
  texts: ReadonlyMap<OptionName, string>,
  origins: ReadonlyMap<OptionName, Origin>,
): OptionValues {
  const result = optionTable.safeParse(Object.fromEntries(texts))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const name = String(issue?.path[0])
  const text = isOptionName(name) ? (texts.get(name) ?? '') : ''
  const origin: Origin = (isOptionName(name) ? origins.get(name) : undefined) ?? { kind: 'default' }
  const said = isOptionName(name) ? quoted(name, text) : JSON.stringify(text)
  throw new UsageError(`${nameAt(name, origin)}: ${said} ${issue?.message ?? 'is wrong'}`)
}

function assignmentsOf(layers: readonly Layer[], target: Target): Settings['assignments'] {
  return assignmentOptions(target).flatMap(({ name: option }) => {
    const given = layers.find(({ assignments }) => assignments.has(option))?.assignments.get(option)
    return given === undefined ? [] : given.texts.map((text) => ({ option, text, origin: given.origin }))
  })
}
