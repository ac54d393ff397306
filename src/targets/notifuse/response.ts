import type { Contact } from '../../contact.js'
import type { RowIssue } from '../../outcome.js'
import { parseJson, refusalIssue, unreadable } from '../answers.js'
import type { ApiAnswer, Verdict } from '../target.js'
import { errorAnswer, upsertAnswer } from './wire.js'

type Lists = {
  readonly inserted: Set<unknown>
  readonly updated: Set<unknown>
  readonly failed: Set<unknown>
}

/**
 * Matches every id sent with the answer's three arrays. Ids that were not sent, and entries that are no strings,
 * account for nothing. An id in `failed` and in another array too is contradicted, hence not accounted for.
 */
export function settle(batch: readonly Contact[], answer: ApiAnswer): readonly Verdict[] {
  const lists = readLists(answer)
  if (lists === undefined) return batch.map(() => unreadable(answer))
  return batch.map((contact) => verdict(contact.key, lists))
}

function readLists(answer: ApiAnswer): Lists | undefined {
  const parsed = upsertAnswer.safeParse(parseJson(answer.body))
  if (!parsed.success) return undefined
  const { inserted, updated, failed } = parsed.data
  if (inserted === undefined && updated === undefined && failed === undefined) return undefined
  return { inserted: new Set(inserted), updated: new Set(updated), failed: new Set(failed) }
}

function verdict(id: string, lists: Lists): Verdict {
  const applied = lists.inserted.has(id) ? 'inserted' : lists.updated.has(id) ? 'updated' : undefined
  const failed = lists.failed.has(id)
  if (applied !== undefined && !failed) return { kind: applied }
  if (applied === undefined && failed) return { kind: 'failed', issue: reportedFailed }
  return { kind: 'missing', issue: failed ? contradicted : notNamed }
}

const reportedFailed: RowIssue = {
  code: 'reported-failed',
  message: 'the API lists the contact as failed; it gives no reason',
}
const notNamed: RowIssue = {
  code: 'not-accounted-for',
  message: 'the API answered without naming the contact; it may have been applied',
}
const contradicted: RowIssue = {
  code: 'not-accounted-for',
  message: 'the API lists the contact both as applied and as failed',
}

/** The API's words for an error, if the body has any. */
export function refusal(answer: ApiAnswer): RowIssue {
  const parsed = errorAnswer.safeParse(parseJson(answer.body))
  if (!parsed.success) return refusalIssue(answer.status, undefined)
  const { error, message } = parsed.data
  const words = [error, message].filter((text) => text !== undefined && text !== '').join(': ')
  return refusalIssue(answer.status, words)
}
