import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SourceRecord } from '../../../src/record.js'
import { ArrayReader } from '../../../src/sources/ndjson/array.js'
import { brief, readWith } from '../reading.js'

function read(text: string): SourceRecord[] {
  const whole = readWith(new ArrayReader(), text, text.length + 1)
  for (const size of [1, 2, 5]) expect(readWith(new ArrayReader(), text, size)).toEqual(whole)
  return whole
}

describe('a JSON array', () => {
  it('is read element by element, each with the line it begins on', () => {
    expect(read('[\n  {"a": 1},\r\n  {\n    "b": [{"c": "]}\\"{"}]\n  }\n,{}]\n').map(brief)).toEqual([
      '1@2 {"a":1}',
      '2@3 {"b":[{"c":"]}\\"{"}]}',
      '3@6 {}',
    ])
  })

  it('may be empty, or follow another one', () => {
    expect(read('[]')).toEqual([])
    expect(read('[{"a":1}]\n[ ]\n[{"a":2}]\n').map(brief)).toEqual(['1@1 {"a":1}', '2@3 {"a":2}'])
  })

  it('loses no element to a comma that is missing or superfluous', () => {
    expect(read('[{"a":1} {"a":2},,{"a":3},]').map(brief)).toEqual([
      '1@1 {"a":1}',
      '2@1 {"a":2}',
      '3@1 {"a":3}',
    ])
  })

  it('fails elements that are no objects', () => {
    const records = read('[1, null,"a,]b", [2, 3],\n{"a":1},x y\n]')
    expect(records.map(brief)).toEqual([
      '1@1 not-an-object: 1',
      '2@1 not-an-object: null',
      '3@1 not-an-object: "a,]b"',
      '4@1 not-an-object: [2, 3]',
      '5@2 {"a":1}',
      '6@2 not-json: x y',
    ])
    const [first] = records
    expect(first?.kind === 'broken' && first.issue).toEqual({
      code: 'not-an-object',
      message: 'The element on line 1 is JSON, but a number and not an object.',
      reason: 'the element is JSON, but a number and not an object',
    })
  })

  it('fails an element that is not JSON, and reads the next', () => {
    expect(read('[{"a":},\n{"a":2}]').map(brief)).toEqual(['1@1 not-json: {"a":}', '2@2 {"a":2}'])
  })

  it('says where the file ends within an element', () => {
    expect(read('[{"a":1},\n{"a":"2}]\n')).toEqual([
      { kind: 'object', row: 1, line: 1, value: { a: 1 } },
      {
        kind: 'broken',
        row: 2,
        line: 2,
        raw: '{"a":"2}]\n',
        issue: {
          code: 'not-json',
          message: 'The element on line 2 does not end before the file does. The file may be cut short.',
          reason: 'the element does not end before the file does',
        },
      },
    ])
  })

  it('says that it does not close: elements may be lacking', () => {
    expect(read('[{"a":1},\n{"a":2},\n')[2]).toEqual({
      kind: 'broken',
      row: 3,
      line: 3,
      raw: '',
      issue: {
        code: 'not-json',
        message: 'The element on line 3 is missing: the array does not close. The file may be cut short.',
        reason: 'the element is missing: the array does not close',
      },
    })
  })

  it('fails an element over 16 MiB without holding it, and reads the next', () => {
    const text = `[{"a":"${'x'.repeat(17 * 1024 * 1024)}"},{"a":2}]`
    const [first, second] = readWith(new ArrayReader(), text, 256 * 1024)
    expect(first).toMatchObject({
      raw: text.slice(1, 4097),
      issue: {
        code: 'record-too-long',
        message: 'The element on line 1 is longer than 16 MiB. Only its beginning is kept here.',
        reason: 'the element is longer than 16 MiB',
      },
    })
    expect(second).toMatchObject({ row: 2, value: { a: 2 } })
  })

  it('gives back what JSON.stringify wrote, however it is laid out and cut', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue(), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(fc.array(object), fc.nat(4), fc.integer({ min: 1, max: 50 }), (objects, indent, size) => {
        const text = JSON.stringify(objects, null, indent)
        const records = readWith(new ArrayReader(), text, size)
        const values = records.map((record) => (record.kind === 'object' ? record.value : record))
        expect(values).toEqual(JSON.parse(text))
        expect(records.map((record) => record.row)).toEqual(objects.map((_, index) => index + 1))
      }),
    )
  })

  it('loses nothing of what it holds, whatever that is and wherever it is cut', () => {
    const noise = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', 'a', '1', '{"a":1}', 'é'),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 15 }), fc.integer({ min: 1, max: 20 }), (parts, size) => {
        const text = `[${parts.map((part, index) => `${part.join('')}#${index}#`).join('')}`
        const records = readWith(new ArrayReader(), text, text.length * 2)
        const kept = records
          .map((record) => (record.kind === 'broken' ? record.raw : JSON.stringify(record)))
          .join()
        expect(kept.match(/#\d+#/g) ?? []).toEqual(parts.map((_, index) => `#${index}#`))
        expect(readWith(new ArrayReader(), text, size)).toEqual(records)
      }),
      { numRuns: 1000 },
    )
  })
})
