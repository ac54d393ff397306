import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/mapping/values/coercion.js'
import { integerCoercer, numberCoercer } from '../../../src/mapping/values/number.js'

const tooExact = new Refusal('has more digits than JSON numbers keep')

describe('number', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['007', 7],
    ['+12.50', 12.5],
    ['.5', 0.5],
    ['5.', 5],
    [' 3 ', 3],
    ['1e3', 1000],
    ['-2.5E-3', -0.0025],
    ['0.10000000000000001', 0.1],
    ['48.858370000000001', 48.85837],
    ['0.1000000000000000055511151231257827', 0.1],
  ])('takes %j', (text, number) => {
    expect(numberCoercer()(text)).toBe(number === 0 ? 0 : number)
  })

  it.each(['', '1 2', '0x10', 'Infinity', 'NaN', '1,234', '1.2.3', '--1', '1e', '12€', '１'])(
    'refuses %j',
    (text) => {
      expect(numberCoercer()(text)).toBeInstanceOf(Refusal)
    },
  )

  it.each(['9007199254740993', '0.12345678901234567890', '1e999', '1e-400', `0.${'1'.repeat(120)}`])(
    'refuses %s rather than lose a digit of it',
    (text) => {
      expect(numberCoercer()(text)).toEqual(tooExact)
    },
  )

  it('points to the decimal option where a comma stands for the point', () => {
    expect(numberCoercer()('12,5')).toEqual(
      new Refusal('is not a number (for a decimal comma say decimal: ",")'),
    )
    expect(numberCoercer()('twelve')).toEqual(new Refusal('is not a number'))
  })

  it.each([
    ['12,5', 12.5],
    ['1.234,56', 1234.56],
    ['1 234,56', 1234.56],
    ['1\u00a0234\u202f567'.replace('\u202f', '\u00a0'), 1234567],
    ['1\u202f234,5', 1234.5],
    ['1.234', 1234],
    ['-0,5', -0.5],
    ['12', 12],
  ])('takes %j where the decimal sign is a comma', (text, number) => {
    expect(numberCoercer(',')(text)).toBe(number)
  })

  it.each(['12.5', '1.23,4', '1.234 567', '1,2,3', '1.2345', ',5', '1e3'])(
    'refuses %j where the decimal sign is a comma',
    (text) => {
      expect(numberCoercer(',')(text)).toBeInstanceOf(Refusal)
    },
  )

  it.each([
    ['1,234.5', 1234.5],
    ['1’234.5', 1234.5],
    ["1'234'567", 1234567],
    ['1234.5', 1234.5],
  ])('takes %j where the decimal sign is said to be a point', (text, number) => {
    expect(numberCoercer('.')(text)).toBe(number)
  })

  it('keeps JSON numbers and refuses what is neither number nor text', () => {
    expect(numberCoercer()(1.5)).toBe(1.5)
    expect(numberCoercer()(true)).toEqual(new Refusal('is not a number'))
    expect(numberCoercer()([1])).toEqual(new Refusal('is not a number'))
  })

  it('reads back every number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
        expect(numberCoercer()(String(number))).toBe(number === 0 ? 0 : number)
      }),
    )
  })

  it('either keeps all digits of a decimal text or refuses it', () => {
    const decimal = fc.tuple(fc.stringMatching(/^\d{1,25}$/), fc.stringMatching(/^\d{1,25}$/))
    fc.assert(
      fc.property(decimal, ([whole, fraction]) => {
        const number = numberCoercer()(`${whole}.${fraction}`)
        if (number instanceof Refusal) return
        const digits = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '')
        const kept = Number(number)
          .toPrecision(Math.max(1, Math.min(100, digits.length)))
          .replace(/e.*$/, '')
          .replace(/\D/g, '')
        expect(kept.replace(/^0+/, '').replace(/0+$/, '')).toBe(digits)
      }),
    )
  })
})

describe('integer', () => {
  it.each([
    ['12', 12],
    ['-12', -12],
    ['+3', 3],
    ['3.0', 3],
    ['3.', 3],
    ['007', 7],
    ['-0', 0],
    ['9007199254740991', 9007199254740991],
  ])('takes %j', (text, number) => {
    expect(integerCoercer()(text)).toBe(number)
  })

  it.each(['1.5', '1e3', '6.51E+08', '', 'x', '1,000'])('refuses %j', (text) => {
    expect(integerCoercer()(text)).toBeInstanceOf(Refusal)
  })

  it('refuses whole numbers that JSON cannot hold exactly', () => {
    expect(integerCoercer()('9007199254740993')).toEqual(tooExact)
    expect(integerCoercer()(2 ** 60)).toEqual(tooExact)
  })

  it('takes thousands and zero fractions where the decimal sign is known', () => {
    expect(integerCoercer(',')('1.234,00')).toBe(1234)
    expect(integerCoercer(',')('1.234,50')).toEqual(new Refusal('is not a whole number'))
    expect(integerCoercer()('3,0')).toEqual(
      new Refusal('is not a whole number (for a decimal comma say decimal: ",")'),
    )
  })

  it('takes whole JSON numbers alone', () => {
    expect(integerCoercer()(3)).toBe(3)
    expect(integerCoercer()(3.5)).toEqual(new Refusal('is not a whole number'))
    expect(integerCoercer()(false)).toEqual(new Refusal('is not a whole number'))
  })
})
