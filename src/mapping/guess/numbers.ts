import type { Candidate } from './candidate.js'

const digits = /^[+-]?\d+$/
const numberLike = /^[+-]?(?:\d[\d.,'’ \u00a0\u202f]*|[.,]\d+)$/

/** Ways to read texts as numbers; none if they do not look like numbers. */
export function numberCandidates(texts: readonly string[], decimalComma: boolean): readonly Candidate[] {
  const numbers = texts.filter((text) => numberLike.test(text))
  return numbers.length < texts.length * 0.9 ? [] : forNumbers(numbers, decimalComma)
}

function forNumbers(texts: readonly string[], decimalComma: boolean): readonly Candidate[] {
  if (texts.every((text) => digits.test(text))) return [{ options: { type: 'integer' } }]
  const sign = decimalSign(texts)
  const decimal = sign ?? (decimalComma ? ',' : '.')
  const unclear = sign === undefined && texts.some((text) => /[.,]/.test(text))
  const doubt = unclear
    ? `"." and "," could stand the other way round: decimal: "${other(decimal)}"`
    : undefined
  if (decimal === '.' && !texts.some((text) => /[^\d.+-]/.test(text))) {
    return [{ options: { type: 'integer' } }, { options: { type: 'number' }, doubt }]
  }
  return (['integer', 'number'] as const).map((type) => ({ options: { type, decimal }, doubt }))
}

function other(decimal: '.' | ','): string {
  return decimal === ',' ? '.' : ','
}

/** The sign that must be the decimal one: not three digits follow it, or it stands behind the other. */
export function decimalSign(texts: readonly string[]): '.' | ',' | undefined {
  const comma = texts.filter((text) => /,(?:\d{1,2}|\d{4,})$|\..*,/.test(text)).length
  const point = texts.filter((text) => /\.(?:\d{1,2}|\d{4,})$|,.*\./.test(text)).length
  if (comma === point) return undefined
  return comma > point ? ',' : '.'
}

/** Digits that name something: a number would lose their zeros, or is not what they are. */
export function areCodes(texts: readonly string[]): boolean {
  if (texts.some((text) => /^[+-]?0\d/.test(text) || text.startsWith('+') || /\d{16}/.test(text))) return true
  const [first = ''] = texts
  return first.length >= 9 && texts.every((text) => /^\d+$/.test(text) && text.length === first.length)
}
