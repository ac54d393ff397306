import { describe, expect, test } from 'vitest'
import { call, connectifHeaders, json, open, patch, upsert } from '../client.js'

const email = 'ana@example.com'

describe('by default', () => {
  test('Connectif grants 100 calls, states them on every answer, and then says 429 without a body', async () => {
    const sandbox = await open()
    const before = Math.floor(Date.now() / 1000)
    const first = await patch(sandbox, email, {})
    expect(first.headers).toMatchObject({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99' })
    const reset = Number(first.headers['x-ratelimit-reset'])
    expect(reset - before).toBeGreaterThanOrEqual(60)
    expect(reset - before).toBeLessThanOrEqual(70)
    const rest = await Promise.all(Array.from({ length: 99 }, () => patch(sandbox, email, {})))
    expect(rest.map(({ status }) => status)).toEqual(Array(99).fill(200))
    const refused = await patch(sandbox, email, {})
    expect([refused.status, refused.text, refused.headers['content-type']]).toEqual([429, '', undefined])
    expect(refused.headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
    })
    expect(refused.headers).not.toHaveProperty('retry-after')
    expect(sandbox.store.connectif.applied.get(email)?.writes).toBe(100)
    expect(sandbox.stats().connectif).toMatchObject({ granted: 100, refused: 1 })
  })

  test('errors of Connectif state what is left, too; a 401 spends nothing', async () => {
    const sandbox = await open()
    const invalid = await patch(sandbox, email, { _points: 'x' })
    expect([invalid.status, invalid.headers['x-ratelimit-remaining']]).toEqual([422, '99'])
    const headers = { ...connectifHeaders, authorization: 'apiKey' }
    const denied = await patch(sandbox, email, {}, { headers })
    expect([denied.status, denied.headers['x-ratelimit-remaining']]).toEqual([401, '99'])
    const fields = await call(`${sandbox.connectifUrl}/contact-fields/`, { headers: connectifHeaders })
    expect([fields.status, fields.headers['x-ratelimit-remaining']]).toEqual([200, '98'])
  })

  test('Notifuse has no limit and states nothing', async () => {
    const sandbox = await open()
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, i) => upsert(sandbox, [{ id: String(i) }])),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(Object.keys(answers[0]?.headers ?? {}).filter((name) => name.includes('rate'))).toEqual([])
  })
})

test('a limit on Notifuse stays silent, and its 429 has a JSON body', async () => {
  const sandbox = await open({ limits: ['fixed:calls=1,per=1h,api=notifuse'] })
  await upsert(sandbox, [{ id: '1' }])
  const refused = await upsert(sandbox, [{ id: '2' }])
  expect(refused.status).toBe(429)
  expect(json(refused)).toEqual({ statusCode: 429, error: 'Too Many Requests' })
  expect(Object.keys(refused.headers).filter((name) => /rate|retry/.test(name))).toEqual([])
  expect(sandbox.store.notifuse.contacts.has('2')).toBe(false)
})

test('a limit without an API holds for each of them apart', async () => {
  const sandbox = await open({
    limits: ['fixed:calls=1,per=1h,retry-after=seconds,headers=ratelimit,reset=delta'],
  })
  expect((await upsert(sandbox, [{ id: '1' }])).headers).toMatchObject({ 'ratelimit-remaining': '0' })
  expect((await patch(sandbox, email, {})).headers).toMatchObject({ 'ratelimit-remaining': '0' })
  const refused = await patch(sandbox, email, {})
  expect(refused.status).toBe(429)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3590)
})

test('what Retry-After says is enough to get through', async () => {
  const sandbox = await open({ limits: ['sliding:calls=2,per=950ms,api=notifuse,retry-after=seconds'] })
  await upsert(sandbox, [{ id: '1' }])
  await upsert(sandbox, [{ id: '2' }])
  const refused = await upsert(sandbox, [{ id: '3' }])
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1'])
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect((await upsert(sandbox, [{ id: '3' }])).status).toBe(200)
})

test('headers vanish half-way, and the limit stays', async () => {
  const sandbox = await open({ limits: ['fixed:calls=3,per=1h,api=connectif,vanish-after=2'] })
  const seen: [number, unknown][] = []
  for (let i = 0; i < 4; i++) {
    const { status, headers } = await patch(sandbox, email, {})
    seen.push([status, headers['x-ratelimit-remaining']])
  }
  expect(seen).toEqual([
    [201, '2'],
    [200, '1'],
    [200, undefined],
    [429, undefined],
  ])
})

test("a server's clock that is ahead shows in Date and in the reset", async () => {
  const sandbox = await open({ limits: ['fixed:calls=9,per=60s,api=connectif,skew=1h'] })
  const { headers } = await patch(sandbox, email, {})
  const date = Date.parse(String(headers.date))
  expect(date - Date.now()).toBeGreaterThan(3_500_000)
  expect(Number(headers['x-ratelimit-reset']) * 1000 - date).toBeGreaterThan(50_000)
})

test('a limit can be changed while it runs', async () => {
  const sandbox = await open()
  sandbox.limit('fixed:calls=1,per=1h,api=notifuse')
  await upsert(sandbox, [{ id: '1' }])
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(429)
  sandbox.limit({ kind: 'none' })
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(200)
  expect(sandbox.limits()).toMatchObject({ notifuse: { kind: 'none' }, connectif: { kind: 'none' } })
})
