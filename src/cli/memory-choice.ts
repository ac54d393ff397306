import { UsageError } from '../errors.js'
import { accountOf, identityUrl, memoryFolder, memoryPath, stateHome } from '../state/location.js'
import { listMemories } from '../state/manage.js'
import type { Target } from '../targets/target.js'
import { readApiKey } from './api-key.js'
import type { Environment } from './environment.js'
import type { Settings } from './settings.js'

/** The memories of this user, by path; those that `--state` put elsewhere are not known. */
export function ownMemories(): readonly string[] {
  return listMemories(memoryFolder(stateHome())).map(({ path }) => path)
}

/**
 * The memory that is meant: the one at `--state`, else that of the target, its base URL and account. Undefined if
 * neither is given. Needs the API key where no account is named.
 */
export async function chosenMemory(
  target: Target | undefined,
  settings: Settings,
  env: Environment,
): Promise<string | undefined> {
  const { values } = settings
  if (values.state !== undefined) return values.state
  if (target === undefined) return undefined
  const apiKey = values.account === undefined ? (await readApiKey(target, settings, env)).key : ''
  return memoryPath(stateHome(), {
    target: target.name,
    baseUrl: identityUrl(values['base-url'] ?? new URL(target.defaultBaseUrl)),
    account: accountOf(apiKey, values.account),
  })
}

/** For a command that needs one memory. Throws UsageError that names those there are. */
export function whichMemory(): UsageError {
  const paths = ownMemories()
  const known = paths.length === 0 ? 'There are none yet.' : `There are:\n${paths.join('\n')}`
  return new UsageError('which memory? Say it by --target, or by --state', { hint: known })
}
