import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { SandboxOptions } from '../../../src/sandbox/sandbox.js'
import { call, connectifHeaders, json, open as openSandbox, patch } from '../client.js'

/** Without the vendor's limit, which is not what these tests are about. */
const open = (options: SandboxOptions = {}) => openSandbox({ limits: ['none'], ...options })

describe('authentication', () => {
  test('no key, another scheme and a wrong key are each a 401 without a body', async () => {
    const sandbox = await open({ keys: ['id:right'] })
    for (const authorization of ['', 'Bearer id:right', 'apiKey right', 'apiKey id:wrong', 'apiKey ']) {
      const headers = { ...connectifHeaders, authorization }
      const answer = await patch(sandbox, 'ana@example.com', {}, { headers })
      expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([401, '', undefined])
    }
    const headers = { ...connectifHeaders, authorization: 'apiKey id:right' }
    expect((await patch(sandbox, 'ana@example.com', {}, { headers })).status).toBe(201)
  })

  test('a key without the permission is a 403', async () => {
    const sandbox = await open({ forbiddenKeys: ['id:secret'] })
    const answer = await patch(sandbox, 'ana@example.com', {})
    expect([answer.status, json(answer)]).toEqual([
      403,
      { status: 403, title: 'Forbidden', detail: 'The API key does not have the required permissions' },
    ])
  })
})

