import { suggestion } from '../../nearest.js'
import { type Coercer, OptionProblem, Refusal } from './coercion.js'
import { scalarText } from './text.js'

/** Marks that come along when a number is copied from a contact list: directions, joiners, a spreadsheet's apostrophe. */
const clutter = /^'|[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** `phone`: a number of the default country or an international one, sent as E.164 (`+34651234567`). */
export async function phoneCoercer(country: string | undefined): Promise<Coercer | OptionProblem> {
  const phones = await import('libphonenumber-js/min')
  if (country !== undefined && !phones.isSupportedCountry(country)) {
    const capital = country.toUpperCase()
    const near = phones.isSupportedCountry(capital) ? capital : undefined
    const problem = `"${country}" is not a country's two capital letters, like ES${suggestion(near)}`
    return new OptionProblem('country', problem)
  }
  const refusal = new Refusal(notAPhone(country))
  const reading = country === undefined ? { extract: false } : { defaultCountry: country, extract: false }
  return (value) => {
    const text = (scalarText(value) ?? '').replace(clutter, '').trim()
    // Without a country nothing else tells that 00 stands for the plus.
    const dialled = country === undefined && text.startsWith('00') ? `+${text.slice(2)}` : text
    const phone = phones.parsePhoneNumberFromString(dialled, reading)
    if (phone === undefined || !phone.isValid()) return refusal
    return phone.ext === undefined ? phone.number : new Refusal('is a phone number with an extension')
  }
}

function notAPhone(country: string | undefined): string {
  if (country !== undefined) return `is not a phone number of ${country}, nor an international one`
  return 'is not an international phone number (+34651234567), and the mapping names no country'
}
