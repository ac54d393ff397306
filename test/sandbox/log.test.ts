import { describe, expect, test } from 'vitest'
import { type LoggedRequest, RequestLog } from '../../src/sandbox/log.js'
import { call, open, patch, upsert } from './client.js'

function request(url: string, more: Partial<LoggedRequest> = {}): Omit<LoggedRequest, 'n'> {
  return { at: 0, api: 'notifuse', method: 'POST', url, contacts: 1, status: 200, faults: [], ...more }
}

describe('RequestLog', () => {
  test('keeps the last requests in order and counts all', () => {
    const log = new RequestLog(3)
    for (const url of ['a', 'b', 'c', 'd', 'e']) log.note(request(url))
    expect(log.recent.map(({ n, url }) => [n, url])).toEqual([
      [3, 'c'],
      [4, 'd'],
      [5, 'e'],
    ])
    expect(log.total).toBe(5)
    expect(log.byStatus).toEqual({ '200': 5 })
  })

  test.each([0, 1, 2, 3, 4])('of three never holds more than it should after %i requests', (n) => {
    const log = new RequestLog(3)
    for (let i = 1; i <= n; i++) log.note(request(String(i)))
    expect(log.recent.map((one) => one.n)).toEqual([1, 2, 3, 4].slice(Math.max(0, n - 3), n))
  })

  test('of size 0 only counts', () => {
    const log = new RequestLog(0)
    log.note(request('a', { status: undefined, faults: ['reset-after', 'latency'] }))
    expect(log.recent).toEqual([])
    expect([log.total, log.byStatus, log.byFault]).toEqual([1, { none: 1 }, { 'reset-after': 1, latency: 1 }])
  })
})

test('every request is noted with its status, contacts and faults', async () => {
  const sandbox = await open({ faults: ['500-after:nth=2'] })
  await upsert(sandbox, [{ id: '1' }, { id: '2' }])
  await upsert(sandbox, [{ id: '3' }])
  await patch(sandbox, 'ana', {})
  await call(`${sandbox.url}/elsewhere`)
  await call(`${sandbox.url}/_sandbox/stats`)
  expect(sandbox.log.recent).toMatchObject([
    { n: 1, api: 'notifuse', method: 'POST', contacts: 2, status: 200, faults: [] },
    { n: 2, api: 'notifuse', contacts: 1, status: 500, faults: ['500-after'] },
    { n: 3, api: 'connectif', method: 'PATCH', url: '/connectif/contacts/ana', contacts: 0, status: 400 },
    { n: 4, api: undefined, status: 404 },
  ])
  expect(sandbox.stats()).toMatchObject({
    requests: 4,
    byStatus: { '200': 1, '400': 1, '404': 1, '500': 1 },
    byFault: { '500-after': 1 },
  })
})

test('reset forgets what is held and counted, and keeps limits and faults', async () => {
  const sandbox = await open({
    faults: ['500-after:api=connectif'],
    limits: ['fixed:calls=1,per=1h,api=notifuse'],
  })
  await upsert(sandbox, [{ id: '1' }])
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(429)
  sandbox.reset()
  expect(sandbox.stats()).toMatchObject({
    requests: 0,
    byStatus: {},
    notifuse: { held: 0, granted: 0, refused: 0 },
  })
  expect(sandbox.faults.list()).toHaveLength(1)
  expect((await upsert(sandbox, [{ id: '1' }])).text).toContain('"inserted":["1"]')
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(429)
})
