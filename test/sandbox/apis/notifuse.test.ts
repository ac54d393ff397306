import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { call, json, notifuseHeaders, open, upsert } from '../client.js'

describe('authentication', () => {
  test('no key, another scheme and a wrong key are each a 401', async () => {
    const sandbox = await open({ keys: ['right'] })
    for (const authorization of [
      '',
      'Bearer',
      'Basic right',
      'apiKey a:right',
      'Bearer wrong',
      'Bearer right x',
    ]) {
      const headers = { ...notifuseHeaders, authorization }
      const answer = await upsert(sandbox, [{ id: '1' }], { headers })
      expect(answer.status, authorization).toBe(401)
      expect(json(answer)).toMatchObject({ statusCode: 401, error: 'Unauthorized' })
    }
    const headers = { ...notifuseHeaders, authorization: 'Bearer right' }
    expect((await upsert(sandbox, [{ id: '1' }], { headers })).status).toBe(200)
    expect(sandbox.store.notifuse.counts).toEqual({ inserted: 1, updated: 0 })
  })

  test('a key without the permission is a 403', async () => {
    const sandbox = await open({ forbiddenKeys: ['secret'] })
    const answer = await upsert(sandbox, [{ id: '1' }])
    expect(answer.status).toBe(403)
    expect(json(answer)).toMatchObject({ statusCode: 403, error: 'Forbidden' })
  })
})

