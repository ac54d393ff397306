import { stat } from 'node:fs/promises'
import { UsageError } from '../errors.js'
import type { Target } from '../targets/target.js'
import type { Environment } from './environment.js'
import { nameAt } from './layer.js'
import type { Settings } from './settings.js'
import { readTextFile } from './text-file.js'

export interface ApiKey {
  readonly key: string
  readonly warnings: readonly string[]
}

/** Where the API key is to be looked for: `--api-key-file` outranks the variable, a configuration file does not. */
export type KeySource =
  | { readonly kind: 'variable' | 'nowhere' }
  | { readonly kind: 'file'; readonly path: string }

export function keySource(target: Target, settings: Settings, env: Environment): KeySource {
  const path = settings.values['api-key-file']
  const inVariable = (env[target.apiKeyVariable] ?? '') !== ''
  const weak = settings.origin('api-key-file').kind === 'file'
  if (path !== undefined && !(weak && inVariable)) return { kind: 'file', path }
  return { kind: inVariable ? 'variable' : 'nowhere' }
}

/** The API key of a target. Throws UsageError, never quoting it. */
export async function readApiKey(target: Target, settings: Settings, env: Environment): Promise<ApiKey> {
  const source = keySource(target, settings, env)
  if (source.kind === 'file')
    return readKeyFile(source.path, nameAt('api-key-file', settings.origin('api-key-file')))
  if (source.kind === 'variable') {
    return { key: checkKey(env[target.apiKeyVariable] ?? '', target.apiKeyVariable), warnings: [] }
  }
  throw new UsageError(`there is no API key for ${target.title}`, {
    hint: `Set ${target.apiKeyVariable}, or give --api-key-file <path>. To try without a key: --sandbox.`,
  })
}

async function readKeyFile(path: string, option: string): Promise<ApiKey> {
  const key = checkKey(await readTextFile(path, option), path)
  const open = process.platform !== 'win32' && ((await stat(path)).mode & 0o004) !== 0
  const warning = `the API key in ${path} can be read by every user of this machine; chmod 600 it`
  return { key, warnings: open ? [warning] : [] }
}

/** A key that a header can carry: visible ASCII. */
function checkKey(text: string, where: string): string {
  const key = text.trim()
  if (key === '') throw new UsageError(`the API key in ${where} is empty`)
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new UsageError(
      `the API key in ${where} holds a space or another character that no header can carry`,
      {
        hint: 'It must be the key alone, on one line.',
      },
    )
  }
  return key
}
