import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Coercer, OptionProblem, Refusal } from '../../../src/mapping/values/coercion.js'
import { phoneCoercer } from '../../../src/mapping/values/phone.js'

describe('phone', () => {
  async function coercer(country?: string): Promise<Coercer> {
    const made = await phoneCoercer(country)
    if (made instanceof OptionProblem) throw new Error(made.problem)
    return made
  }

  it.each([
    ['651 23 45 67', 'ES', '+34651234567'],
    ['(651) 234-567', 'ES', '+34651234567'],
    ['0034651234567', 'ES', '+34651234567'],
    ['+33 6 12 34 56 78', 'ES', '+33612345678'],
    ['06.12.34.56.78', 'FR', '+33612345678'],
    ['+44 (0)20 7946 0958', 'FR', '+442079460958'],
    ["'+34651234567", 'ES', '+34651234567'],
    ['\u202a+34 651 23 45 67\u202c', 'ES', '+34651234567'],
  ])('takes %j of %s', async (text, country, sent) => {
    expect((await coercer(country))(text)).toBe(sent)
  })

  it('takes international numbers alone where no country is named', async () => {
    const read = await coercer()
    expect(read('+34 651 23 45 67')).toBe('+34651234567')
    expect(read('0034 651 23 45 67')).toBe('+34651234567')
    expect(read('651 23 45 67')).toEqual(
      new Refusal('is not an international phone number (+34651234567), and the mapping names no country'),
    )
  })

  it.each(['000000000', '12', 'none', '6,51235E+08', '651234567 / 912345678', 'Tel: 651234567'])(
    'refuses %j',
    async (text) => {
      expect((await coercer('ES'))(text)).toEqual(
        new Refusal('is not a phone number of ES, nor an international one'),
      )
    },
  )

  it('refuses an extension, which E.164 cannot hold', async () => {
    expect((await coercer('ES'))('651234567 ext. 5')).toEqual(
      new Refusal('is a phone number with an extension'),
    )
  })

  it('takes JSON numbers by their digits', async () => {
    expect((await coercer('ES'))(651234567)).toBe('+34651234567')
    expect((await coercer('ES'))([651234567])).toBeInstanceOf(Refusal)
  })

  it('wants a country that there is', async () => {
    expect(await phoneCoercer('es')).toEqual(
      new OptionProblem(
        'country',
        '"es" is not a country\'s two capital letters, like ES; did you mean "ES"?',
      ),
    )
    expect(await phoneCoercer('Spain')).toEqual(
      new OptionProblem('country', '"Spain" is not a country\'s two capital letters, like ES'),
    )
  })

  it('sends nothing but E.164', async () => {
    const read = await coercer('ES')
    fc.assert(
      fc.property(fc.stringMatching(/^\+?[\d ().-]{1,20}$/), (text) => {
        const sent = read(text)
        if (!(sent instanceof Refusal)) expect(sent).toMatch(/^\+[1-9]\d{6,14}$/)
      }),
    )
  })
})