describe('a patch', () => {
  test('makes the contact with 201, changes it with 200, and answers with the contact', async () => {
    const sandbox = await open()
    const first = await patch(sandbox, 'ana@example.com', { _name: 'Ana', city: 'Madrid' })
    expect([first.status, json(first)]).toEqual([
      201,
      { _email: 'ana@example.com', _name: 'Ana', city: 'Madrid' },
    ])
    const second = await patch(sandbox, 'ana@example.com', { _name: 'Anna' })
    expect([second.status, json(second)]).toEqual([
      200,
      { _email: 'ana@example.com', _name: 'Anna', city: 'Madrid' },
    ])
    expect({ ...sandbox.store.connectif.contacts.get('ana@example.com') }).toEqual(json(second))
    expect(sandbox.store.connectif.counts).toEqual({ inserted: 1, updated: 1 })
  })

  test('finds any address that is percent-encoded', async () => {
    const sandbox = await open()
    const local = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !/[@\s\p{Cc}\p{Cs}]/u.test(text))
    await fc.assert(
      fc.asyncProperty(local, local, async (name, domain) => {
        const email = `${name}@${domain}.example`
        expect((await patch(sandbox, email, {})).status).toBeLessThan(300)
        expect(sandbox.store.connectif.contacts.has(email)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    'ana',
    'ana@example',
    '@example.com',
    'a b@example.com',
    'a@b@example.com',
    'ana@example.com\n',
  ])('of %j is a 400', async (email) => {
    const sandbox = await open()
    const answer = await patch(sandbox, email, {})
    expect([answer.status, json(answer)]).toMatchObject([400, { status: 400, title: 'Bad Request' }])
    expect(sandbox.store.connectif.contacts.size).toBe(0)
  })

  test('of a path that is badly encoded is a 400', async () => {
    const sandbox = await open()
    const url = `${sandbox.connectifUrl}/contacts/ana%E0%A4%A@example.com`
    expect((await call(url, { method: 'PATCH', headers: connectifHeaders, body: '{}' })).status).toBe(400)
  })

  test.each(['', '{', '[]', 'null', '"x"', Buffer.from([0x22, 0xff, 0x22])])(
    'that holds %j is a 400',
    async (body) => {
      const sandbox = await open()
      expect((await patch(sandbox, 'ana@example.com', {}, { body })).status).toBe(400)
    },
  )

  test('of another type than JSON is a 415', async () => {
    const sandbox = await open()
    const headers = { ...connectifHeaders, 'content-type': 'text/csv' }
    const answer = await patch(sandbox, 'ana@example.com', {}, { headers })
    expect([answer.status, json(answer)]).toMatchObject([
      415,
      { status: 415, title: 'Unsupported Media Type' },
    ])
  })
})

describe('system properties', () => {
  test('of the documented kinds pass, and null passes', async () => {
    const sandbox = await open()
    const good = {
      _name: 'Ana',
      _surname: '',
      _birthdate: '1990-12-31T00:00:00.000Z',
      _mobilePhone: '+34651234567',
      _points: -3,
      _emailStatus: 'banned',
      _mobilePhoneStatus: 'paused',
      _newsletterSubscriptionStatus: 'none',
      _smsSubscriptionStatus: 'unsubscribed',
    }
    expect((await patch(sandbox, 'ana@example.com', good)).status).toBe(201)
    const cleared = Object.fromEntries(Object.keys(good).map((name) => [name, null]))
    expect((await patch(sandbox, 'ana@example.com', cleared)).status).toBe(200)
  })

  test.each<[string, unknown]>([
    ['_name', 7],
    ['_surname', false],
    ['_birthdate', '1990-12-31'],
    ['_birthdate', '31/12/1990'],
    ['_birthdate', '1990-02-29T00:00:00Z'],
    ['_mobilePhone', '651234567'],
    ['_mobilePhone', '+34 651 234 567'],
    ['_mobilePhone', ''],
    ['_points', 1.5],
    ['_points', '3'],
    ['_emailStatus', 'Active'],
    ['_mobilePhoneStatus', 'banned'],
    ['_newsletterSubscriptionStatus', true],
    ['_smsSubscriptionStatus', ''],
    ['_email', 'ana@example.com'],
    ['_createdAt', '2020-01-01T00:00:00Z'],
    ['_nickname', 'Anita'],
  ])('%s does not take %j', async (path, value) => {
    const sandbox = await open()
    const answer = await patch(sandbox, 'ana@example.com', { _name: 'Ana', [path]: value })
    expect(answer.status).toBe(422)
    expect(json(answer)).toMatchObject({
      status: 422,
      validationErrors: [{ path, reason: expect.any(String) }],
    })
    expect(sandbox.store.connectif.contacts.size).toBe(0)
  })

  test('every problem of a patch is named at once', async () => {
    const sandbox = await open()
    const answer = await patch(sandbox, 'ana@example.com', { _points: 'x', _emailStatus: 'x' })
    expect(json(answer)).toMatchObject({
      validationErrors: [
        { path: '_points', reason: 'Must be an integer' },
        { path: '_emailStatus', reason: 'Must be one of: active, bounced, paused, banned' },
      ],
    })
  })
})

describe('custom fields', () => {
  const options = [
    { id: 'o1', label: 'Football' },
    { id: 'o2', label: 'Chess' },
  ]
  const fields: NonNullable<NonNullable<SandboxOptions['connectif']>['fields']> = [
    { id: 'city', type: 'text', maxLength: 10 },
    { id: 'mail', type: 'email' },
    { id: 'phone', type: 'phone' },
    { id: 'since', type: 'date', minDate: '2000-01-01', maxDate: '2030-01-01' },
    { id: 'vip', type: 'boolean' },
    { id: 'visits', type: 'integer', minValue: 0, maxValue: 9 },
    { id: 'score', type: 'decimal' },
    { id: 'sport', type: 'radio', options },
    { id: 'sports', type: 'checkbox', options },
    { id: 'origin', type: 'text', readOnly: true },
    { id: 'shop', type: 'text', required: true },
  ]

  test.each<[string, unknown]>([
    ['city', 'Madrid'],
    ['mail', 'x@example.com'],
    ['phone', '+34651234567'],
    ['since', '2020-02-29'],
    ['since', '2020-02-29T10:00Z'],
    ['vip', false],
    ['visits', 9],
    ['score', 1.5],
    ['sport', 'o1'],
    ['sports', ['o1', 'o2']],
    ['sports', []],
    ['city', null],
  ])('%s takes %j', async (id, value) => {
    const sandbox = await open({ connectif: { fields } })
    expect((await patch(sandbox, 'ana@example.com', { [id]: value })).status).toBe(201)
  })

  test.each<[string, unknown, string]>([
    ['city', 7, 'Must be a string'],
    ['city', 'Villanueva de la Serena', 'Is longer than 10'],
    ['mail', 'x', 'Must be an email address'],
    ['phone', '651', 'Must be a phone in international format'],
    ['since', '2021-02-29', 'Must be an ISO 8601 date'],
    ['since', '1999-12-31', 'Must not be before 2000-01-01'],
    ['since', '2030-01-02', 'Must not be after 2030-01-01'],
    ['vip', 'true', 'Must be a boolean'],
    ['visits', 1.5, 'Must be an integer'],
    ['visits', -1, 'Must be at least 0'],
    ['visits', 10, 'Must be at most 9'],
    ['score', '1.5', 'Must be a number'],
    ['sport', 'Football', 'Must be one of: o1, o2'],
    ['sports', 'o1', 'Must be an array of strings'],
    ['sports', ['o1', 'o3'], 'Must be one of: o1, o2'],
    ['origin', 'web', 'Property is read-only'],
    ['shop', null, 'Is required'],
    ['shop', '', 'Is required'],
  ])('%s does not take %j', async (id, value, reason) => {
    const sandbox = await open({ connectif: { fields } })
    const answer = await patch(sandbox, 'ana@example.com', { [id]: value })
    expect([answer.status, json(answer)]).toMatchObject([422, { validationErrors: [{ path: id, reason }] }])
  })

  test('one that the account does not have is kept, dropped or refused, as set', async () => {
    const kept = await open({ connectif: { fields } })
    expect(json(await patch(kept, 'ana@example.com', { other: ['x'] }))).toMatchObject({ other: ['x'] })
    const dropped = await open({ connectif: { fields, unknownFields: 'ignore' } })
    const answer = await patch(dropped, 'ana@example.com', { other: 'x', city: 'Madrid', _name: 'Ana' })
    expect([answer.status, json(answer)]).toEqual([
      201,
      { _email: 'ana@example.com', city: 'Madrid', _name: 'Ana' },
    ])
    const refused = await open({ connectif: { fields, unknownFields: 'refuse' } })
    expect((await patch(refused, 'ana@example.com', { other: 'x' })).status).toBe(422)
  })

  test.each<[string, unknown]>([
    ['id', 'x'],
    ['9lives', 'x'],
    ['first name', 'x'],
    ['', 'x'],
    ['a'.repeat(151), 'x'],
    ['city', { name: 'Madrid' }],
    ['sports', [1]],
  ])('%s: %j can never be one', async (id, value) => {
    const sandbox = await open()
    expect((await patch(sandbox, 'ana@example.com', { [id]: value })).status).toBe(422)
  })
})

describe('the field schema', () => {
  const fieldSchema = z.looseObject({
    id: z.string(),
    readOnly: z.boolean(),
    options: z.array(z.unknown()).optional(),
  })
  const links = z.strictObject({ next: z.string().nullable(), prev: z.string().nullable() })
  const pageSchema = z.strictObject({ results: z.array(fieldSchema), links })
  type Page = z.output<typeof pageSchema>

  async function readPage(url: string): Promise<Page> {
    return pageSchema.parse(json(await call(url, { headers: connectifHeaders })))
  }

  test('is read page by page along its links, forth and back', async () => {
    const sandbox = await open({ connectif: { fields: [{ id: 'vip', type: 'boolean' }], fieldsPageSize: 5 } })
    const ids: string[] = []
    let last: Page | undefined
    let next: string | null = `${sandbox.connectifUrl}/contact-fields/`
    for (let pages = 0; next !== null && pages < 10; pages++) {
      const page: Page = await readPage(next)
      ids.push(...page.results.map(({ id }) => id))
      next = page.links.next
      last = page
    }
    expect(ids).toHaveLength(12)
    expect(ids).toContain('_newsletterSubscriptionStatus')
    expect(last?.results.at(-1)).toEqual({
      id: 'vip',
      name: 'vip',
      type: 'boolean',
      custom: true,
      readOnly: false,
      required: false,
    })
    const prev = await readPage(String(last?.links.prev))
    expect(prev.results.map(({ id }) => id)).toEqual(ids.slice(5, 10))
  })

  test('states the options of a choice, and what cannot be written', async () => {
    const sandbox = await open()
    const page = await readPage(`${sandbox.connectifUrl}/contact-fields/`)
    expect(page.links).toEqual({ next: null, prev: null })
    const status = page.results.find(({ id }) => id === '_emailStatus')
    expect(status).toMatchObject({ type: 'radio', custom: false, readOnly: false })
    expect(status?.options).toContainEqual({ id: 'bounced', label: 'bounced' })
    expect(page.results.filter(({ readOnly }) => readOnly).map(({ id }) => id)).toEqual([
      '_email',
      '_createdAt',
    ])
  })

  test('needs a key, and a page that is a number', async () => {
    const sandbox = await open({ keys: ['id:secret'] })
    const url = `${sandbox.connectifUrl}/contact-fields/`
    expect((await call(url)).status).toBe(401)
    expect((await call(`${url}?page=x`, { headers: connectifHeaders })).status).toBe(400)
  })
})

test('with nothing to keep and nothing to check the body is not even read as JSON', async () => {
  const sandbox = await open({ store: false, validate: false })
  const answer = await patch(sandbox, 'ana@example.com', {}, { body: 'not JSON' })
  expect([answer.status, json(answer)]).toEqual([201, { _email: 'ana@example.com' }])
  expect(sandbox.stats().connectif).toMatchObject({ inserted: 1, held: 0 })
})
