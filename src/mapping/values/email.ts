import { type Coercer, Refusal } from './coercion.js'

const address = /^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+\.[^\s\p{Cc}@]+$/u

/**
 * What is wrong with an address, without quoting it; undefined if nothing. One `@`, text on both sides, a dot inside
 * the domain, no spaces or controls: other characters pass, since the API is the judge.
 */
export function emailProblem(text: string): string | undefined {
  if (address.test(text)) return undefined
  return `is not an email address: ${addressFault(text)}`
}

function addressFault(text: string): string {
  const at = text.indexOf('@')
  if (/[\s\p{Cc}]/u.test(text)) return 'it holds a space or a control character'
  if (at === -1) return 'it has no @'
  if (text.includes('@', at + 1)) return 'it has more than one @'
  if (at === 0) return 'nothing stands before the @'
  if (at === text.length - 1) return 'nothing stands after the @'
  return 'its domain has no dot between two parts'
}

/** `email`: without the spaces around it; its case stays. */
export const toEmail: Coercer = (value) => {
  if (typeof value !== 'string') return new Refusal('is not an email address')
  const text = value.trim()
  const problem = emailProblem(text)
  return problem === undefined ? text : new Refusal(problem)
}
