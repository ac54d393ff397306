import type { RowIssue } from '../outcome.js'
import type { ApiAnswer, ProbeVerdict, Verdict } from './target.js'

/** The answer's body as JSON; undefined if it is not JSON, whatever its Content-Type says. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** What an answer is worth that accounts for nothing: every contact of it may have been applied. */
export function unreadable(answer: ApiAnswer): Verdict {
  const what = answer.body.trim() === '' ? 'an empty body' : 'a body that is not the documented JSON'
  const message = `the API answered ${answer.status} with ${what}`
  return { kind: 'missing', issue: { code: 'unreadable-answer', message } }
}

/**
 * A refusal in the API's own words. `words` may quote values of the contact; `field` may not.
 * Gateways answer HTML or nothing: then the status has to do.
 */
export function refusalIssue(status: number, words: string | undefined, field?: string): RowIssue {
  const reason = `the API refused it with ${status}${field === undefined ? '' : ` (${field})`}`
  const message = words === undefined || words === '' ? reason : `${reason}: ${words}`
  return { code: 'refused', message, reason, ...(field === undefined ? {} : { field }) }
}

/** What the answer to a probe says where its status says it for any vendor; undefined where only the vendor knows. */
export function commonVerdict({ status }: ApiAnswer): ProbeVerdict | undefined {
  if (status === 429)
    return { kind: 'unclear', message: "429: the account's rate limit is used up; try again later" }
  if (status >= 500) return { kind: 'unclear', message: `${status}: the API has trouble; try again later` }
  const isRefusal = status === 401 || status === 403 || status === 400 || status === 422
  if (status >= 200 && (status <= 299 || isRefusal)) return undefined
  return { kind: 'foreign', message: `${status}: this is not where the API is`, hint: 'Check --base-url.' }
}
