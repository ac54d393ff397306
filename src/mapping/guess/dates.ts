import type { Candidate, FileHints, SpecOptions } from './candidate.js'

type DateKind = 'date' | 'datetime'

const iso = /^\d{4}-\d\d-\d\d(?:[Tt ]|$)/
const numeric = /^(\d{1,4})([/.\- ])(\d{1,2})\2(\d{4}|\d{1,2})(\D.*)?$/
const time = /^(,? |T)(\d{1,2}):\d\d(:\d\d)?( ?[AaPp][Mm])?$/

/** Ways to read texts as dates; none if they do not look like dates. `kind`: what the field holds, if that is known. */
export function dateCandidates(
  texts: readonly string[],
  kind: DateKind | undefined,
  hints: FileHints,
): readonly Candidate[] {
  if (mostly(texts, (text) => iso.test(text))) {
    const timed = texts.some((text) => text.length > 10)
    return [{ options: { type: kind ?? (timed ? 'datetime' : 'date') }, ...zoneDoubt(texts, kind, timed) }]
  }
  const written = numericDates(texts)
  if (written !== undefined) return [numericCandidate(written, kind, hints)]
  return [...namedMonths(texts, kind), ...(kind === undefined ? [] : counted(texts, kind))]
}

function mostly(texts: readonly string[], holds: (text: string) => boolean): boolean {
  return texts.length > 0 && texts.filter(holds).length >= texts.length * 0.9
}

function zoneDoubt(texts: readonly string[], kind: DateKind | undefined, timed: boolean): { doubt?: string } {
  const zoned = texts.some((text) => /(?:[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/.test(text.slice(10)))
  return timed && kind !== 'date' && !zoned ? { doubt: utc } : {}
}

const utc = 'times are taken for UTC; timezone: Europe/Madrid would say otherwise'

/** Dates of three numbers, by what their parts can be. */
interface NumericDates {
  readonly separator: string
  readonly yearFirst: boolean
  readonly shortYear: boolean
  /** Every day and month has two digits. */
  readonly padded: boolean
  /** Texts whose first, or second, number cannot be a month. */
  readonly firstIsDay: number
  readonly secondIsDay: number
  /** The time behind them as a format; '' for none. */
  readonly time: string
}

function numericDates(texts: readonly string[]): NumericDates | undefined {
  if (!mostly(texts, (text) => numeric.test(text))) return undefined
  const parts = texts.flatMap((text) => {
    const [, first = '', separator = '', second = '', third = '', rest = ''] = numeric.exec(text) ?? []
    return first === '' ? [] : [{ first, separator, second, third, rest }]
  })
  const [{ separator = '', first = '', third = '' } = {}] = parts
  const yearFirst = first.length === 4
  const timeFormat = formatOfTime(parts.map(({ rest }) => rest))
  if (timeFormat === undefined || (first.length === 3 && !yearFirst)) return undefined
  return {
    separator,
    yearFirst,
    shortYear: !yearFirst && third.length === 2,
    padded: parts.every(({ first, second, third }) => [yearFirst ? third : first, second].every(isPadded)),
    firstIsDay: parts.filter(({ first }) => Number(first) > 12).length,
    secondIsDay: parts.filter(({ second }) => Number(second) > 12).length,
    time: timeFormat,
  }
}

function isPadded(part: string): boolean {
  return part.length === 2
}

/** The format of the first time, with hours as short as the shortest; undefined if it is none. */
function formatOfTime(rests: readonly string[]): string | undefined {
  const [rest = ''] = rests.filter((text) => text !== '')
  if (rest === '') return ''
  const [, before = '', , seconds = '', half = ''] = time.exec(rest) ?? []
  if (before === '') return undefined
  const short = rests.some((text) => (time.exec(text)?.[2] ?? '00').length === 1)
  const hour = half === '' ? 'H' : 'h'
  const lead = before === 'T' ? "'T'" : before
  return `${lead}${short ? hour : hour + hour}:mm${seconds === '' ? '' : ':ss'}${half.replace(/[AaPp][Mm]/, 'a')}`
}

function numericCandidate(written: NumericDates, kind: DateKind | undefined, hints: FileHints): Candidate {
  const { dayFirst, certain } = orderOf(written, hints)
  const timed = written.time !== ''
  const doubts = [
    ...(certain ? [] : [`the days could be months: ${formatOf(written, !dayFirst)} fits as well`]),
    ...(written.shortYear ? ['years of two digits: check that births are not in the future'] : []),
    ...(timed && kind !== 'date' ? [utc] : []),
  ]
  const type = kind === 'datetime' && !timed ? 'date' : (kind ?? (timed ? 'datetime' : 'date'))
  const options: SpecOptions = { type, format: formatOf(written, dayFirst) }
  return { options, doubt: doubts.length > 0 ? doubts.join('; ') : undefined }
}

function orderOf(written: NumericDates, hints: FileHints): { dayFirst: boolean; certain: boolean } {
  const { yearFirst, firstIsDay, secondIsDay } = written
  if (yearFirst) return { dayFirst: false, certain: true }
  if (firstIsDay !== secondIsDay) return { dayFirst: firstIsDay > secondIsDay, certain: true }
  if (hints.dayFirst !== undefined) return { dayFirst: hints.dayFirst, certain: false }
  return { dayFirst: true, certain: false }
}

function formatOf(
  { separator, yearFirst, shortYear, padded, time }: NumericDates,
  dayFirst: boolean,
): string {
  const [day, month, year] = [padded ? 'dd' : 'd', padded ? 'MM' : 'M', shortYear ? 'yy' : 'yyyy']
  const order = yearFirst ? [year, month, day] : dayFirst ? [day, month, year] : [month, day, year]
  return order.join(separator) + time
}

/** True: the texts are dates that begin with the day; false: with the month; undefined: they do not tell. */
export function tellsDayFirst(texts: readonly string[]): boolean | undefined {
  const written = numericDates(texts)
  if (written === undefined || written.yearFirst || written.firstIsDay === written.secondIsDay)
    return undefined
  return written.firstIsDay > written.secondIsDay
}

const monthFormats = [
  ...['d MMMM yyyy', 'd MMM yyyy', "d 'de' MMMM 'de' yyyy", 'MMMM d, yyyy', 'MMM d, yyyy', 'd-MMM-yyyy'],
  ...['d. MMMM yyyy', 'd MMMM, yyyy'],
]

/** Each month that is written out, in each language: the trial on the sample finds the one that fits. */
function namedMonths(texts: readonly string[], kind: DateKind | undefined): Candidate[] {
  if (!mostly(texts, (text) => /\p{L}{3}/u.test(text) && /\d{4}/.test(text) && text.length < 40)) return []
  return ['en', 'es', 'fr'].flatMap((locale) =>
    monthFormats.map((format) => {
      const language = locale === 'en' ? {} : { locale }
      return {
        options: { type: kind === 'datetime' ? 'date' : (kind ?? 'date'), format, ...language },
      } as const
    }),
  )
}

/** Counts from 1970, and dates without separators: only where the name says that it is a date. */
function counted(texts: readonly string[], kind: DateKind): Candidate[] {
  if (mostly(texts, (text) => /^(?:19|20)\d{6}$/.test(text)))
    return [{ options: { type: 'date', format: 'yyyyMMdd' } }]
  if (mostly(texts, (text) => /^\d{9,10}$/.test(text))) return [{ options: { type: kind, format: 'X' } }]
  return mostly(texts, (text) => /^\d{12,13}$/.test(text)) ? [{ options: { type: kind, format: 'x' } }] : []
}
