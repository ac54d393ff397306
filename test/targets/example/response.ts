import type { Contact } from '../../../src/contact.js'
import type { RowIssue } from '../../../src/outcome.js'
import { parseJson, refusalIssue, unreadable } from '../../../src/targets/answers.js'
import type { ApiAnswer, Verdict } from '../../../src/targets/target.js'
import { errorAnswer, importAnswer } from './wire.js'

const applied = { created: 'inserted', changed: 'updated' } as const

/** Finds each member's result by its address; the API gives addresses back in lower case. */
export function settle(batch: readonly Contact[], answer: ApiAnswer): readonly Verdict[] {
  const parsed = importAnswer.safeParse(parseJson(answer.body))
  if (!parsed.success) return batch.map(() => unreadable(answer))
  const results = new Map(parsed.data.results.map((one) => [one.email.toLowerCase(), one]))
  return batch.map(({ key }): Verdict => {
    const found = results.get(key.toLowerCase())
    if (found === undefined) return { kind: 'missing', issue: notNamed }
    if (found.result !== 'rejected') return { kind: applied[found.result] }
    return { kind: 'failed', issue: refusalIssue(answer.status, found.why) }
  })
}

const notNamed: RowIssue = {
  code: 'not-accounted-for',
  message: 'the API answered without naming the member; it may have been applied',
}

export function refusal(answer: ApiAnswer): RowIssue {
  const parsed = errorAnswer.safeParse(parseJson(answer.body))
  return refusalIssue(answer.status, parsed.success ? parsed.data.error : undefined)
}
