import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/json.js'
import { cells, dialects, forObjects, object, outcomeOf } from './support.js'

const { notifuse, connectif } = dialects

describe('NDJSON records for Notifuse without a mapping', () => {
  async function sent(value: JsonObject) {
    return outcomeOf((await forObjects(notifuse)).map(object(value)))
  }

  it('are mapped by their names, JSON types kept', async () => {
    const value = {
      id: 7,
      firstName: 'Ann',
      vip: true,
      tags: ['a', 1],
      address2: { zip: '007' },
      gone: null,
      note: '',
    }
    expect(await sent(value)).toEqual({
      id: '7',
      profile: {
        $set: { firstName: 'Ann', vip: true, tags: ['a', 1], address2: { zip: '007' }, gone: null, note: '' },
      },
    })
  })

  it('have texts made into the types that the API fixes, where they are not right already', async () => {
    const value = {
      id: 'x',
      latitude: '48.85',
      longitude: 2.35,
      email: ' a@b.co ',
      '$inc.n': '2',
      createdAt: '2016-02-04',
    }
    expect(await sent(value)).toEqual({
      id: 'x',
      createdAt: '2016-02-04T00:00:00.000Z',
      profile: { $set: { latitude: 48.85, longitude: 2.35, email: 'a@b.co' }, $inc: { n: 2 } },
    })
    expect(await sent({ id: 'x', createdAt: '2016-02-04T22:44:30+01:00' })).toEqual({
      id: 'x',
      createdAt: '2016-02-04T22:44:30+01:00',
    })
  })

  it.each<[JsonObject, string]>([
    [{ firstName: 7 }, '$set.firstName: 7 is not text'],
    [{ '$inc.n': null }, '$inc.n: null is not a number'],
    [{ '$push.t': ['a'] }, '$push.t: ["a"] is not one value, and $push adds one at a time'],
    [{ createdAt: null }, 'createdAt: null is not an ISO 8601 date-time'],
    [{ latitude: 1 }, '$set.latitude needs $set.longitude beside it'],
    [
      { fbId: 2 ** 64 },
      '$set.fbId: 18446744073709552000 is a number too large to be exact (put it in quotes)',
    ],
    [
      { social: { ids: [1, 2 ** 64] } },
      '$set.social: {"ids":[1,18446744073709552000]} holds a part that is a number too large to be exact (put it in quotes)',
    ],
    [{ $set: { a: 1 } }, '"$set" is not $set.<field>, $push.<field> or $inc.<field>'],
    [{ a: 1, '$set.a': 2 }, '"$set.a" and another name both fill $set.a'],
  ])('fail by the row: %j', async (value, message) => {
    expect(await sent({ id: 'x', ...value })).toBe(message)
  })

  it('are whole messages of every fault, each with its code', async () => {
    const mapped = (await forObjects(notifuse)).map(object({ id: 'x', lastName: 1, $unset: 2 }))
    expect(mapped).toEqual({
      ok: false,
      key: 'x',
      issue: {
        code: 'bad-value',
        field: 'lastName',
        message: '$set.lastName: 1 is not text; "$unset" is not $set.<field>, $push.<field> or $inc.<field>',
        reason: '$set.lastName is not text',
      },
    })
  })

  it('may hold operations that add up, so that nothing can be promised before they are read', async () => {
    expect((await forObjects(notifuse)).mayHoldNonReplayable).toBe(true)
    expect((await forObjects(connectif)).mayHoldNonReplayable).toBe(false)
  })

  it('are of no use to a CSV mapping, and the other way round', async () => {
    expect((await forObjects(notifuse)).map(cells('7')).ok).toBe(false)
  })
})

