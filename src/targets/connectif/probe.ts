import { commonVerdict, parseJson } from '../answers.js'
import type { ApiAnswer, Probe, ProbeVerdict } from '../target.js'
import { fieldsAnswer } from './wire.js'

/** Reads the account's contact fields. Costs one call of the account's budget. */
export const probe: Probe = {
  method: 'GET',
  path: '/contact-fields/',
  about: 'reads the contact fields; nothing is written, one call of the budget is used',
  keyProblem: (apiKey) =>
    /^[^:]+:[^:]+$/.test(apiKey) ? undefined : 'it does not have the form <key id>:<key secret>',
  judge,
}

function judge(answer: ApiAnswer): ProbeVerdict {
  const { status } = answer
  if (status === 401) {
    return {
      kind: 'refused',
      message: '401: the API does not take the key',
      hint: 'Copy it from Connectif as <key id>:<key secret>.',
    }
  }
  if (status === 403) {
    const message = '403: the key may not read contact fields, or the account is blocked'
    return { kind: 'unclear', message, hint: 'To sync it needs only the permission to write contacts.' }
  }
  const common = commonVerdict(answer)
  if (common !== undefined) return common
  if (status < 300 && fieldsAnswer.safeParse(parseJson(answer.body)).success) {
    const message = `${status}: the key is taken; whether it may write contacts shows with the first one`
    return { kind: 'taken', message }
  }
  const message = `${status} without the documented JSON: something else answers here`
  return {
    kind: 'foreign',
    message,
    hint: 'Check --base-url, and what stands between this machine and the API.',
  }
}
