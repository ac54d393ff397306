import { OptionProblem, type Refusal } from './coercion.js'
import { epochMs } from './iso.js'
import { memoized } from './memo.js'

export type Luxon = typeof import('luxon')
export type DateKind = 'date' | 'datetime'
/** Milliseconds since 1970, or why there are none. */
export type ReadInstant = (text: string) => number | Refusal

interface FormatOptions {
  readonly kind: DateKind
  readonly format: string
  readonly zone: string
  readonly locale: string
  readonly refusal: Refusal
}

/** Reads texts of one format, or says why none can be read with it. */
export function formatReader(luxon: Luxon, options: FormatOptions): ReadInstant | OptionProblem {
  const { DateTime } = luxon
  const { kind, format, zone, locale, refusal } = options
  if (!isLocale(locale)) {
    return new OptionProblem('locale', `"${locale}" is not a language tag, like en, es or fr-CA`)
  }
  const problem = formatProblem(luxon, format, locale)
  if (problem !== undefined) return new OptionProblem('format', problem)
  const parser = DateTime.buildFormatParser(format, { locale })
  // A date keeps the zone it was written in, since its day is what counts.
  const reading = { locale, zone: kind === 'date' ? 'utc' : zone, setZone: kind === 'date' }
  return memoized((text) => {
    const read = DateTime.fromFormatParser(text, parser, reading)
    if (!read.isValid) return refusal
    return kind === 'date' ? dayMs(read) : read.toMillis()
  })
}

function dayMs({ year, month, day }: { year: number; month: number; day: number }): number {
  return epochMs({ year, month, day, hour: 0, minute: 0, second: 0, millisecond: 0, offset: 0 })
}

function isLocale(locale: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale).length > 0
  } catch {
    return false
  }
}

/** Finds formats that cannot give a date by writing dates with them and reading them back. */
function formatProblem(luxon: Luxon, format: string, locale: string): string | undefined {
  const unquoted = format.replace(/'[^']*'/g, '')
  if (/[YD]/.test(unquoted)) {
    const meant = format.replace(/Y/g, 'y').replace(/D/g, 'd')
    return `"${format}" is not a format: years are y and days are d; did you mean "${meant}"?`
  }
  const reads = samples.map((parts) => readBack(luxon, parts, format, locale))
  if (reads.some(({ read }) => !read.isValid)) {
    return `"${format}" is not a format that dates can be read with`
  }
  const lacks = dateParts.filter(({ part }) => reads.some(({ sample, read }) => read[part] !== sample[part]))
  const says = lacks.map((lack) => lack.says).join(' and the ')
  if (says !== '') return `"${format}" does not say the ${says}`
  const halfDay = reads.every(({ sample, read }) => read.hour === sample.hour - 12)
  return halfDay ? `"${format}" counts hours to 12: write HH, or add a for am and pm` : undefined
}

function readBack(luxon: Luxon, parts: Sample, format: string, locale: string) {
  const sample = luxon.DateTime.fromObject(parts, { zone: 'utc' })
  const written = sample.toFormat(format, { locale })
  return { sample, read: luxon.DateTime.fromFormat(written, format, { zone: 'utc', locale }) }
}

interface Sample {
  year: number
  month: number
  day: number
  hour: number
}

/** Without a part in common, nor with 1: what a format leaves out is filled in with today's, or with 1. */
const samples: readonly Sample[] = [
  { year: 2021, month: 11, day: 23, hour: 14 },
  { year: 2018, month: 6, day: 28, hour: 15 },
]

const dateParts = [
  { part: 'year', says: 'year (yyyy)' },
  { part: 'month', says: 'month (MM; mm are minutes)' },
  { part: 'day', says: 'day (dd)' },
] as const
