import { describe, expect, it } from 'vitest'
import { toBoolean } from '../../../src/mapping/values/boolean.js'
import { Refusal } from '../../../src/mapping/values/coercion.js'

describe('boolean', () => {
  it.each([
    'true',
    'T',
    'Yes',
    'y',
    '1',
    'on',
    'VERDADERO',
    'Sí',
    'si',
    'SI\u0301',
    's',
    'vrai',
    'V',
    'OUI',
    'o',
    ' yes ',
  ])('takes %j for yes', (word) => {
    expect(toBoolean(word)).toBe(true)
  })

  it.each(['false', 'F', 'no', 'N', '0', 'off', 'FALSO', 'Faux', 'non'])('takes %j for no', (word) => {
    expect(toBoolean(word)).toBe(false)
  })

  it('takes JSON booleans, 1 and 0', () => {
    expect([true, false, 1, 0].map(toBoolean)).toEqual([true, false, true, false])
  })

  it.each(['maybe', '2', 'yess', 'x', 2, [true]])('refuses %j', (value) => {
    expect(toBoolean(value)).toEqual(
      new Refusal('is neither yes nor no (true, yes, sí, oui, 1, … or false, no, non, 0, …)'),
    )
  })
})
