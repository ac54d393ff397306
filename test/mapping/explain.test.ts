import { expect, it } from 'vitest'
import { explainRecord } from '../../src/mapping/explain.js'
import { cells, dialects, forObjects, forTable, object } from './support.js'

const { notifuse, connectif } = dialects

it('an explanation follows every field of a record step by step', async () => {
  const file = `
    profile:
      $set:
        email: {column: Email, transform: [trim, lowercase]}
        name: {template: "{First} {Last}"}
        plan: {value: gold}
        city: City
        vip: {column: vip, type: boolean}
      $inc: {n: orders}
  `
  const columns = ['id', 'Email', 'First', 'Last', 'City', 'vip', 'orders', 'extra']
  const mapping = await forTable(notifuse, columns, { file })
  const record = cells('7', ' A@B.co ', 'Ann', '', '', 'maybe', '3', 'x')
  expect(explainRecord(mapping, record)).toEqual({
    key: { from: 'column "id"', raw: '7' },
    fields: [
      {
        field: '$set.email',
        from: 'column "Email"',
        raw: ' A@B.co ',
        type: 'email',
        steps: [
          { name: 'trim', value: 'A@B.co' },
          { name: 'lowercase', value: 'a@b.co' },
          { name: 'empty', value: 'a@b.co' },
          { name: 'email', value: 'a@b.co' },
          { name: 'check', value: 'a@b.co' },
        ],
        end: { kind: 'sent', value: 'a@b.co' },
      },
      {
        field: '$set.name',
        from: 'template "{First} {Last}"',
        raw: 'Ann',
        type: undefined,
        steps: [{ name: 'empty', value: 'Ann' }],
        end: { kind: 'sent', value: 'Ann' },
      },
      {
        field: '$set.plan',
        from: 'the mapping',
        raw: 'gold',
        type: undefined,
        steps: [],
        end: { kind: 'sent', value: 'gold' },
      },
      {
        field: '$set.city',
        from: 'column "City"',
        raw: '',
        type: undefined,
        steps: [],
        end: { kind: 'left out', because: 'it is empty, and empty values are left alone' },
      },
      {
        field: '$set.vip',
        from: 'column "vip"',
        raw: 'maybe',
        type: 'boolean',
        steps: [{ name: 'empty', value: 'maybe' }],
        end: {
          kind: 'refused',
          because: '"maybe" is neither yes nor no (true, yes, sí, oui, 1, … or false, no, non, 0, …)',
        },
      },
      {
        field: '$inc.n',
        from: 'column "orders"',
        raw: '3',
        type: 'number',
        steps: [
          { name: 'empty', value: '3' },
          { name: 'number', value: 3 },
          { name: 'check', value: 3 },
        ],
        end: { kind: 'sent', value: 3 },
      },
    ],
    unused: ['extra'],
    mapped: mapping.map(record),
  })
})

it('an explanation of an NDJSON record goes by its names', async () => {
  const mapping = await forObjects(connectif)
  const record = object({ email: 'a@b.co', _points: '3', _createdAt: 'x', _sync: {}, _nmae: 'y' })
  expect(explainRecord(mapping, record)).toEqual({
    key: { from: 'the first of email, _email', raw: 'a@b.co' },
    fields: [
      {
        field: '_points',
        from: 'the record',
        raw: '3',
        type: 'integer',
        steps: [
          { name: 'read', value: '3' },
          { name: 'integer', value: 3 },
          { name: 'check', value: 3 },
        ],
        end: { kind: 'sent', value: 3 },
      },
      {
        field: '_createdAt',
        from: 'the record',
        raw: 'x',
        type: undefined,
        steps: [],
        end: { kind: 'left out', because: 'Connectif has no writable property of that name' },
      },
      {
        field: '_sync',
        from: 'the record',
        raw: {},
        type: undefined,
        steps: [],
        end: { kind: 'left out', because: 'it belongs to a report of an earlier run' },
      },
      {
        field: '_nmae',
        from: 'the record',
        raw: 'y',
        type: undefined,
        steps: [],
        end: {
          kind: 'refused',
          because: 'Connectif has no property "_nmae" that can be written; did you mean "_name"?',
        },
      },
    ],
    unused: [],
    mapped: mapping.map(record),
  })
})

it('an explanation of a record in the API’s own shape says that it is sent as it is', async () => {
  const mapping = await forObjects(notifuse)
  const record = object({ id: 'x', profile: { $set: { a: 1 } } })
  expect(explainRecord(mapping, record).fields).toEqual([
    {
      field: 'profile',
      from: 'the record',
      raw: { $set: { a: 1 } },
      type: undefined,
      steps: [],
      end: { kind: 'sent', value: { $set: { a: 1 } } },
    },
  ])
  expect(explainRecord(mapping, object({ id: 'x', profile: 7 })).fields).toEqual([])
})

it('an explanation names what an NDJSON record does not have, and what no template can hold', async () => {
  const file = 'profile: {$set: {a: x.y, b: {template: "{z}"}}}'
  const mapping = await forObjects(notifuse, { file })
  const { fields, mapped } = explainRecord(mapping, object({ id: 'x', z: [1] }))
  expect(fields.map(({ field, end }) => [field, end])).toEqual([
    ['$set.a', { kind: 'left out', because: 'the record does not have it' }],
    ['$set.b', { kind: 'refused', because: 'cannot be put together: "z" is no text' }],
  ])
  expect(mapped).toMatchObject({
    issue: { message: '$set.b cannot be put together: "z" is no text' },
  })
})

it('an explanation of a record without a key shows its fields all the same', async () => {
  const mapping = await forTable(notifuse, ['id', 'a'])
  const { key, fields, mapped } = explainRecord(mapping, cells('', 'x'))
  expect(key).toEqual({ from: 'column "id"', raw: '' })
  expect(fields).toHaveLength(1)
  expect(mapped.ok).toBe(false)
})