describe('NDJSON records in the API’s own shape', () => {
  it('pass as they are, operators and JSON types kept', async () => {
    const value = {
      id: 7,
      createdAt: '2016-02-04T22:44:30Z',
      profile: {
        $set: { firstName: 'Ann', n: [1, { a: null }] },
        $push: { tags: ['a'] },
        $inc: { orders: 2 },
      },
    }
    const mapped = (await forObjects(notifuse)).map(object(value))
    expect(mapped).toEqual({
      ok: true,
      contact: { record: object(value), key: '7', payload: { ...value, id: '7' }, replayable: false },
    })
  })

  it('of an export are set, their key being the external id', async () => {
    const mapper = await forObjects(notifuse)
    const value = {
      id: 'internal',
      externalId: 'u1',
      profile: { id: 'u1', firstName: 'Ann', plan: null },
      updatedAt: 1,
      _sync: {},
    }
    const mapped = mapper.map(object(value))
    expect(mapped).toMatchObject({ ok: true, contact: { key: 'u1', replayable: true } })
    expect(outcomeOf(mapped)).toEqual({ id: 'u1', profile: { $set: { firstName: 'Ann', plan: null } } })
    expect(mapper.warnings).toEqual([
      '"updatedAt" is passed over: a contact in the API\'s own shape has no such name',
    ])
  })

  it('can hold operators that are not listed, of which is warned once', async () => {
    const mapper = await forObjects(notifuse)
    const value = { id: 'x', profile: { $set: { a: 1 }, $unset: { b: 1 } } }
    for (let row = 0; row < 3; row++) {
      expect(mapper.map(object(value))).toMatchObject({
        ok: true,
        contact: { payload: value, replayable: false },
      })
    }
    expect(mapper.warnings).toEqual([
      '"$unset" is passed on, although the API does not document it; ' +
        'a contact that holds it is not sent again when an answer is lost',
    ])
  })

  it('can have their key elsewhere', async () => {
    const mapper = await forObjects(notifuse, { keyColumn: 'ref' })
    expect(outcomeOf(mapper.map(object({ ref: 'r1', profile: { a: 1 } })))).toEqual({
      id: 'r1',
      profile: { $set: { a: 1 } },
    })
    expect(mapper.warnings).toEqual([])
  })

  it.each<[JsonObject, JsonObject]>([
    [
      { id: 'x', profile: {} },
      { id: 'x', profile: {} },
    ],
    [{ id: 'x', profile: null }, { id: 'x' }],
    [{ id: 'x', profile: { id: 'x' } }, { id: 'x' }],
    [
      { id: 'x', profile: {}, createdAt: '2016-02-04' },
      { id: 'x', createdAt: '2016-02-04T00:00:00.000Z', profile: {} },
    ],
  ])('%j becomes %j', async (value, payload) => {
    expect(outcomeOf((await forObjects(notifuse)).map(object(value)))).toEqual(payload)
  })

  it.each<[JsonObject, string, string]>([
    [{ profile: 'x' }, 'bad-value', 'profile: "x" is not an object'],
    [{ profile: { $set: 1 } }, 'bad-value', 'profile.$set: 1 is not an object'],
    [{ profile: { $set: {}, a: 1 } }, 'bad-field', 'profile holds both operators ($set) and plain fields'],
    [
      { profile: { $set: { id: 'x' } } },
      'bad-field',
      'Notifuse does not let $set.id be written: it holds the external id',
    ],
    [{ profile: { '$push.tags': 'x' } }, 'bad-value', 'profile.$push.tags: "x" is not an object'],
    [
      { profile: { $inc: { id: 1 } } },
      'bad-field',
      'Notifuse does not let $inc.id be written: it holds the external id',
    ],
    [{ profile: { $set: { $x: 1 } } }, 'bad-field', 'a field of $set cannot begin with $, as "$x" does'],
    [{ profile: { firstName: 7 } }, 'bad-value', '$set.firstName: 7 is not text'],
    [{ profile: { email: 'ann' } }, 'bad-value', '$set.email: "ann" is not an email address: it has no @'],
    [{ profile: { longitude: 7 } }, 'bad-value', '$set.longitude needs $set.latitude beside it'],
    [{ profile: { $inc: { n: '1' } } }, 'bad-value', '$inc.n: "1" is not a number'],
    [{ profile: {}, createdAt: 'soon' }, 'bad-value', 'createdAt: "soon" is not an ISO 8601 date-time'],
    [{ profile: {}, createdAt: 7 }, 'bad-value', 'createdAt: 7 is not an ISO 8601 date-time'],
    [{ profile: {}, CreatedAt: 'x' }, 'bad-field', 'a contact has no "CreatedAt"; did you mean "createdAt"?'],
    [
      { profile: { $set: { a: { b: 2 ** 64 } } } },
      'bad-value',
      'profile.$set.a.b: 18446744073709552000 is a number too large to be exact (put it in quotes)',
    ],
  ])('%j fails', async (value, code, message) => {
    const mapped = (await forObjects(notifuse)).map(object({ id: 'x', ...value }))
    expect(mapped).toMatchObject({ ok: false, key: 'x', issue: { code, message } })
  })

  it('nested without end fail instead of ending the run', async () => {
    let deep: JsonObject = {}
    for (let level = 0; level < 50_000; level++) deep = { a: deep }
    const mapper = await forObjects(notifuse)
    expect(mapper.map(object({ id: 'x', profile: { $set: { deep } } }))).toMatchObject({
      ok: false,
      issue: { code: 'bad-value' },
    })
    expect(outcomeOf(mapper.map(object({ id: 'x', deep })))).toBe(
      '$set.deep: … holds a part that is nested more than 100 levels deep',
    )
  })
})

