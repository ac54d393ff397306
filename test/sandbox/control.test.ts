import { request } from 'undici'
import { describe, expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { call, json, notifuseHeaders, open, patch, type Reply, upsert } from './client.js'

function control(
  sandbox: Sandbox,
  path: string,
  method: 'GET' | 'POST' | 'DELETE' = 'GET',
  body = '',
): Promise<Reply> {
  return call(`${sandbox.url}/_sandbox/${path}`, { method, ...(method === 'POST' ? { body } : {}) })
}

function lines(reply: Reply): unknown[] {
  return reply.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}

describe('contacts', () => {
  test('come as NDJSON with how often each operation was applied', async () => {
    const sandbox = await open()
    await upsert(sandbox, [
      { id: '1', profile: { $set: { plan: 'gold' }, $inc: { orders: 2 } } },
      { id: '2' },
    ])
    await upsert(sandbox, [{ id: '1', profile: { $inc: { orders: 2 } } }])
    await patch(sandbox, 'ana@example.com', { _name: 'Ana' })
    const notifuse = await control(sandbox, 'contacts?api=notifuse')
    expect(notifuse.headers['content-type']).toBe('application/x-ndjson')
    expect(lines(notifuse)).toEqual([
      {
        key: '1',
        contact: { id: '1', profile: { plan: 'gold', orders: 4 } },
        writes: 2,
        operations: { '$inc.orders': 2 },
      },
      { key: '2', contact: { id: '2', profile: {} }, writes: 1, operations: {} },
    ])
    expect(lines(await control(sandbox, 'contacts?api=connectif'))).toEqual([
      {
        key: 'ana@example.com',
        contact: { _email: 'ana@example.com', _name: 'Ana' },
        writes: 1,
        operations: {},
      },
    ])
  })

  test('stream whole, however many there are', async () => {
    const sandbox = await open()
    const batches = Array.from({ length: 100 }, (_, b) =>
      Array.from({ length: 50 }, (_, i) => ({ id: `${b}-${i}` })),
    )
    for (const batch of batches) await upsert(sandbox, batch)
    const keys = lines(await control(sandbox, 'contacts?api=notifuse')).map((line) => Object(line).key)
    expect(keys).toEqual(batches.flat().map(({ id }) => id))
  })

  test('may be left half-read', async () => {
    const sandbox = await open()
    for (let b = 0; b < 40; b++) {
      const address = 'x'.repeat(2000)
      await upsert(
        sandbox,
        Array.from({ length: 50 }, (_, i) => ({ id: `${b}-${i}`, profile: { $set: { address } } })),
      )
    }
    const { body } = await request(`${sandbox.url}/_sandbox/contacts?api=notifuse`)
    body.on('error', () => {})
    body.destroy()
    expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(200)
  })

  test('need to know which API', async () => {
    const sandbox = await open()
    for (const query of ['', '?api=sendgrid']) {
      const answer = await control(sandbox, `contacts${query}`)
      expect([answer.status, json(answer)]).toMatchObject([
        400,
        { error: 'Say which API: api=notifuse or api=connectif.' },
      ])
    }
  })
})

test('stats and requests are what the program itself sees', async () => {
  const sandbox = await open({ faults: ['500-before:nth=2'] })
  await upsert(sandbox, [{ id: '1' }])
  await upsert(sandbox, [{ id: '2' }])
  expect(json(await control(sandbox, 'stats'))).toMatchObject({
    requests: 2,
    byStatus: { '200': 1, '500': 1 },
    byFault: { '500-before': 1 },
    notifuse: { held: 1, inserted: 1 },
    connectif: { held: 0 },
  })
  expect(lines(await control(sandbox, 'requests'))).toEqual(sandbox.log.recent)
})

describe('faults', () => {
  test('are added as typed, one a line, and taken away one by one or all', async () => {
    const sandbox = await open()
    const added = await control(sandbox, 'faults', 'POST', '500-before:first=1\n\n 503-before:times=1 \n')
    expect(json(added)).toMatchObject([
      { id: 1, rule: { fault: '500-before', first: 1 }, seen: 0, struck: 0 },
      { id: 2, rule: { fault: '503-before' } },
    ])
    expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(500)
    expect(json(await control(sandbox, 'faults?id=1', 'DELETE'))).toMatchObject([
      { id: 2, seen: 1, struck: 1 },
    ])
    expect(json(await control(sandbox, 'faults', 'DELETE'))).toEqual([])
    expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(200)
  })

  test('are added as JSON too', async () => {
    const sandbox = await open()
    await control(sandbox, 'faults', 'POST', '{"fault":"429","api":"notifuse"}')
    await control(sandbox, 'faults', 'POST', '["403:nth=5", {"fault":"401"}]')
    expect(sandbox.faults.list().map(({ rule }) => rule.fault)).toEqual(['429', '403', '401'])
  })

  test.each([
    ['429\nreset-aftr', 'there is no fault \\"reset-aftr\\".', 'Did you mean \\"reset-after\\"?'],
    ['[{', 'The body is not JSON.', ''],
    ['{"fault":"nothing"}', 'fault: fault: ', ''],
  ])('that cannot be are a 400: %s', async (body, error, hint) => {
    const sandbox = await open()
    const answer = await control(sandbox, 'faults', 'POST', body)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(error)
    expect(answer.text).toContain(hint)
    expect(sandbox.faults.list()).toEqual([])
  })
})

test('limits are shown and set', async () => {
  const sandbox = await open()
  expect(json(await control(sandbox, 'limits'))).toMatchObject({
    notifuse: { kind: 'none' },
    connectif: { kind: 'fixed', calls: 100, perMs: 60_000 },
  })
  await control(sandbox, 'limits', 'POST', 'fixed:calls=1,per=1h,api=notifuse')
  await upsert(sandbox, [{ id: '1' }])
  expect((await upsert(sandbox, [{ id: '2' }])).status).toBe(429)
})

test('reset empties the store', async () => {
  const sandbox = await open()
  await upsert(sandbox, [{ id: '1' }])
  expect(json(await control(sandbox, 'reset', 'POST'))).toMatchObject({ requests: 0, notifuse: { held: 0 } })
  expect(sandbox.store.notifuse.contacts.size).toBe(0)
})

test('who follows a redirect is counted', async () => {
  const sandbox = await open({ faults: ['redirect'] })
  const { headers } = await upsert(sandbox, [{ id: '1' }])
  expect(sandbox.stats().redirectsFollowed).toBe(0)
  const followed = await call(`${sandbox.url}${headers.location}`, {
    method: 'POST',
    headers: notifuseHeaders,
  })
  expect(followed.status).toBe(404)
  expect(sandbox.stats().redirectsFollowed).toBe(1)
})

test('anything else is a 404 that says what there is', async () => {
  const sandbox = await open()
  const answer = await control(sandbox, 'contacts', 'DELETE')
  expect([answer.status, json(answer)]).toMatchObject([404, { error: 'There is no DELETE contacts.' }])
  expect(answer.text).toContain('GET contacts')
})
