import { z } from 'zod'
import { isLoopback } from '../loopback.js'
import type { DeliverySettings } from '../run.js'
import type { Rate } from '../targets/target.js'

/** What a text cannot be, in words that follow the option's name. */
class Complaint {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/** What editors are told of the values that a unit reads: JSON Schema, for values as YAML writes them. */
export type Form = z.core.JSONSchema.BaseSchema

/**
 * A schema that reads a value from text: options, environment and configuration file all hold text. `form` is found
 * again under `form` in the schema's metadata.
 */
function unit<T>(form: Form, parse: (text: string) => T | Complaint) {
  return z
    .string()
    .transform((text, context): T => {
      const value = parse(text.trim())
      if (!(value instanceof Complaint)) return value
      context.issues.push({ code: 'custom', message: value.message, input: text })
      return z.NEVER
    })
    .meta({ form })
}

const anyText: Form = { type: ['string', 'number', 'boolean'] }

/** Any text that is not empty. */
export function words() {
  return unit(anyText, (text) => (text === '' ? new Complaint('is empty') : text))
}

export function oneOf<const T extends readonly string[]>(choices: T) {
  // A bare null in YAML is the word.
  const words = choices.includes('null') ? [...choices, null] : [...choices]
  return unit<T[number]>({ enum: words }, (text) => {
    const wanted = text.toLowerCase()
    return choices.find((choice) => choice === wanted) ?? new Complaint(`is not one of ${choices.join(', ')}`)
  })
}

const yes = ['true', 'yes', 'on', '1']
const no = ['false', 'no', 'off', '0']

export function yesNo() {
  return unit({ anyOf: [{ type: 'boolean' }, { enum: [...yes, ...no, 0, 1] }] }, (text) => {
    const word = text.toLowerCase()
    if (yes.includes(word)) return true
    return no.includes(word) ? false : new Complaint('is neither true nor false')
  })
}

export function wholeNumber(limits: { readonly min: number; readonly max?: number }) {
  const max = limits.max ?? Number.MAX_SAFE_INTEGER
  const range = limits.max === undefined ? `of ${limits.min} or more` : `from ${limits.min} to ${limits.max}`
  const form: Form = { type: ['integer', 'string'], pattern: '^\\d+$', minimum: limits.min, maximum: max }
  return unit(form, (text) => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
    return value >= limits.min && value <= max ? value : new Complaint(`is not a whole number ${range}`)
  })
}

const millisecondsPer = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/**
 * A length of time, in milliseconds: `500ms`, `30s`, `5m`, `2h`, `1d`, `1w`.
 * Node's timers hold at most 24 days, so what becomes a timer needs `maxDays`.
 */
export function duration(limits: { readonly maxDays?: number; readonly zero?: boolean } = {}) {
  const form: Form = {
    type: 'string',
    pattern: '^\\d+(\\.\\d+)?\\s*(ms|s|m|h|d|w)$',
    examples: ['30s', '5m', '2h', '1d'],
  }
  return unit(form, (text) => {
    const match = /^(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s|m|h|d|w)$/.exec(text)
    if (match === null) return new Complaint('is not a duration like 500ms, 30s, 5m, 2h, 1d or 1w')
    const value = Number(match[1]) * millisecondsPer[unitOf(match[2])]
    if (value === 0 && limits.zero !== true) return new Complaint('is no time at all')
    if (limits.maxDays !== undefined && value > limits.maxDays * millisecondsPer.d) {
      return new Complaint(`is more than ${limits.maxDays} days`)
    }
    return value
  })
}

function unitOf(text: string | undefined): keyof typeof millisecondsPer {
  return z.enum(['ms', 's', 'm', 'h', 'd', 'w']).parse(text)
}

/** `10/s`, `100/min`, `none`. */
export function rate() {
  const form: Form = {
    type: 'string',
    pattern: '^(none|\\d+\\s*/\\s*(s|min))$',
    examples: ['10/s', '100/min', 'none'],
  }
  return unit<Rate | 'none'>(form, (text) => {
    if (text === 'none') return 'none'
    const match = /^(\d{1,9})\s*\/\s*(s|min)$/.exec(text)
    const calls = Number(match?.[1])
    if (match === null || calls === 0) return new Complaint('is not a rate like 10/s, 100/min or none')
    return { calls, perMs: match[2] === 's' ? 1000 : 60_000 }
  })
}

/** `10` or `10%`. */
export function percent(limits: { readonly max: number }) {
  return unit(numberOrPercent(limits.max), (text) => {
    const value = percentOf(text.endsWith('%') ? text : `${text}%`)
    return value !== undefined && value <= limits.max
      ? value
      : new Complaint(`is not a percentage from 0 to ${limits.max}`)
  })
}

/** `100` rows or `5%` of them. */
export function rowsOrPercent() {
  return unit<NonNullable<DeliverySettings['maxFailed']>>(numberOrPercent(), (text) => {
    if (/^\d{1,15}$/.test(text)) return { rows: Number(text) }
    const value = percentOf(text)
    return value !== undefined && value <= 100
      ? { percent: value }
      : new Complaint('is neither a number of rows (100) nor a percentage (5%)')
  })
}

function numberOrPercent(maximum = Number.MAX_SAFE_INTEGER): Form {
  return { type: ['number', 'string'], pattern: '^\\d+(\\.\\d+)?\\s*%?$', minimum: 0, maximum }
}

function percentOf(text: string): number | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,6})?)\s*%$/.exec(text)
  return match === null ? undefined : Number(match[1])
}

/** A label that TextDecoder knows. */
export function encodingLabel() {
  const form: Form = { type: 'string', examples: ['utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le'] }
  return unit(form, (text) => {
    try {
      new TextDecoder(text)
      return text
    } catch {
      return new Complaint('is no encoding that Node knows; windows-1252, utf-16le and iso-8859-15 are some')
    }
  })
}

/** One character; `tab` and `\t` for the one that is hard to type. Not trimmed: it may be a space. */
export function oneCharacter() {
  const form: Form = { type: ['string', 'integer'], pattern: '^(.|tab|\\\\t|\\t)$' }
  return z
    .string()
    .transform((text, context): string => {
      if (text === 'tab' || text === '\\t') return '\t'
      if (text.length === 1 && !'"\r\n'.includes(text)) return text
      context.issues.push({ code: 'custom', message: 'is not one character (tab for a tab)', input: text })
      return z.NEVER
    })
    .meta({ form })
}

/** A URL that secrets may be sent to: https, or http that stays on this machine. */
export function safeUrl() {
  return unit({ type: 'string', pattern: '^\\s*https?://' }, (text) => {
    if (!URL.canParse(text)) return new Complaint('is not a URL')
    const url = new URL(text)
    return urlComplaint(url) ?? url
  })
}

/** The root of an API: a safe URL to which paths can be appended. */
export function apiRoot() {
  return safeUrl().refine(
    (url) => url.search === '' && url.hash === '',
    'has a query or a fragment: give the root',
  )
}

function urlComplaint(url: URL): Complaint | undefined {
  if (url.username !== '' || url.password !== '') return new Complaint('has a user or a password in it')
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return undefined
  return new Complaint('is neither https nor http on this machine: what is sent could be read on the way')
}