describe('NDJSON records for Connectif without a mapping', () => {
  it('pass by their names, JSON types kept', async () => {
    const value = {
      _name: 'Ann',
      _points: 3,
      _birthdate: '1990-05-17T00:00:00+02:00',
      vip: true,
      tags: ['a'],
      gone: null,
    }
    const mapper = await forObjects(connectif)
    expect(outcomeOf(mapper.map(object({ email: 'a@b.co', ...value })))).toEqual(value)
    expect(outcomeOf(mapper.map(object({ email: 'a@b.co' })))).toEqual({})
  })

  it('have texts made into the types that the API fixes', async () => {
    const value = {
      email: 'a@b.co',
      _points: '3',
      _birthdate: '1990-05-17',
      _mobilePhone: '0034 651 23 45 67',
    }
    expect(outcomeOf((await forObjects(connectif)).map(object(value)))).toEqual({
      _points: 3,
      _birthdate: '1990-05-17T00:00:00.000Z',
      _mobilePhone: '+34651234567',
    })
  })

  it.each<[JsonObject, string, string]>([
    [{ _points: 1.5 }, 'bad-value', '_points: 1.5 is not a whole number'],
    [{ _name: 7 }, 'bad-value', '_name: 7 is not text'],
    [{ _emailStatus: 'no' }, 'bad-value', '_emailStatus: "no" is not one of active, bounced, paused, banned'],
    [{ fav: { a: 1 } }, 'bad-value', 'fav: {"a":1} is an object, which no custom field takes'],
    [{ fav: [1] }, 'bad-value', 'fav: [1] is a list of more than texts'],
    [
      { _nmae: 'x' },
      'bad-field',
      'Connectif has no property "_nmae" that can be written; did you mean "_name"?',
    ],
  ])('%j fails', async (value, code, message) => {
    const mapped = (await forObjects(connectif)).map(object({ email: 'a@b.co', ...value }))
    expect(mapped).toMatchObject({ ok: false, key: 'a@b.co', issue: { code, message } })
  })

  it('pass over read-only properties and our own reports, with a word about the former', async () => {
    const mapper = await forObjects(connectif)
    const value = { email: 'a@b.co', _createdAt: 'x', _sync: { row: 1 }, _name: 'Ann' }
    for (let row = 0; row < 3; row++) expect(outcomeOf(mapper.map(object(value)))).toEqual({ _name: 'Ann' })
    expect(mapper.warnings).toEqual([
      '"_createdAt" is passed over: Connectif has no writable property of that name',
    ])
  })

  it('of ever new names need no more memory and no more warnings', async () => {
    const mapper = await forObjects(connectif)
    for (let row = 0; row < 12_000; row++) {
      mapper.map(object({ email: 'a@b.co', [`_readOnlyProperty${row}`]: 1 }))
    }
    expect(mapper.warnings).toHaveLength(50)
    expect(mapper.warnings.at(-1)).toBe('there are more warnings of this kind, which are not shown')
  })
})

