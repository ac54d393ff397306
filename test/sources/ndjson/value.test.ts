import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readValue } from '../../../src/sources/ndjson/value.js'

function read(text: string): unknown {
  const record = readValue(Buffer.from(text), 1, 1, 'line')
  return record.kind === 'object' ? record.value : record
}

describe('numbers', () => {
  it('keep every digit of an integer that JavaScript would round, as a string', () => {
    expect(
      read('{"id":12345678901234567890,"b":[-9007199254740993],"c":{"d":1000000000000000000000}}'),
    ).toEqual({
      id: '12345678901234567890',
      b: ['-9007199254740993'],
      c: { d: '1000000000000000000000' },
    })
  })

  it('stay numbers where they are exact, or no integers', () => {
    expect(
      read('{"a":9007199254740992,"b":-0,"c":0.12345678901234567890,"d":1e21,"e":123456789012345}'),
    ).toEqual({
      a: 9007199254740992,
      b: -0,
      c: 0.12345678901234568,
      d: 1e21,
      e: 123456789012345,
    })
  })

  it('are left alone within strings and names', () => {
    expect(read('{"12345678901234567890":"\\"12345678901234567890","x":": 12345678901234567890,"}')).toEqual({
      '12345678901234567890': '"12345678901234567890',
      x: ': 12345678901234567890,',
    })
  })

  it('do not make JSON of what is none', () => {
    expect(read('{12345678901234567890:1}')).toMatchObject({ kind: 'broken', issue: { code: 'not-json' } })
  })

  it('have the same digits after reading as before, wherever they stand', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.string(), (id, padding) => {
        const value = read(`{"padding":${JSON.stringify(padding)},"id":${id}}`)
        expect(value).toEqual({ padding, id: expect.anything() })
        expect(JSON.stringify(value)).toMatch(new RegExp(`"id":"?${id}"?}$`))
      }),
    )
  })
})

describe('names', () => {
  it('of prototypes are names like others', () => {
    const value = read('{"__proto__":{"admin":true},"constructor":1}')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect('admin' in {}).toBe(false)
  })

  it('that are there twice have the last value, as everywhere', () => {
    expect(read('{"a":1,"a":2}')).toEqual({ a: 2 })
  })
})
