import { type Coercer, Refusal } from './coercion.js'

type Decimal = '.' | ',' | undefined

const plain = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
/** Groups of three, all set apart by the same sign, then the fraction. Spaces may be no-break ones. */
const grouped = {
  '.': /^([+-]?)(\d+|\d{1,3}(?:([, '’\u00a0\u202f])\d{3}(?:\3\d{3})*))(?:\.(\d+))?$/,
  ',': /^([+-]?)(\d+|\d{1,3}(?:([. '’\u00a0\u202f])\d{3}(?:\3\d{3})*))(?:,(\d+))?$/,
} as const
const looksCommaed = /^[+-]?[\d.\s]*,\d+$/

/**
 * A number's text as JSON writes it, or undefined. Thousands are taken only where the mapping says which sign is the
 * decimal one: `1,234` alone could be either.
 */
function normalize(text: string, decimal: Decimal): string | undefined {
  if (plain.test(text) && decimal !== ',') return text
  if (decimal === undefined) return undefined
  const match = grouped[decimal].exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', , fraction] = match
  return `${sign}${whole.replace(/\D/g, '')}${fraction === undefined ? '' : `.${fraction}`}`
}

/** The digits of a number's text that carry its value: no sign, point, exponent, or zeros at either end. */
function significantDigits(text: string): string {
  const mantissa = text.replace(/[eE].*$/, '').replace(/[^0-9]/g, '')
  return mantissa.replace(/^0+/, '').replace(/0+$/, '')
}

/** The number that a text stands for, or undefined if a double cannot hold all of its digits. */
function exactly(text: string): number | undefined {
  const number = Number(text)
  if (!Number.isFinite(number)) return undefined
  if (text.length <= 15 && number !== 0) return number
  const digits = significantDigits(text)
  if (number === 0) return digits === '' ? 0 : undefined
  // Any decimal of up to 15 digits survives a double and comes back.
  if (digits.length <= 15) return number
  if (digits.length > 100) return undefined
  return significantDigits(number.toPrecision(digits.length)) === digits ? number : undefined
}

const tooExact = new Refusal('has more digits than JSON numbers keep')

function notANumber(what: string, text: string, decimal: Decimal): Refusal {
  const hint =
    decimal === undefined && looksCommaed.test(text) ? ' (for a decimal comma say decimal: ",")' : ''
  return new Refusal(`is not ${what}${hint}`)
}

/** `number`: every digit is kept or the value is refused. */
export function numberCoercer(decimal?: Decimal): Coercer {
  return (value) => {
    if (typeof value === 'number') return value
    if (typeof value !== 'string') return new Refusal('is not a number')
    const text = value.trim()
    const normal = normalize(text, decimal)
    if (normal === undefined) return notANumber('a number', text, decimal)
    return exactly(normal) ?? tooExact
  }
}

/** `integer`: also written `3.0`, as tools do that keep whole numbers as floats. */
export function integerCoercer(decimal?: Decimal): Coercer {
  return (value) => {
    if (typeof value === 'number') return whole(value)
    if (typeof value !== 'string') return new Refusal('is not a whole number')
    const text = value.trim()
    const normal = normalize(text, decimal)
    if (normal === undefined || !/^[+-]?\d+(?:\.0*)?$/.test(normal)) {
      return notANumber('a whole number', text, decimal)
    }
    return whole(Number(normal))
  }
}

function whole(value: number): number | Refusal {
  if (!Number.isInteger(value)) return new Refusal('is not a whole number')
  // `0 +` makes zero of minus zero, which JSON writes the same.
  return Number.isSafeInteger(value) ? 0 + value : tooExact
}
