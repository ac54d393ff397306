import type { ProxyServer } from '../../delivery/proxy.js'
import { reasonOf } from '../../errors.js'
import type { ApiAnswer, Target } from '../../targets/target.js'
import { toolVersion } from '../../version.js'
import { exitCodes } from '../exit.js'
import { timeText } from '../ui/format.js'
import { type Check, doubtful, ok, skipped, wrong } from './check.js'

export interface Question {
  readonly target: Target
  readonly baseUrl: URL
  /** Undefined: the API is asked without one, and has to answer something. */
  readonly apiKey: string | undefined
  readonly proxy: ProxyServer | undefined
  readonly timeoutMs: number
}

/** A clock further off than this is worth a word. */
const clockToleranceMs = 60_000

/** Asks the API the target's probe: whether it answers, takes the key, and has the same time. */
export async function checkApi(question: Question): Promise<Check[]> {
  const { target, apiKey } = question
  if (target.probe === undefined)
    return [skipped('API', `${target.title} has no request that writes nothing`)]
  let asked: Asked
  try {
    asked = await ask(question)
  } catch (error) {
    return [wrong('API', reasonOf(error), exitCodes.stopped, 'Try again later; then ask the vendor.')]
  }
  const { answer, ms } = asked
  const said = `answered ${answer.status} in ${timeText(ms)}; doctor ${target.probe.about}`
  const key =
    apiKey === undefined ? skipped('key at the API', 'there is none to ask with') : judge(target, answer)
  return [apiCheck(answer, said), key, checkClock(answer)]
}

function apiCheck({ status }: ApiAnswer, said: string): Check {
  if (status < 500) return ok('API', said)
  return wrong('API', said, exitCodes.stopped, "Try again later; see the vendor's status page.")
}

function judge(target: Target, answer: ApiAnswer): Check {
  const name = 'key at the API'
  const verdict = target.probe?.judge(answer)
  if (verdict === undefined) return skipped(name, 'not asked')
  const { kind, message, hint } = verdict
  if (kind === 'taken') return ok(name, message)
  if (kind === 'unclear') return doubtful(name, message, hint)
  return wrong(name, message, kind === 'refused' ? exitCodes.credentials : exitCodes.usage, hint)
}

function checkClock({ headers }: ApiAnswer): Check {
  const stated = Date.parse(String(headers.date ?? ''))
  if (Number.isNaN(stated)) return skipped('clock', 'the answer states no date')
  const off = Date.now() - stated
  if (Math.abs(off) <= clockToleranceMs) return ok('clock', "within a minute of the API's")
  const how = `${timeText(Math.abs(off))} ${off > 0 ? 'ahead of' : 'behind'} the API's`
  return doubtful('clock', how, 'Set it (NTP): certificates and waits that are given as times go by it.')
}

interface Asked {
  readonly answer: ApiAnswer
  readonly ms: number
}

async function ask({ target, baseUrl, apiKey, proxy, timeoutMs }: Question): Promise<Asked> {
  const [{ request }, { openDispatcher }] = await Promise.all([
    import('undici'),
    import('../../delivery/dispatcher.js'),
  ])
  const { method = 'GET', path = '/', body: sent } = target.probe ?? {}
  const dispatcher = openDispatcher(baseUrl, { connections: 1, timeoutMs, proxy })
  const started = performance.now()
  try {
    const url = new URL(baseUrl.pathname.replace(/\/+$/, '') + path, baseUrl)
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      method,
      headers: {
        ...(apiKey === undefined ? {} : target.authorization(apiKey)),
        accept: 'application/json',
        'user-agent': `contact-sync/${toolVersion()}`,
        ...(sent !== undefined && { 'content-type': 'application/json' }),
      },
      ...(sent !== undefined && { body: sent }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return {
      answer: { status: statusCode, headers, body: await body.text() },
      ms: performance.now() - started,
    }
  } finally {
    await dispatcher.destroy()
  }
}
