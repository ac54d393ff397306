import type { ValueType } from './types.js'

/** What columns of contact files hold, whatever they are called and whatever the target calls it. */
export const concepts = [
  'id',
  'email',
  'firstName',
  'lastName',
  'fullName',
  'mobile',
  'phone',
  'birthdate',
  'createdAt',
  'newsletter',
  'sms',
  'emailStatus',
  'address',
  'postcode',
  'city',
  'region',
  'country',
  'language',
  'timeZone',
  'latitude',
  'longitude',
  'avatar',
  'gender',
  'company',
  'points',
  'tag',
  'tags',
  'orders',
  'spent',
] as const
export type Concept = (typeof concepts)[number]

/** Where a mapping puts a column. */
export interface FieldPlace {
  /** Path of the section in the mapping file: `['profile', '$set']`. */
  readonly at: readonly string[]
  /** Name in the section; for a section that is one field, its own. */
  readonly name: string
  /** The type to read values as, where it is not what the field itself asks for. */
  readonly type?: ValueType | undefined
  /** What a yes and a no are called there, where they are no boolean. */
  readonly answers?: { readonly yes: string; readonly no: string } | undefined
  /** How its values are coded, where they may stand in the file as words: `Francia` for `FR`. */
  readonly codes?: 'country' | 'language' | undefined
  /** What a user should look at, as a clause. */
  readonly doubt?: string | undefined
}

/** A target's own words, for a mapping that is guessed. */
export interface Vocabulary {
  /** What the key can be, the best first. */
  readonly keys: readonly Concept[]
  /** The target's own field for it; undefined: it has none, and a field of the user's own takes it. */
  field(concept: Concept): FieldPlace | undefined
  /** The field of a column that is already named as the target names its fields: `$set.plan`, `_points`. */
  named(column: string): FieldPlace | undefined
  /** A field of the user's own, by words such as `['date', 'of', 'visit']`; `column` as it is called in the file. */
  custom(column: string, words: readonly string[]): FieldPlace
  /** Own fields that each need the other. */
  readonly together?: readonly (readonly [Concept, Concept])[]
  /** What to check about fields of the user's own, as a sentence. */
  readonly customNote?: string
}
