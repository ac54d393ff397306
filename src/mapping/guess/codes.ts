import type { Candidate } from './candidate.js'

type Coded = 'country' | 'language'

const inLanguages = ['en', 'es', 'fr']
const rowsAtMost = 80
const also: Readonly<Record<Coded, Readonly<Record<string, string>>>> = {
  country: {
    usa: 'US',
    'ee uu': 'US',
    eeuu: 'US',
    'etats unis': 'US',
    uk: 'GB',
    england: 'GB',
    inglaterra: 'GB',
  },
  language: { castellano: 'es', castilian: 'es' },
}

/** Ways to read words or codes in any case as two-letter codes. */
export function codeCandidates(texts: readonly string[], coded: Coded): readonly Candidate[] {
  const distinct = [...new Set(texts.map((text) => text.trim()))]
  const trim = texts.some((text) => text !== text.trim()) ? (['trim'] as const) : []
  const change = coded === 'country' ? 'uppercase' : 'lowercase'
  const upper: Candidate = { options: { transform: trim.length > 0 ? [...trim, change] : change } }
  if (distinct.every((text) => /^[A-Za-z]{2}$/.test(text))) return [upper]
  if (distinct.length > rowsAtMost) return []
  const names = namesOf(coded)
  const values: Record<string, string> = {}
  for (const text of distinct) {
    const code = codeOf(text, coded, names)
    if (code !== undefined) values[text] = code
  }
  const doubt = `a ${coded} that is not listed fails its row`
  return [{ options: { ...(trim.length > 0 && { transform: 'trim' as const }), values }, doubt }]
}

/** The country that most of the texts name, if they name any. */
export function countriesNamed(texts: readonly string[]): readonly string[] {
  const names = namesOf('country')
  const counts = new Map<string, number>()
  for (const text of texts) {
    const code = codeOf(text.trim(), 'country', names)
    if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([code]) => code)
}

function codeOf(text: string, coded: Coded, names: ReadonlyMap<string, string>): string | undefined {
  const known = names.get(folded(text))
  if (known !== undefined) return known
  const [tag = ''] = /^[A-Za-z]{2}(?=$|[-_][A-Za-z]{2}$)/.exec(text) ?? []
  if (coded === 'country') return text.length === 2 && tag !== '' ? tag.toUpperCase() : undefined
  return tag === '' ? undefined : tag.toLowerCase()
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const known = new Map<Coded, ReadonlyMap<string, string>>()

/** The names of all countries, or languages, in the languages of the files, to their codes. */
function namesOf(coded: Coded): ReadonlyMap<string, string> {
  const made = known.get(coded) ?? new Map([...displayNames(coded), ...Object.entries(also[coded])])
  known.set(coded, made)
  return made
}

function* displayNames(coded: Coded): Generator<[string, string]> {
  const type = coded === 'country' ? 'region' : 'language'
  const names = inLanguages.map((locale) => new Intl.DisplayNames(locale, { type, fallback: 'none' }))
  // Backwards, so that of two codes of one name the first counts: some are withdrawn.
  for (const code of allCodes().toReversed()) {
    const written = coded === 'country' ? code : code.toLowerCase()
    for (const language of names) {
      const name = language.of(written)
      if (name !== undefined) yield [folded(name), written]
    }
  }
}

function allCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap((first) => letters.map((second) => first + second))
}