describe('the request as a whole', () => {
  test('a type other than JSON is a 415', async () => {
    const sandbox = await open()
    for (const type of ['text/plain', 'application/jsonp', '']) {
      const headers = { ...notifuseHeaders, 'content-type': type }
      expect((await upsert(sandbox, [{ id: '1' }], { headers })).status, type).toBe(415)
    }
    const headers = { ...notifuseHeaders, 'content-type': 'Application/JSON; charset=utf-8' }
    expect((await upsert(sandbox, [{ id: '1' }], { headers })).status).toBe(200)
  })

  test('50 contacts pass, 51 are a 400', async () => {
    const sandbox = await open()
    const contacts = Array.from({ length: 51 }, (_, i) => ({ id: String(i) }))
    expect((await upsert(sandbox, contacts)).status).toBe(400)
    expect(sandbox.store.notifuse.contacts.size).toBe(0)
    expect((await upsert(sandbox, contacts.slice(1))).status).toBe(200)
    expect(sandbox.store.notifuse.contacts.size).toBe(50)
  })

  test.each([
    ['not JSON', '{"contacts":'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ['no contacts', '{}'],
    ['null', 'null'],
    ['contacts that are no array', '{"contacts":{}}'],
    ['an empty array', '{"contacts":[]}'],
  ])('%s is a 400', async (_what, body) => {
    const sandbox = await open()
    const answer = await upsert(sandbox, [], { body })
    expect(answer.status).toBe(400)
    expect(json(answer)).toMatchObject({ statusCode: 400, error: 'Bad Request' })
  })

  test.each([
    ['a contact that is no object', 7, 'contacts[1] must be an object'],
    ['no id', { profile: {} }, 'contacts[1].id is required and must be a string'],
    ['an id that is a number', { id: 7 }, 'contacts[1].id is required and must be a string'],
    ['an empty id', { id: '' }, 'contacts[1].id is required and must be a string'],
    ['an unknown property', { id: '2', externalId: '2' }, 'contacts[1].externalId is not allowed'],
    ['a profile that is no object', { id: '2', profile: [] }, 'contacts[1].profile must be an object'],
    ['a date that is no string', { id: '2', createdAt: 1 }, 'contacts[1].createdAt must be a string'],
  ])('%s makes the whole batch a 400', async (_what, contact, message) => {
    const sandbox = await open()
    const answer = await upsert(sandbox, [{ id: '1' }, contact])
    expect([answer.status, json(answer)]).toEqual([400, { statusCode: 400, error: 'Bad Request', message }])
    expect(sandbox.store.notifuse.contacts.size).toBe(0)
  })
})

describe('the answer', () => {
  test('every id is in inserted the first time and in updated from then on', async () => {
    const sandbox = await open()
    expect(json(await upsert(sandbox, [{ id: '1' }]))).toEqual({
      statusCode: 200,
      success: true,
      inserted: ['1'],
      updated: [],
      failed: [],
    })
    expect(json(await upsert(sandbox, [{ id: '1' }, { id: '2' }]))).toMatchObject({
      inserted: ['2'],
      updated: ['1'],
    })
  })

  test('a contact that breaks a rule is in failed, the others are applied', async () => {
    const sandbox = await open()
    const bad = { id: 'bad', profile: { $set: { email: 'nobody' } } }
    const answer = await upsert(sandbox, [{ id: '1' }, bad, { id: '3' }])
    expect(answer.status).toBe(200)
    expect(json(answer)).toMatchObject({ success: false, inserted: ['1', '3'], failed: ['bad'] })
    expect([...sandbox.store.notifuse.contacts.keys()]).toEqual(['1', '3'])
  })

  test('or makes the whole batch a 400 that names it, if set so', async () => {
    const sandbox = await open({ notifuse: { invalid: 'refuse' } })
    const bad = { id: 'bad', profile: { $set: { email: 'nobody' } } }
    const answer = await upsert(sandbox, [{ id: '1' }, bad])
    expect(answer.status).toBe(400)
    expect(json(answer)).toMatchObject({ message: 'contacts[1].profile.$set.email must be an email address' })
    expect(sandbox.store.notifuse.contacts.size).toBe(0)
  })
})

describe('rules of the profile', () => {
  const good = {
    firstName: '',
    lastName: 'Núñez',
    address: '1, rue X',
    avatar: 'https://example.com/a.png',
    email: 'ana+x@exämple.com',
    mobileNumber: '0612',
    timeZone: 'Europe/Paris',
    language: 'fr',
    country: 'FR',
    latitude: -12.5,
    longitude: 0,
    plan: { any: ['thing', null] },
  }

  test('what is documented passes, any other name takes any JSON, null passes everywhere', async () => {
    const sandbox = await open()
    const cleared = Object.fromEntries(Object.keys(good).map((name) => [name, null]))
    const contacts = [
      { id: '1', profile: { $set: good }, createdAt: '2016-02-04T22:44:30.652Z' },
      { id: '2', profile: { $set: cleared } },
      { id: '3', profile: { $rename: { a: 'b' }, $unset: { c: true } } },
      { id: '4', profile: {} },
    ]
    expect(json(await upsert(sandbox, contacts))).toMatchObject({
      success: true,
      inserted: ['1', '2', '3', '4'],
    })
    expect(sandbox.store.notifuse.contacts.get('1')?.profile).toEqual(good)
  })

  test.each<[string, object]>([
    ['a profile field without an operator', { firstName: 'Ana' }],
    ['an operator that is no object', { $set: 'Ana' }],
    ['the id', { $set: { id: '1' } }],
    ['the id, pushed', { $push: { id: '1' } }],
    ['a name that is a number', { $set: { firstName: 1 } }],
    ['a phone that is a number', { $set: { mobileNumber: 612 } }],
    ['an avatar that is no URL', { $set: { avatar: 'a.png' } }],
    ['an empty email', { $set: { email: '' } }],
    ['an email with two @', { $set: { email: 'a@b@c.de' } }],
    ['an unknown time zone', { $set: { timeZone: 'Europe/Atlantis' } }],
    ['an offset for a time zone', { $set: { timeZone: '+01:00' } }],
    ['a language in three letters', { $set: { language: 'fra' } }],
    ['a country in small letters', { $set: { country: 'fr' } }],
    ['a latitude alone', { $set: { latitude: 1 } }],
    ['a longitude alone', { $set: { longitude: 1 } }],
    ['a latitude as text', { $set: { latitude: '1', longitude: 1 } }],
    ['an increment that is text', { $inc: { orders: '1' } }],
  ])('%s is refused', async (_what, profile) => {
    const sandbox = await open()
    expect(json(await upsert(sandbox, [{ id: '1', profile }]))).toMatchObject({
      success: false,
      failed: ['1'],
    })
    expect(sandbox.store.notifuse.contacts.size).toBe(0)
  })

  test.each(['yesterday', '2016-02-30T00:00:00Z', '2016-02-04', '04/02/2016'])(
    'a createdAt of %s is refused',
    async (createdAt) => {
      const sandbox = await open()
      expect(json(await upsert(sandbox, [{ id: '1', createdAt }]))).toMatchObject({ failed: ['1'] })
    },
  )
})

describe('operations', () => {
  test('$set replaces, $push appends one value, $inc adds', async () => {
    const sandbox = await open()
    const profile = { $set: { plan: 'gold' }, $push: { tags: ['a', 'b'] }, $inc: { orders: 2 } }
    await upsert(sandbox, [{ id: '1', profile }])
    await upsert(sandbox, [
      { id: '1', profile: { $set: { plan: 'basic' }, $push: { tags: 'c' }, $inc: { orders: -5 } } },
    ])
    const contact = sandbox.store.notifuse.contacts.get('1')
    expect(contact).toEqual({ id: '1', profile: { plan: 'basic', tags: [['a', 'b'], 'c'], orders: -3 } })
  })

  test('createdAt counts only when the contact is made', async () => {
    const sandbox = await open()
    await upsert(sandbox, [{ id: '1', createdAt: '2016-02-04T22:44:30.652Z' }, { id: '2' }])
    const createdAt = '2020-01-01T00:00:00Z'
    await upsert(sandbox, [
      { id: '1', createdAt },
      { id: '2', createdAt },
    ])
    expect(sandbox.store.notifuse.contacts.get('1')?.createdAt).toBe('2016-02-04T22:44:30.652Z')
    expect(sandbox.store.notifuse.contacts.get('2')).not.toHaveProperty('createdAt')
  })

  test.each<[string, object]>([
    ['$inc on a text', { $set: { other: 1 }, $inc: { plan: 1 } }],
    ['$push on a number', { $set: { other: 1 }, $push: { orders: 'x' } }],
  ])('%s fails, and nothing else of the contact is applied', async (_what, profile) => {
    const sandbox = await open()
    await upsert(sandbox, [{ id: '1', profile: { $set: { plan: 'gold', orders: 1 } } }])
    expect(json(await upsert(sandbox, [{ id: '1', profile }]))).toMatchObject({
      success: false,
      failed: ['1'],
    })
    expect(sandbox.store.notifuse.contacts.get('1')?.profile).toEqual({ plan: 'gold', orders: 1 })
    expect(sandbox.store.notifuse.applied.get('1')).toEqual({ writes: 1, operations: undefined })
  })

  test('a name such as __proto__ is only a name', async () => {
    const sandbox = await open()
    const body =
      '{"contacts":[{"id":"__proto__","profile":{"$set":{"__proto__":{"x":1},"constructor":"c"}}}]}'
    expect((await upsert(sandbox, [], { body })).status).toBe(200)
    const profile = sandbox.store.notifuse.contacts.get('__proto__')?.profile
    expect(JSON.stringify(profile)).toBe('{"__proto__":{"x":1},"constructor":"c"}')
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('whatever is set comes back as it was sent', async () => {
    const sandbox = await open()
    const fields = fc.dictionary(
      fc.string({ minLength: 1 }).map((name) => `x${name}`),
      fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
    )
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), fields, async (id, $set) => {
        expect(json(await upsert(sandbox, [{ id, profile: { $set } }]))).toMatchObject({ success: true })
        const profile = sandbox.store.notifuse.contacts.get(id)?.profile
        for (const [name, value] of Object.entries($set)) expect(profile?.[name]).toEqual(value)
      }),
      { numRuns: 50 },
    )
  })
})

test('without validation only the ids are looked at', async () => {
  const sandbox = await open({ validate: false })
  const answer = await upsert(sandbox, [{ id: '1', other: 1, profile: { $set: { email: 'x' } } }])
  expect(json(answer)).toMatchObject({ success: true, inserted: ['1'] })
  expect((await upsert(sandbox, [{ id: 1 }])).status).toBe(400)
})

test('a request without a body is a 400', async () => {
  const sandbox = await open()
  const url = `${sandbox.notifuseUrl}/contacts.upsert`
  expect((await call(url, { method: 'POST', headers: notifuseHeaders })).status).toBe(400)
})
