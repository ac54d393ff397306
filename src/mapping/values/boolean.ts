import { type Coercer, Refusal } from './coercion.js'

/** What spreadsheets and databases write for yes and no in English, Spanish and French; compared in lower case. */
const words = new Map<string, boolean>([
  ...['true', 't', 'yes', 'y', '1', 'on'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0', 'off'].map((word) => [word, false] as const),
  ...['verdadero', 'sí', 'si', 's', 'vrai', 'v', 'oui', 'o'].map((word) => [word, true] as const),
  ...['falso', 'faux', 'non'].map((word) => [word, false] as const),
])

/** `boolean`: a word for yes or no in any case, JSON's true and false, 1 and 0. */
export const toBoolean: Coercer = (value) => {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 0) return value === 1
  const word = typeof value === 'string' ? words.get(value.trim().toLowerCase().normalize('NFC')) : undefined
  return word ?? new Refusal('is neither yes nor no (true, yes, sí, oui, 1, … or false, no, non, 0, …)')
}
