import type { Dialect, TargetField } from '../dialect.js'
import { type Concept, concepts, type FieldPlace } from '../vocabulary.js'
import { type FileHints, plain } from './candidate.js'
import { type Circumstances, customCandidates, ownFieldCandidates } from './candidates.js'
import type { GuessedKey } from './key.js'
import type { Sample, SampledColumn } from './sample.js'
import { bestFit, type Tried } from './trial.js'
import { type Reading, readName, wordsOf } from './words.js'

/** A column and the field that it fills. */
export interface GuessedField extends Tried {
  readonly column: SampledColumn
  readonly at: readonly string[]
  readonly name: string
  /** False for a field of the user's own. */
  readonly own: boolean
}

interface LeftOut {
  readonly column: string
  /** As a clause. */
  readonly because: string
}

export interface GuessedFields {
  readonly fields: readonly GuessedField[]
  readonly leftOut: readonly LeftOut[]
}

/** Finds a field for each column: first for those whose names say most, so that the best one gets the target's own. */
export async function guessFields(
  sample: Sample,
  key: GuessedKey,
  dialect: Dialect,
  hints: FileHints,
): Promise<GuessedFields> {
  const finder = new FieldFinder(sample, dialect, hints)
  const found = new Map<SampledColumn, GuessedField | LeftOut>()
  for (const naming of finder.inOrder(key)) found.set(naming.column, await finder.find(naming))
  const inFileOrder = sample.columns.flatMap((column) => found.get(column) ?? [])
  return {
    fields: inFileOrder.filter((one) => 'at' in one),
    leftOut: inFileOrder.filter((one) => 'because' in one),
  }
}

/** What the name of a column says. */
interface Naming {
  readonly column: SampledColumn
  readonly named: FieldPlace | undefined
  readonly reading: Reading | undefined
}

class FieldFinder {
  readonly #sample: Sample
  readonly #dialect: Dialect
  readonly #circumstances: Circumstances
  readonly #taken = new Set<string>()
  /** What only goes together, and does not stand together in this file. */
  readonly #apart: ReadonlySet<Concept>
  readonly #there: ReadonlySet<Concept>

  constructor(sample: Sample, dialect: Dialect, hints: FileHints) {
    this.#sample = sample
    this.#dialect = dialect
    this.#circumstances = { hints, json: sample.json }
    const readings = sample.columns.flatMap(({ name }) => readName(name) ?? [])
    this.#there = new Set(readings.map(({ concept }) => concept))
    this.#apart = conceptsApart(sample, dialect)
  }

