/** The parts of a date as it was written; months from 1. */
export interface WrittenDate {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  /** Minutes east of UTC, if a zone was written. */
  readonly offset: number | undefined
}

/**
 * ISO 8601 as files hold it: `2016-02-04`, `2016-02-04T22:44:30.652Z`, and what databases make of it: a space for the
 * T, `+01`, `+0100`, ` UTC`.
 */
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(?:([Zz]|UTC|GMT)|([+-])(\d\d)(?::?(\d\d))?))?)?$/

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 && !leap ? 28 : (monthDays[month - 1] ?? 0)
}

/** The parts of an ISO 8601 date or date-time that exists; undefined for anything else. Fractions end at the millisecond. */
export function readIso(text: string): WrittenDate | undefined {
  const match = iso.exec(text)
  if (match === null) return undefined
  const part = (group: number): number => Number(match[group] ?? 0)
  const written = {
    year: part(1),
    month: part(2),
    day: part(3),
    hour: part(4),
    minute: part(5),
    second: part(6),
    millisecond: Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)),
    offset: offsetOf(match[8], match[9], part(10), part(11)),
  }
  return exists(written) && part(10) < 24 && part(11) < 60 ? written : undefined
}

function offsetOf(zulu: string | undefined, sign: string | undefined, hours: number, minutes: number) {
  if (zulu !== undefined) return 0
  if (sign === undefined) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}

function exists(date: Omit<WrittenDate, 'offset'>): boolean {
  return (
    date.year > 0 &&
    date.day > 0 &&
    date.day <= daysIn(date.year, date.month) &&
    date.hour < 24 &&
    date.minute < 60 &&
    date.second < 60
  )
}

/** Milliseconds since 1970 of a written date, its zone counted, or UTC where it has none. */
export function epochMs(date: WrittenDate): number {
  const { year, month, day, hour, minute, second, millisecond } = date
  // Date.UTC takes the years 0 to 99 as 1900 to 1999.
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  at.setUTCHours(hour, minute, second, millisecond)
  return at.getTime() - (date.offset ?? 0) * 60_000
}

/** True for a whole ISO 8601 date-time with its zone, the one form that every API takes. */
export function isIsoDateTime(text: string): boolean {
  return dateTime.test(text) && readIso(text) !== undefined
}

/** A date or date-time in ISO 8601 as a whole date-time in UTC; undefined for anything else. */
export function utcDateTime(text: string): string | undefined {
  const written = readIso(text)
  return written === undefined ? undefined : new Date(epochMs(written)).toISOString()
}
