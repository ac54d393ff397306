import { UsageError } from '../errors.js'
import { startSandbox } from './sandbox.js'

/**
 * Limits of an embedded sandbox: what Connectif grants in a minute, in a second. A trial shows how the pace is kept
 * without a minute's wait for every hundred contacts.
 */
const trialLimits = ['fixed:api=connectif,calls=100,per=1s']

/** A sandbox inside this process, seen as the API of one target. It ends with `close` and keeps nothing. */
export async function standIn(target: {
  readonly name: string
}): Promise<{ baseUrl: URL; apiKey: string; close(): Promise<void> }> {
  const sandbox = await startSandbox({ limits: trialLimits })
  const apis: Readonly<Record<string, { url: string; apiKey: string } | undefined>> = {
    notifuse: { url: sandbox.notifuseUrl, apiKey: 'sandbox' },
    connectif: { url: sandbox.connectifUrl, apiKey: 'sandbox:sandbox' },
  }
  const api = apis[target.name]
  if (api === undefined) throw new UsageError(`there is no sandbox for ${target.name}`)
  return { baseUrl: new URL(api.url), apiKey: api.apiKey, close: () => sandbox.close() }
}
