import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { reasonOf } from '../../errors.js'
import { runsFolder } from '../../runs/folders.js'
import { stateHome } from '../../state/location.js'
import type { Target } from '../../targets/target.js'
import { neededNode } from '../../version.js'
import { keySource, readApiKey } from '../api-key.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit.js'
import { originText } from '../layer.js'
import { optionNames } from '../options.js'
import type { Settings } from '../settings.js'
import { type Check, doubtful, ok, wrong, wrongBy } from './check.js'

export function checkNode(version: string = process.versions.node): Check {
  const needed = neededNode()
  if (isAtLeast(version, needed)) return ok('Node.js', version)
  const message = `${version}; contact-sync needs ${needed} or later`
  return wrong('Node.js', message, exitCodes.usage, 'Install a newer one from https://nodejs.org/.')
}

function isAtLeast(version: string, needed: string): boolean {
  const [have, want] = [version.split('.').map(Number), needed.split('.').map(Number)]
  const at = want.findIndex((part, index) => part !== have[index])
  return at === -1 || (have[at] ?? 0) > (want[at] ?? 0)
}

/** Which file was read, and where each setting that was given comes from. */
export function checkConfiguration({ configFile, origin, warnings, inlineMapping }: Settings): Check {
  const file = configFile === undefined ? 'no contact-sync.yaml here' : configFile
  const given = optionNames.filter((name) => !['default', 'flag'].includes(origin(name).kind))
  const sources = given.map((name) => `${name} from ${originText(origin(name))}`)
  if (inlineMapping !== undefined) sources.push(`mapping in ${originText(inlineMapping.origin)}`)
  const message = [file, ...sources].join('; ')
  if (warnings.length > 0) return doubtful('configuration', `${message}; ${warnings.join('; ')}`)
  return ok('configuration', message)
}

export interface KeyCheck {
  readonly check: Check
  readonly apiKey: string | undefined
}

export async function checkKey(target: Target, settings: Settings, env: Environment): Promise<KeyCheck> {
  const name = 'API key'
  try {
    const { key: apiKey, warnings } = await readApiKey(target, settings, env)
    const source = keySource(target, settings, env)
    const where = `from ${source.kind === 'file' ? source.path : target.apiKeyVariable}`
    const problem = target.probe?.keyProblem?.(apiKey)
    if (problem !== undefined)
      return { apiKey, check: wrong(name, `${where}: ${problem}`, exitCodes.usage, 'Copy it again, whole.') }
    if (warnings.length > 0) return { apiKey, check: doubtful(name, warnings.join('; ')) }
    return { apiKey, check: ok(name, where) }
  } catch (error) {
    return { apiKey: undefined, check: wrongBy(name, error) }
  }
}

/** Where runs and memories are written. Nothing is made. */
export function checkFolders({ values }: Settings): Check[] {
  const memory = values.state === undefined ? stateHome() : dirname(resolve(values.state))
  const runs = resolve(values['report-dir'] ?? runsFolder)
  return [
    checkFolder('state folder', memory, 'Set XDG_STATE_HOME'),
    checkFolder('runs folder', runs, 'Give --report-dir'),
  ]
}

function checkFolder(name: string, path: string, remedy: string): Check {
  const existing = nearestExisting(path)
  try {
    if (!statSync(existing).isDirectory()) throw new Error(`${existing} is not a folder`)
    accessSync(existing, constants.W_OK | constants.X_OK)
    return ok(name, existing === path ? path : `${path}, made when it is needed`)
  } catch (error) {
    const message = `${path} cannot be written: ${reasonOf(error)}`
    return wrong(name, message, exitCodes.usage, `${remedy} to a folder that can be written.`)
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}
