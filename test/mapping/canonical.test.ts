import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortedJson } from '../../src/mapping/canonical.js'
import type { Mapped } from '../../src/mapping/mapper.js'
import { cells, dialects, forObjects, forTable, object } from './support.js'

const { notifuse, connectif } = dialects

function json(mapped: Mapped): string {
  return JSON.stringify(mapped.ok ? mapped.contact.payload : mapped.issue)
}

/** Some columns, and the same in another order. */
const columns = fc
  .uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z0-9]{1,5}$/), fc.constantFrom('', '$set.', '$push.', '$inc.')),
    {
      selector: ([name, operator]) => (operator === '' ? `$set.${name}` : `${operator}${name}`),
    },
  )
  .map((names) =>
    names.map(([name, operator]) => `${operator}${name}`).filter((name) => !/^(\$set\.)?id$/.test(name)),
  )
  .chain((names) => fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })))

describe('a canonical payload', () => {
  it('is the same JSON whatever the order of the columns', async () => {
    await fc.assert(
      fc.asyncProperty(columns, async ([names, shuffled]) => {
        const row = new Map(names.map((name, index) => [name, String(index)]))
        const payloads: string[] = []
        for (const order of [names, shuffled]) {
          const mapper = await forTable(notifuse, ['externalId', ...order], { canonical: true })
          payloads.push(json(mapper.map(cells('k', ...order.map((name) => row.get(name) ?? '')))))
        }
        expect(payloads[1]).toBe(payloads[0])
      }),
      { numRuns: 50 },
    )
  })

  it('is the same JSON whatever the order of the names in a record, at any depth', async () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, part]) => [name, shuffled(part)]),
      )
    }
    const fields = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue({ maxDepth: 3 }))
    const mapper = await forObjects(notifuse, { canonical: true })
    fc.assert(
      fc.property(fields, fc.boolean(), (given, native) => {
        const record = native ? { externalId: 'k', profile: { $set: given } } : { externalId: 'k', ...given }
        const other = JSON.parse(JSON.stringify(shuffled(record)))
        const mapped = mapper.map(object(JSON.parse(JSON.stringify(record))))
        fc.pre(mapped.ok)
        expect(json(mapper.map(object(other)))).toBe(json(mapped))
      }),
    )
  })

  it('is the same for a row of a CSV file and the record that says the same', async () => {
    const table = await forTable(notifuse, ['id', 'b', '$inc.n', 'a', 'createdAt'], { canonical: true })
    const objects = await forObjects(notifuse, { canonical: true })
    const createdAt = '2016-02-04T22:44:30.652Z'
    const native = { profile: { $set: { b: 'x', a: 'y' }, $inc: { n: 1 } }, createdAt, id: '7' }
    const flat = { createdAt, $set: undefined, '$inc.n': 1, b: 'x', a: 'y', id: '7' }
    const expected = `{"id":"7","createdAt":"${createdAt}","profile":{"$inc":{"n":1},"$set":{"a":"y","b":"x"}}}`
    expect(json(table.map(cells('7', 'x', '1', 'y', createdAt)))).toBe(expected)
    expect(json(objects.map(object(native)))).toBe(expected)
    expect(json(objects.map(object(JSON.parse(JSON.stringify(flat)))))).toBe(expected)
  })

  it('sorts the JSON in a cell as well', async () => {
    const mapper = await forTable(notifuse, ['id', 'j'], {
      canonical: true,
      file: 'profile: {$set: {j: {column: j, type: json}}}',
    })
    expect(json(mapper.map(cells('7', '{"b": [{"d": 1, "c": 2}], "a": 1}')))).toBe(
      '{"id":"7","profile":{"$set":{"j":{"a":1,"b":[{"c":2,"d":1}]}}}}',
    )
  })
})

it('without it, fields stand in the order of the columns', async () => {
  const mapper = await forTable(connectif, ['b', 'email', 'a'])
  expect(json(mapper.map(cells('1', 'a@b.co', '2')))).toBe('{"b":"1","a":"2"}')
})

it('a name that JavaScript treats apart is sorted like any other and pollutes nothing', () => {
  const value = JSON.parse('{"b": 1, "__proto__": {"polluted": true}, "a": 2}')
  const sorted = sortedJson(value)
  expect(JSON.stringify(sorted)).toBe('{"__proto__":{"polluted":true},"a":2,"b":1}')
  expect(Object.getPrototypeOf(sorted)).toBe(Object.prototype)
  expect('polluted' in {}).toBe(false)
})
