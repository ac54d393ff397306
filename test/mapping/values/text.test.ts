import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/mapping/values/coercion.js'
import { toJson, toText } from '../../../src/mapping/values/text.js'

describe('string and json', () => {
  it('keeps text as it is and writes JSON numbers and booleans as text', () => {
    expect(['007', ' a ', 12, true].map(toText)).toEqual(['007', ' a ', '12', 'true'])
    expect(toText({ a: 1 })).toEqual(new Refusal('is not text'))
  })

  it('parses JSON text and keeps JSON', () => {
    expect(toJson('{"a": [1, null]}')).toEqual({ a: [1, null] })
    expect(toJson('"x"')).toBe('x')
    expect(toJson([1])).toEqual([1])
    expect(toJson('{a}')).toEqual(new Refusal('is not JSON'))
  })

  it('refuses JSON text whose numbers would change', () => {
    expect(toJson('12345678901234567890')).toEqual(
      new Refusal('is a number too large to be exact (put it in quotes)'),
    )
    expect(toJson('{"ids": [12345678901234567890]}')).toEqual(
      new Refusal('holds a part that is a number too large to be exact (put it in quotes)'),
    )
    expect(toJson('1e400')).toBeInstanceOf(Refusal)
    expect(toJson('1.5e300')).toBeInstanceOf(Refusal)
    expect(toJson('0.1')).toBe(0.1)
  })

  it('refuses JSON that is nested without end', () => {
    expect(toJson('['.repeat(10_000) + ']'.repeat(10_000))).toEqual(
      new Refusal('holds a part that is nested more than 100 levels deep'),
    )
  })
})
