import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/json.js'
import { fingerprint, fromHex, keyDigest, toHex } from '../../src/state/digest.js'

const payload = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((value) => plain(value))

/** As it comes out of JSON: no prototype tricks, no -0. */
function plain(value: unknown): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  if (!isJsonObject(copy)) throw new Error('not an object')
  return copy
}

/** The same value with the members of every object in reverse. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}

/** JSON with the members of every object in order: equal for equal payloads, and only for them. */
function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`,
  )
  return `{${members.sort().join()}}`
}

function hex(value: JsonObject): string {
  return toHex(fingerprint(value))
}

describe('fingerprint', () => {
  test('is the same whatever the order of the members', () => {
    fc.assert(
      fc.property(payload, (value) => {
        const other = reversed(value)
        expect(isJsonObject(other) && hex(other)).toBe(hex(value))
      }),
    )
  })

  test('differs if and only if the payloads do', () => {
    fc.assert(
      fc.property(payload, payload, (one, other) => {
        expect(hex(one) === hex(other)).toBe(canonical(one) === canonical(other))
      }),
    )
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['true and its text', { a: true }, { a: 'true' }],
    ['null and a missing member', { a: null }, {}],
    ['null and an empty text', { a: null }, { a: '' }],
    ['an empty list and an empty object', { a: [] }, { a: {} }],
    ['one text and two', { a: ['bc'] }, { a: ['b', 'c'] }],
    ['a value moved into its neighbour', { a: { b: 1 } }, { a: {}, b: 1 }],
    ['lists in another order', { a: [1, 2] }, { a: [2, 1] }],
    ['nested lists cut elsewhere', { a: [[1], 2] }, { a: [[1, 2]] }],
    ['texts that differ in case', { a: 'x' }, { a: 'X' }],
    ['texts that differ in zeros at the end', { a: 'x' }, { a: 'x\u0000' }],
    ['halves of a surrogate pair', { a: '\ud83d' }, { a: '\ud83e' }],
    ['texts of 65,536 more characters', { a: 'x' }, { a: `x${'\u0000'.repeat(65_536)}` }],
  ])('tells apart %s', (_, one, other) => {
    expect(hex(one)).not.toBe(hex(other))
  })

  test('takes 0 and -0 for the same, as JSON does', () => {
    expect(hex({ a: -0 })).toBe(hex({ a: 0 }))
  })

  test('takes names that look like numbers in any order', () => {
    expect(hex({ '10': 'a', '9': 'b', x: 'c' })).toBe(hex({ x: 'c', '9': 'b', '10': 'a' }))
  })

  test('holds for a payload of a megabyte after a small one, and the other way round', () => {
    const large = { a: 'x'.repeat(1_000_000), b: ['y'.repeat(100_000), 3] }
    const small = { a: 'x' }
    const [first, second] = [hex(small), hex(large)]
    expect([hex(large), hex(small)]).toEqual([second, first])
  })

  // If this fails, what was remembered before no longer fits: change digestKind with it.
  test('stays what it was', () => {
    expect(hex({})).toMatchInlineSnapshot(`"c5882d45562f27fe429701f0c1cf7563"`)
    expect(
      hex({ id: '7', profile: { $set: { city: 'Zürich', vip: true, age: 42.5, tags: ['a', null] } } }),
    ).toMatchInlineSnapshot(`"6fb77fb586bd0f7228f15f5829f28496"`)
    expect(toHex(keyDigest('ana@example.com'))).toMatchInlineSnapshot(`"184bb90547da58e1d775fea7c408ccec"`)
  })

  test('spreads over all its bits: many payloads that hardly differ share no more than chance would have it', () => {
    const count = 200_000
    const digests = Array.from({ length: count }, (_, i) => fingerprint({ _name: `user${i}`, plan: 'gold' }))
    // Expected for 32 bits: count² / 2³³, some 5.
    for (const word of ['a', 'b', 'c', 'd'] as const) {
      expect(count - new Set(digests.map((digest) => digest[word])).size).toBeLessThan(25)
    }
    expect(new Set(digests.map(toHex)).size).toBe(count)
  })
})

describe('toHex', () => {
  test('is read back by fromHex', () => {
    fc.assert(
      fc.property(payload, (value) => {
        const digest = fingerprint(value)
        expect(fromHex(toHex(digest))).toEqual(digest)
      }),
    )
  })

  test.each(['', 'xyz', 'A'.repeat(32), '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}g`])(
    'fromHex refuses %j',
    (text) => {
      expect(fromHex(text)).toBeUndefined()
    },
  )
})
