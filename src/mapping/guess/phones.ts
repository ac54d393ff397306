import { OptionProblem, Refusal } from '../values/coercion.js'
import { phoneCoercer } from '../values/phone.js'
import type { Candidate, FileHints } from './candidate.js'

const looked = 200
const byLanguage = {
  es: ['ES', 'MX', 'AR', 'CO', 'CL', 'PE', 'US'],
  fr: ['FR', 'BE', 'CH', 'CA', 'LU', 'MA'],
  en: ['GB', 'US', 'IE', 'CA', 'AU', 'NZ'],
} as const
const everywhere = ['ES', 'FR', 'GB', 'US', 'PT', 'IT', 'DE', 'BE', 'CH', 'NL', 'MX']

/** Countries whose phone numbers a file may hold, the likeliest first. */
export function likelyCountries(
  language: FileHints['language'],
  named: readonly string[],
): readonly string[] {
  return [...new Set([...named, ...byLanguage[language], ...everywhere])]
}

/** Ways to read texts as phone numbers: without a country where all have a prefix, else for the one that fits best. */
export async function phoneCandidates(
  texts: readonly string[],
  countries: readonly string[],
): Promise<readonly Candidate[]> {
  const international: Candidate = { options: { type: 'phone' } }
  const prefixed = texts.filter((text) => /^'?(?:\+|00)/.test(text)).length
  if (prefixed >= texts.length * 0.9) return [international]
  const some = texts.slice(0, looked)
  let best: { country: string; fit: number } | undefined
  for (const country of countries) {
    const fit = await howManyFit(some, country)
    if (fit > (best?.fit ?? 0)) best = { country, fit }
    if (fit === some.length) break
  }
  if (best === undefined) return [international]
  const { country } = best
  const doubt = `numbers without a prefix are taken for ${country}`
  return [{ options: { type: 'phone', country }, doubt }, international]
}

async function howManyFit(texts: readonly string[], country: string): Promise<number> {
  const coerce = await phoneCoercer(country)
  if (coerce instanceof OptionProblem) return 0
  return texts.filter((text) => !(coerce(text) instanceof Refusal)).length
}
