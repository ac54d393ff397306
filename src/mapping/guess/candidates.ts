import type { TargetField } from '../dialect.js'
import type { ValueType } from '../types.js'
import { scalarText } from '../values/text.js'
import type { Concept, FieldPlace } from '../vocabulary.js'
import { answerCandidates, booleanCandidates } from './answers.js'
import { type Candidate, type FileHints, plain } from './candidate.js'
import { codeCandidates } from './codes.js'
import { dateCandidates } from './dates.js'
import { jsonCandidates, listCandidates } from './lists.js'
import { areCodes, numberCandidates } from './numbers.js'
import { phoneCandidates } from './phones.js'
import type { SampledColumn } from './sample.js'
import { wordsOf } from './words.js'

export interface Circumstances {
  readonly hints: FileHints
  /** NDJSON: values have types of their own. */
  readonly json: boolean
}

/** The ways to read a column for one of the target's own fields, the best first. */
export async function ownFieldCandidates(
  place: FieldPlace,
  field: TargetField,
  column: SampledColumn,
  { hints, json }: Circumstances,
): Promise<readonly Candidate[]> {
  const texts = textsOf(column)
  if (texts.length === 0) return [plain]
  const candidates = await forTexts(place, field, texts, hints)
  // JSON values have types of their own: they are tried as they are first.
  return json ? [plain, ...candidates] : candidates
}

async function forTexts(
  place: FieldPlace,
  field: TargetField,
  texts: readonly string[],
  hints: FileHints,
): Promise<readonly Candidate[]> {
  if (place.answers !== undefined) return [plain, ...answerCandidates(texts, place.answers)]
  if (place.codes !== undefined) return [plain, ...codeCandidates(texts, place.codes)]
  return typed(place.type ?? field.type, field, texts, hints)
}

async function typed(
  type: ValueType | undefined,
  field: TargetField,
  texts: readonly string[],
  hints: FileHints,
): Promise<readonly Candidate[]> {
  switch (type) {
    case 'date':
    case 'datetime':
      return [...dateCandidates(texts, type, hints).map((one) => unlessOwn(one, field)), plain]
    case 'phone':
      return [...(await phoneCandidates(texts, hints.countries)), unlessPhone(field)]
    case 'integer':
    case 'number': {
      const candidates = numberCandidates(texts, hints.decimalComma)
      return [plain, ...candidates.filter(({ options }) => options.decimal !== undefined).map(untyped)]
    }
    default:
      return [plain]
  }
}

/** The field's own type will do. */
function untyped({ options: { type: _, ...options }, doubt }: Candidate): Candidate {
  return { options, doubt }
}

/** The type goes without saying where it is the field's own and has no options. */
function unlessOwn(candidate: Candidate, field: TargetField): Candidate {
  const { type, format } = candidate.options
  return type === field.type && format === undefined ? untyped(candidate) : candidate
}

function unlessPhone(field: TargetField): Candidate {
  if (field.type === 'phone') return plain
  return { options: {}, doubt: 'sent as it is; type: phone and country: ES would make it international' }
}

/** What text names, however it looks. */
const textual: ReadonlySet<Concept> = new Set<Concept>([
  ...(['id', 'email', 'firstName', 'lastName', 'fullName', 'address', 'postcode', 'city', 'region'] as const),
  ...(['country', 'language', 'timeZone', 'avatar', 'gender', 'company', 'emailStatus'] as const),
])
const yesNoWords = /^(?:is|has|vip|active|activo|activa|actif|enabled|accepts|acepta|accepte|es|tiene|est)$/

/**
 * The ways to read a column for a field of the user's own, by its values and what its name says; where none is borne
 * out it is sent as it is.
 */
export async function customCandidates(
  column: SampledColumn,
  concept: Concept | undefined,
  { hints, json }: Circumstances,
): Promise<readonly Candidate[]> {
  const texts = textsOf(column)
  if (json || texts.length === 0 || (concept !== undefined && textual.has(concept))) return []
  if (concept === 'mobile' || concept === 'phone') {
    return await phoneCandidates(texts, hints.countries)
  }
  if (concept === 'tags' || concept === 'tag') return listCandidates(texts, concept === 'tags')
  const dated = concept === 'birthdate' ? 'date' : concept === 'createdAt' ? 'datetime' : undefined
  const answer =
    concept === 'newsletter' ||
    concept === 'sms' ||
    wordsOf(column.name).some((word) => yesNoWords.test(word))
  return [
    ...(dated === undefined ? [] : dateCandidates(texts, dated, hints)),
    ...booleanCandidates(texts, answer),
    ...(areCodes(texts) ? [] : numberCandidates(texts, hints.decimalComma)),
    ...dateCandidates(texts, undefined, hints),
    ...jsonCandidates(texts),
    ...listCandidates(texts, false),
  ]
}

/** The values as text, without the spaces around them; those that are no text are left out. */
export function textsOf({ filled }: SampledColumn): readonly string[] {
  return filled.flatMap((value) => scalarText(value)?.trim() ?? [])
}
