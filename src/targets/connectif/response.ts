import type { Contact } from '../../contact.js'
import type { RowIssue } from '../../outcome.js'
import { parseJson, refusalIssue, unreadable } from '../answers.js'
import type { ApiAnswer, Verdict } from '../target.js'
import { contactAnswer, errorAnswer } from './wire.js'

const applied = { 200: 'updated', 201: 'inserted' } as const

/** 201 created the contact, 200 patched it; either must carry a JSON object, or it accounts for nothing. */
export function settle(batch: readonly Contact[], answer: ApiAnswer): readonly Verdict[] {
  const kind = answer.status === 200 || answer.status === 201 ? applied[answer.status] : undefined
  const readable = kind !== undefined && contactAnswer.safeParse(parseJson(answer.body)).success
  return batch.map(() => (readable ? { kind } : unreadable(answer)))
}

/** The API's words for an error: its detail, and each validation error with the path at fault. */
export function refusal(answer: ApiAnswer): RowIssue {
  const parsed = errorAnswer.safeParse(parseJson(answer.body))
  if (!parsed.success) return refusalIssue(answer.status, undefined)
  const { title, detail, code, validationErrors = [] } = parsed.data
  const faults = validationErrors.map(({ path, reason }) => ({ path: pathText(path), reason: text(reason) }))
  const said = [detail ?? title, code === undefined ? undefined : `code ${code}`]
  const words = [...said, ...faults.map(({ path, reason }) => [path, reason].filter(Boolean).join(': '))]
  const paths = faults.map(({ path }) => path).filter((path) => path !== '')
  return refusalIssue(
    answer.status,
    words.filter(Boolean).join('; '),
    paths.length > 0 ? paths.join(', ') : undefined,
  )
}

function pathText(path: unknown): string {
  return Array.isArray(path) ? path.map(text).join('.') : text(path)
}

function text(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
