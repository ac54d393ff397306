import { toBoolean } from '../values/boolean.js'
import type { Candidate, SpecOptions } from './candidate.js'

const pairs = [
  ...[
    ['yes', 'no'],
    ['y', 'n'],
    ['true', 'false'],
    ['1', '0'],
    ['t', 'f'],
    ['on', 'off'],
  ],
  ...[
    ['sí', 'no'],
    ['si', 'no'],
    ['s', 'n'],
    ['verdadero', 'falso'],
  ],
  ...[
    ['oui', 'non'],
    ['o', 'n'],
    ['vrai', 'faux'],
  ],
]
const yesWords = new Set([
  'subscribed',
  'suscrito',
  'alta',
  'abonné',
  'inscrit',
  'opt-in',
  'optin',
  'accepted',
])
const noWords = new Set(['unsubscribed', 'baja', 'désabonné', 'désinscrit', 'opt-out', 'optout', 'refused'])

/** Ways to read texts as a yes or a no that the target has words of its own for. */
export function answerCandidates(
  texts: readonly string[],
  { yes, no }: { readonly yes: string; readonly no: string },
): readonly Candidate[] {
  const words = new Set(texts.map(normal))
  if (words.size > 20) return []
  const values: Record<string, string> = {}
  for (const word of withCounterparts(words)) {
    const answer = meaning(word)
    if (answer !== undefined) values[word] = answer ? yes : no
  }
  if (Object.keys(values).length === 0) return []
  const doubt = 'a word that is not listed fails its row; "otherwise" would take it'
  return [{ options: { ...foldingFor(texts), values }, doubt }]
}

/** What makes the texts equal to the words that are listed. */
function foldingFor(texts: readonly string[]): SpecOptions {
  if (texts.every((text) => text === normal(text))) return {}
  const padded = texts.some((text) => text !== text.trim())
  return { transform: padded ? ['trim', 'lowercase'] : 'lowercase' }
}

function normal(text: string): string {
  return text.trim().toLowerCase()
}

function meaning(word: string): boolean | undefined {
  if (yesWords.has(word)) return true
  if (noWords.has(word)) return false
  const answer = toBoolean(word)
  return typeof answer === 'boolean' ? answer : undefined
}

/** Where only "oui" was seen, "non" will come. */
function withCounterparts(words: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(words)
  for (const [yes = '', no = ''] of pairs) {
    if (words.has(yes)) all.add(no)
    else if (words.has(no) && ![...words].some((word) => meaning(word) === true)) all.add(yes)
  }
  return all
}

/** Ways to read texts as yes and no where the target takes booleans. `expected`: the name says so. */
export function booleanCandidates(texts: readonly string[], expected: boolean): readonly Candidate[] {
  const words = new Set(texts.map(normal))
  if (words.size > 6 || words.size === 0 || [...words].some((word) => typeof toBoolean(word) !== 'boolean'))
    return []
  if (expected || [...words].some((word) => word.length > 1)) return [{ options: { type: 'boolean' } }]
  const bothSides = new Set([...words].map((word) => toBoolean(word))).size === 2
  if (!bothSides || words.has('0') || words.has('1')) return []
  return [{ options: { type: 'boolean' }, doubt: 'single letters are taken for yes and no' }]
}
