import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { mappingJsonSchema, mappingSchemaFiles } from '../../src/mapping/json-schema.js'
import { valueTypes } from '../../src/mapping/types.js'
import { dialects } from './support.js'

const notifuse = { name: 'notifuse', title: 'Notifuse', dialect: dialects.notifuse }
const connectif = { name: 'connectif', title: 'Connectif', dialect: dialects.connectif }

/** The parts of a schema, as an editor walks them. */
function at(schema: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((part, name) => {
    return typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined
  }, schema)
}

describe('the JSON Schema of a mapping', () => {
  it('is one file a target, of the draft that editors know', () => {
    const files = mappingSchemaFiles([notifuse, connectif])
    expect(files.map(({ name }) => name)).toEqual([
      'notifuse-mapping.schema.json',
      'connectif-mapping.schema.json',
    ])
    for (const { text } of files) {
      expect(text.endsWith('}\n')).toBe(true)
      expect(JSON.parse(text).$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    }
    expect(mappingJsonSchema(notifuse)).toMatchObject({ title: 'contact-sync mapping for Notifuse' })
  })

  it('completes the fields that the API documents, and lets others stand', () => {
    const $set = at(mappingJsonSchema(notifuse), 'properties', 'profile', 'properties', '$set')
    expect(Object.keys(Object(at($set, 'properties')))).toEqual([
      ...(dialects.notifuse.sections[1]?.names ?? []),
    ])
    expect(at($set, 'properties', 'country', 'description')).toBe('Two capital letters.')
    expect(at($set, 'additionalProperties')).toBeTypeOf('object')
    const fields = at(mappingJsonSchema(connectif), 'properties', 'fields')
    expect(at(fields, 'properties', '_points', 'description')).toBe('Points, a whole number.')
  })

  it('knows every type, and describes every option of a value', () => {
    const value = at(mappingJsonSchema(notifuse), '$defs', 'value')
    expect(at(value, 'properties', 'type', 'enum')).toEqual([...valueTypes])
    expect(at(value, 'additionalProperties')).toBe(false)
    for (const [name, option] of Object.entries(Object(at(value, 'properties')))) {
      expect([name, at(option, 'description')]).toEqual([name, expect.any(String)])
    }
  })

  it('takes what the program takes and refuses what it refuses', () => {
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(mappingJsonSchema(notifuse))))
    const good = [
      {},
      { key: 'id', createdAt: 'signup' },
      { key: { template: '{a}-{b}', transform: ['trim'] } },
      {
        profile: {
          $set: { firstName: 'First', plan: { value: 'gold' } },
          $inc: { n: { column: 'x', type: 'integer' } },
        },
      },
    ]
    for (const mapping of good) expect(schema.safeParse(mapping).success).toBe(true)
    const bad = [
      { kye: 'id' },
      { profile: { $sett: {} } },
      { profile: { $set: { a: { column: 'x', type: 'strng' } } } },
      { profile: { $set: { a: { colum: 'x' } } } },
      { profile: { $set: { a: 3 } } },
      { profile: { $set: { a: { column: 'x', value: 'y' } } } },
      { profile: { $set: { a: { type: 'string' } } } },
    ]
    for (const mapping of bad) expect(schema.safeParse(mapping).success).toBe(false)
  })
})
