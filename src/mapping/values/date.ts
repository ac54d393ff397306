import type { JsonValue } from '../../json.js'
import { nearest, suggestion } from '../../nearest.js'
import { type Coercer, OptionProblem, Refusal, type TypeOptions } from './coercion.js'
import { type DateKind, formatReader, type Luxon, type ReadInstant } from './date-format.js'
import { epochMs, readIso, type WrittenDate } from './iso.js'
import { memoized } from './memo.js'

/**
 * `date` and `datetime`: both are sent as a whole date-time in UTC, the one form that the APIs document. A `date` is
 * midnight UTC of the day as it is written, whatever its time or zone, so that no birthday moves; a `datetime` is an
 * instant: a zone that is written counts, else `timezone`, else UTC, whatever the machine's zone is.
 */
export async function dateCoercer(kind: DateKind, options: TypeOptions): Promise<Coercer | OptionProblem> {
  const refusal = new Refusal(`is not ${expected(kind, options.format)}`)
  const read = await instantReader(kind, options, refusal)
  if (read instanceof OptionProblem) return read
  return (value) => {
    const text = dateText(value, options.format)
    if (text === undefined) return refusal
    const instant = read(text)
    return instant instanceof Refusal ? instant : (isoText(instant, kind) ?? refusal)
  }
}

function expected(kind: DateKind, format: string | undefined): string {
  const what = kind === 'date' ? 'a date' : 'a date and time'
  if (format === 'X') return `${what} in seconds since 1970`
  if (format === 'x') return `${what} in milliseconds since 1970`
  if (format !== undefined) return `${what} of the format ${format}`
  const example = kind === 'date' ? '2016-02-04' : '2016-02-04T22:44:30Z'
  return `${what} in ISO 8601 (${example}), and the mapping names no other format`
}

/** JSON numbers are dates only where the format counts from 1970. */
function dateText(value: JsonValue, format: string | undefined): string | undefined {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' && (format === 'X' || format === 'x') ? String(value) : undefined
}

/** Undefined outside of the years 1 to 9999, which ISO 8601 writes with four digits. */
function isoText(instant: number, kind: DateKind): string | undefined {
  const date = new Date(instant)
  const year = date.getUTCFullYear()
  if (!(year >= 1 && year <= 9999)) return undefined
  if (kind === 'date') date.setUTCHours(0, 0, 0, 0)
  return date.toISOString()
}

async function instantReader(
  kind: DateKind,
  options: TypeOptions,
  refusal: Refusal,
): Promise<ReadInstant | OptionProblem> {
  const { format, timezone, locale } = options
  const idle = idleOption(options)
  if (idle !== undefined) return idle
  if (format === 'X' || format === 'x') return (text) => readEpoch(text, format === 'X' ? 1000 : 1) ?? refusal
  if (format === undefined && timezone === undefined) return (text) => readWritten(text, kind) ?? refusal
  const luxon = await import('luxon')
  if (timezone !== undefined && !luxon.IANAZone.isValidZone(timezone)) return noSuchZone(timezone)
  const zone = timezone ?? 'utc'
  if (format === undefined) return memoized((text) => isoInZone(luxon, readIso(text), zone) ?? refusal)
  return formatReader(luxon, { kind, format, zone, locale: locale ?? 'en-US', refusal })
}

/** An option that could change nothing is a misunderstanding. */
function idleOption({ format, timezone, locale }: TypeOptions): OptionProblem | undefined {
  const epoch = format === 'X' || format === 'x'
  if (epoch && timezone !== undefined) {
    return new OptionProblem('timezone', `timezone has no effect on format ${format}`)
  }
  if (locale === undefined || (format !== undefined && !epoch)) return undefined
  return new OptionProblem('locale', 'locale has no effect without a format that names months or days')
}

function readWritten(text: string, kind: DateKind): number | undefined {
  const written = readIso(text)
  return written && epochMs(kind === 'date' ? { ...written, offset: 0 } : written)
}

function readEpoch(text: string, unit: number): number | undefined {
  return /^-?\d{1,15}(?:\.\d+)?$/.test(text) ? Math.trunc(Number(text) * unit) : undefined
}

function isoInZone(luxon: Luxon, written: WrittenDate | undefined, zone: string): number | undefined {
  if (written === undefined) return undefined
  if (written.offset !== undefined) return epochMs(written)
  const { offset: _, ...parts } = written
  return luxon.DateTime.fromObject(parts, { zone }).toMillis()
}

function noSuchZone(timezone: string): OptionProblem {
  const near = nearest(timezone, Intl.supportedValuesOf('timeZone'))
  return new OptionProblem(
    'timezone',
    `"${timezone}" is not a time zone like Europe/Madrid${suggestion(near)}`,
  )
}