  inOrder(key: GuessedKey): readonly Naming[] {
    return this.#sample.columns
      .filter((column) => column !== key.column || key.concept !== this.#dialect.vocabulary.keys[0])
      .map((column) => {
        return { column, named: this.#dialect.vocabulary.named(column.name), reading: readName(column.name) }
      })
      .toSorted((a, b) => rank(a) - rank(b))
  }

  async find(naming: Naming): Promise<GuessedField | LeftOut> {
    const own = await this.#ownField(naming)
    if (own !== undefined) return own
    const implicit = this.#dialect.implicitField(naming.column.name)
    if ('passedOver' in implicit) return { column: naming.column.name, because: implicit.passedOver }
    return (
      (await this.#customField(naming)) ?? {
        column: naming.column.name,
        because: 'no field takes its values',
      }
    )
  }

  async #ownField({ column, named, reading }: Naming): Promise<GuessedField | undefined> {
    const place = named ?? this.#placeFor(reading)
    const field = place && this.#fieldAt(place)
    if (place === undefined || field === undefined || this.#isTaken(place)) return undefined
    const candidates = await ownFieldCandidates(place, field, column, this.#circumstances)
    const tried = await bestFit(candidates, field, column, this.#sample)
    if (tried === undefined) return undefined
    const doubts = [...nameDoubts(named, reading, this.#there), place.doubt ?? [], tried.doubts].flat()
    return this.#take({ column, at: place.at, name: place.name, own: true, options: tried.options, doubts })
  }

  #placeFor(reading: Reading | undefined): FieldPlace | undefined {
    if (reading === undefined || this.#apart.has(reading.concept)) return undefined
    return this.#dialect.vocabulary.field(reading.concept)
  }

  async #customField(naming: Naming): Promise<GuessedField | undefined> {
    const { column, reading } = naming
    const place = this.#freePlace(this.#dialect.vocabulary.custom(column.name, wordsOf(column.name)))
    const field = place && this.#fieldAt(place)
    if (place === undefined || field === undefined) return undefined
    const candidates = await customCandidates(column, reading?.concept, this.#circumstances)
    const tried =
      (await bestFit(candidates, field, column, this.#sample)) ??
      (await bestFit([plain], field, column, this.#sample))
    if (tried === undefined) return undefined
    const doubts = [...this.#customDoubts(naming), ...tried.doubts]
    return this.#take({ column, at: place.at, name: place.name, own: false, options: tried.options, doubts })
  }

  #customDoubts({ column, named, reading }: Naming): string[] {
    if (column.filled.length === 0) return ['it is empty in all records sampled']
    const place = named ?? this.#placeFor(reading)
    if (place === undefined) return []
    return [
      this.#isTaken(place) ? `another column fills ${place.name}` : `its values do not all fit ${place.name}`,
    ]
  }

  /** The place, with a number behind its name where that is needed: taken, or one of the target's own. */
  #freePlace(place: FieldPlace): FieldPlace | undefined {
    for (let number = 1; number < 1000; number++) {
      const name = number === 1 ? place.name : `${place.name}${number}`
      const free = { ...place, name }
      const field = this.#fieldAt(free)
      const isOwn = this.#section(place)?.names.includes(name) ?? false
      if (field !== undefined && field.caution === undefined && !isOwn && !this.#isTaken(free)) return free
    }
    return undefined
  }

  #section({ at }: FieldPlace) {
    return this.#dialect.sections.find((section) => section.at.join('\0') === at.join('\0'))
  }

  #fieldAt(place: FieldPlace): TargetField | undefined {
    const field = this.#section(place)?.field(place.name)
    return field === undefined || 'problem' in field ? undefined : field
  }

  #isTaken({ at, name }: FieldPlace): boolean {
    return this.#taken.has([...at, name].join('\0'))
  }

  #take(field: GuessedField): GuessedField {
    this.#taken.add([...field.at, field.name].join('\0'))
    return field
  }
}

function rank({ named, reading }: Naming): number {
  if (named !== undefined) return 0
  if (reading === undefined) return 1000
  return (reading.sure ? 100 : 200) + concepts.indexOf(reading.concept)
}

function nameDoubts(
  named: FieldPlace | undefined,
  reading: Reading | undefined,
  there: ReadonlySet<Concept>,
): string[] {
  if (named !== undefined || reading === undefined) return []
  const partner = { firstName: 'lastName', lastName: 'firstName' } as const
  const halves = reading.concept === 'firstName' || reading.concept === 'lastName'
  if (halves && !there.has(partner[reading.concept])) return ['it may hold the whole name']
  return reading.sure ? [] : ['by a part of its name']
}

/** Pairs of which the file has but one, or records with but one. */
function conceptsApart({ columns }: Sample, { vocabulary }: Dialect): ReadonlySet<Concept> {
  const columnOf = (concept: Concept) => columns.find(({ name }) => readName(name)?.concept === concept)
  const apart = (vocabulary.together ?? []).filter(([one, other]) => {
    const [a, b] = [columnOf(one), columnOf(other)]
    if (a === undefined || b === undefined) return true
    const lonely = a.values.filter((value, row) => isThere(value) !== isThere(b.values[row])).length
    return lonely > 0 && (a.values.length < 20 || lonely > a.values.length * 0.05)
  })
  return new Set(apart.flat())
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