describe('NDJSON records with a mapping', () => {
  const file = `
    key: user.id
    profile:
      $set:
        firstName: user.name
        orders: {column: orders, type: integer}
        city: {column: address.city, empty: skip}
        note: note
  `

  it('are read by paths, and "" and null pass as they are', async () => {
    const mapper = await forObjects(notifuse, { file, empty: 'skip' })
    const record = { user: { id: 7, name: 'Ann' }, orders: '3', address: { city: '' }, note: '' }
    expect(outcomeOf(mapper.map(object(record)))).toEqual({
      id: '7',
      profile: { $set: { firstName: 'Ann', orders: 3, note: '' } },
    })
    expect(outcomeOf(mapper.map(object({ user: { id: 8, name: null }, address: { city: null } })))).toEqual({
      id: '8',
      profile: { $set: { firstName: null } },
    })
  })

  it.each<[string, JsonObject]>([
    ['skip', {}],
    ['null', { a: null, b: null }],
    ['keep', { a: '', b: null }],
  ])('can say what an empty value becomes: %s', async (empty, $set) => {
    const fields = `profile: {$set: {a: {column: a, empty: ${empty}}, b: {column: b, empty: ${empty}}}}`
    const mapper = await forObjects(notifuse, { file: fields })
    const payload = Object.keys($set).length === 0 ? { id: '1' } : { id: '1', profile: { $set } }
    expect(outcomeOf(mapper.map(object({ id: '1', a: '', b: null })))).toEqual(payload)
  })

  it('keep their JSON types where none is declared, and have them made where one is', async () => {
    const types = 'profile: {$set: {a: a, b: {column: a, type: string}, c: {column: c, type: boolean}}}'
    const mapper = await forObjects(notifuse, { file: types })
    expect(outcomeOf(mapper.map(object({ id: '1', a: 12, c: 'oui' })))).toEqual({
      id: '1',
      profile: { $set: { a: 12, b: '12', c: true } },
    })
    expect(outcomeOf(mapper.map(object({ id: '1', a: { x: 1 } })))).toBe(
      '$set.b (column "a"): {"x":1} is not text',
    )
  })

  it('look values up by their text', async () => {
    const values = 'profile: {$set: {a: {column: a, values: {true: Y, 1: one, x: {y: 1}}, otherwise: other}}}'
    const mapper = await forObjects(notifuse, { file: values })
    const sent = [true, 1, 'x', 'z', ['x'], null].map((a) => outcomeOf(mapper.map(object({ id: '1', a }))))
    expect(sent).toEqual(
      ['Y', 'one', { y: 1 }, 'other', 'other', null].map((a) => ({ id: '1', profile: { $set: { a } } })),
    )
  })

  it('whose names no record had are told at the end', async () => {
    const mapper = await forObjects(notifuse, { file })
    expect(mapper.closingWarnings()).toEqual([])
    mapper.map(object({ user: { id: 7, nmae: 'x' }, note: null }))
    expect(mapper.closingWarnings()).toEqual([
      'no record of the file has "user.name"',
      'no record of the file has "orders"',
      'no record of the file has "address.city"',
    ])
  })
})
