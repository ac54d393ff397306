/**
 * What counts as well-formed. The vendors document little; where they are silent this is no stricter than needed.
 * Written apart from the checks that the targets make, so that the one can show the other wrong.
 */

/** One `@`, text on both sides, a dot in the domain, no spaces and no control characters. */
export function isEmail(text: string): boolean {
  return /^[^@\s\p{Cc}]+@[^@\s\p{Cc}]*\.[^@\s\p{Cc}]*$/u.test(text)
}

/** `+` and 7 to 15 digits, the first of them not 0. */
export function isInternationalPhone(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text)
}

const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?$/

/** An ISO 8601 date-time that exists; a date alone is none. */
export function isDateTime(text: string): boolean {
  const [, year, month, day] = dateTime.exec(text) ?? []
  return day !== undefined && isCalendarDay(Number(year), Number(month), Number(day))
}

/** An ISO 8601 date or date-time that exists. */
export function isDate(text: string): boolean {
  return isDateTime(text) || isDateTime(`${text}T00:00Z`)
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day <= days
}
