import { commonVerdict, parseJson } from '../answers.js'
import type { ApiAnswer, Probe, ProbeVerdict } from '../target.js'
import { errorAnswer, upsertAnswer } from './wire.js'

/**
 * Notifuse documents no request that reads. An upsert of an empty list has no contact to write; whether it is taken
 * or refused (400) is not documented either, but a key that is not valid gets 401.
 */
export const probe: Probe = {
  method: 'POST',
  path: '/contacts.upsert',
  body: JSON.stringify({ contacts: [] }),
  about: 'sends an upsert of no contacts; there is nothing in it that could be written',
  judge,
}

function judge(answer: ApiAnswer): ProbeVerdict {
  const { status } = answer
  if (status === 401 || status === 403) {
    const message = `${status}: the API does not take the key`
    return { kind: 'refused', message, hint: "Copy the API key from the project's settings in Notifuse." }
  }
  const common = commonVerdict(answer)
  if (common !== undefined) return common
  const body = parseJson(answer.body)
  const known = status < 300 ? upsertAnswer.safeParse(body) : errorAnswer.safeParse(body)
  if (known.success)
    return { kind: 'taken', message: `${status} to an empty upsert, and no 401: the key is taken` }
  const message = `${status} without the documented JSON: something else answers here`
  return {
    kind: 'foreign',
    message,
    hint: 'Check --base-url, and what stands between this machine and the API.',
  }
}
