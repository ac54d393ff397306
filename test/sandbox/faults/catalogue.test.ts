import { describe, expect, test } from 'vitest'
import type { ApiName } from '../../../src/sandbox/apis/names.js'
import { type FaultKind, type FaultName, faultCatalogue, type Sandbox } from '../../../src/sandbox/sandbox.js'
import { type Call, json, open, patch, type Reply, until, upsert } from '../client.js'

const key = 'ana@example.com'

/** Sends one contact with a value. */
function send(sandbox: Sandbox, api: ApiName, value: number, options: Call = {}): Promise<Reply> {
  if (api === 'connectif') return patch(sandbox, key, { _points: value }, options)
  return upsert(sandbox, [{ id: key, profile: { $set: { points: value }, $inc: { times: 1 } } }], options)
}

function held(sandbox: Sandbox, api: ApiName): unknown {
  const notifuse = sandbox.store.notifuse.contacts.get(key)?.profile.points
  return api === 'notifuse' ? notifuse : sandbox.store.connectif.contacts.get(key)?._points
}

const neverAnswers = new Set<FaultName>(['hang-before', 'hang-after', 'stalled-body'])
const kinds: readonly (FaultKind & { name: FaultName })[] = faultCatalogue
const cases = kinds.flatMap((kind) => kind.apis.map((api) => ({ ...kind, api })))

test('every name stands once and is described', () => {
  expect(new Set(faultCatalogue.map(({ name }) => name)).size).toBe(faultCatalogue.length)
  for (const { description } of faultCatalogue) expect(description.length).toBeGreaterThan(10)
})

describe.each(cases)('$name on $api', ({ name, api, mayApply, effect }) => {
  test(`${mayApply ? 'applies the request' : 'applies nothing'}, once, and leaves no trace on the next`, async () => {
    const sandbox = await open({ faults: [`${name}:times=1`], limits: ['none'] })
    const giveUp = new AbortController()
    const sent = send(sandbox, api, 1, { signal: giveUp.signal })
    const settled = Promise.allSettled([sent])
    await until(() => name in sandbox.stats().byFault)
    if (neverAnswers.has(name)) giveUp.abort()
    await settled
    expect(held(sandbox, api)).toBe(mayApply ? 1 : undefined)
    expect(sandbox.stats().byFault).toEqual({ [name]: 1 })
    const next = await send(sandbox, api, 2)
    expect(next.status).toBe(api === 'connectif' && !mayApply ? 201 : 200)
    expect(held(sandbox, api)).toBe(2)
    const times = sandbox.store.notifuse.timesApplied(key, '$inc.times')
    if (api === 'notifuse') expect(times).toBe(mayApply ? 2 : 1)
    if (effect.on !== 'connection') expect(sandbox.stats().requests).toBe(2)
  })
})

describe('what the client sees', () => {
  async function failure(spec: string, api: ApiName = 'notifuse', options: Call = {}): Promise<unknown> {
    const sandbox = await open({ faults: [spec] })
    return send(sandbox, api, 1, options).then(
      () => undefined,
      (error: unknown) => error,
    )
  }

  test.each(['reset-on-accept', 'reset-head', 'reset-before', 'reset-after'])(
    '%s: a hard reset',
    async (name) => {
      expect(await failure(name)).toMatchObject({
        code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET|EPIPE/),
      })
    },
  )

  test.each(['close-before', 'close-after', 'cut-body', 'cut-chunked'])(
    '%s: the other side closes',
    async (name) => {
      for (const api of ['notifuse', 'connectif'] as const) {
        expect(await failure(name, api)).toMatchObject({
          code: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/),
        })
      }
    },
  )

  test.each([...neverAnswers])('%s: nothing more comes', async (name) => {
    const signal = AbortSignal.timeout(200)
    expect(await failure(name, 'notifuse', { signal })).toMatchObject({ name: 'TimeoutError' })
  })

  test('garbage: no HTTP', async () => {
    expect(await failure('garbage')).toMatchObject({ name: 'HTTPParserError' })
  })

  test('drop-after-answer: a good answer, and a new connection for the next', async () => {
    const sandbox = await open({ faults: ['drop-after-answer'] })
    for (const value of [1, 2, 3]) expect((await send(sandbox, 'notifuse', value)).status).toBe(200)
    expect(sandbox.stats().connections).toBe(3)
  })

  test('trickle: a whole answer, in pieces', async () => {
    const sandbox = await open({ faults: ['trickle:ms=1'] })
    expect(json(await send(sandbox, 'notifuse', 1))).toMatchObject({ inserted: [key] })
  })

  test('latency and late-answer: before and after it is applied', async () => {
    const sandbox = await open({ faults: ['latency:ms=200,nth=1', 'late-answer:ms=200,nth=2'] })
    const first = send(sandbox, 'notifuse', 1)
    await until(() => sandbox.stats().notifuse.inFlight === 1)
    expect(held(sandbox, 'notifuse')).toBeUndefined()
    await first
    const second = send(sandbox, 'notifuse', 2)
    await until(() => held(sandbox, 'notifuse') === 2)
    expect(sandbox.stats().notifuse.inFlight).toBe(1)
    expect((await second).status).toBe(200)
  })

  async function reply(spec: string, api: ApiName): Promise<Reply> {
    return send(await open({ faults: [spec] }), api, 1)
  }

  test.each([400, 401, 403, 404, 413, 415, 422, 429])("%i: the API's own error", async (status) => {
    const notifuse = await reply(String(status), 'notifuse')
    expect([notifuse.status, json(notifuse)]).toMatchObject([
      status,
      { statusCode: status, error: expect.any(String) },
    ])
    const connectif = await reply(String(status), 'connectif')
    expect(connectif.status).toBe(status)
    if (status === 401 || status === 429) expect(connectif.text).toBe('')
    else
      expect(json(connectif)).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
  })

  test('422 of Connectif says which property', async () => {
    expect(json(await reply('422', 'connectif'))).toMatchObject({
      validationErrors: [{ path: '_email', reason: 'The contact is refused' }],
    })
  })

  test('500 and 503: the API; 502 and 504: a page of a gateway, which knows no limits', async () => {
    expect(json(await reply('500-before', 'connectif'))).toMatchObject({ status: 500 })
    expect(json(await reply('503-after', 'notifuse'))).toMatchObject({ statusCode: 503 })
    for (const [spec, status] of [
      ['502-before', 502],
      ['502-after', 502],
      ['504-after', 504],
    ] as const) {
      const page = await reply(spec, 'connectif')
      expect([page.status, page.headers['content-type']]).toEqual([status, 'text/html'])
      expect(page.text).toContain('<html>')
      expect(page.headers).not.toHaveProperty('x-ratelimit-limit')
    }
  })

  test('500-empty: no body at all', async () => {
    const answer = await reply('500-empty', 'notifuse')
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([500, '', '0'])
  })

  test.each(['429', '503-before', '503-after'])('%s may say when to come back', async (name) => {
    expect((await reply(name, 'notifuse')).headers).not.toHaveProperty('retry-after')
    expect((await reply(`${name}:retry-after=1500ms`, 'notifuse')).headers['retry-after']).toBe('2')
    const { headers } = await reply(`${name}:retry-after=1h,retry-after-form=date`, 'connectif')
    const wait = Date.parse(String(headers['retry-after'])) - Date.now()
    expect(wait).toBeGreaterThan(3_500_000)
    expect(wait).toBeLessThan(3_700_000)
  })

  test('redirect: leads to where the sandbox sees who follows', async () => {
    const answer = await reply('redirect', 'notifuse')
    expect([answer.status, answer.headers.location, answer.text]).toEqual([307, '/_sandbox/redirected', ''])
    expect((await reply('redirect:status=301', 'connectif')).status).toBe(301)
  })

  test('empty-body, html-body, broken-json, other-shape: a 200 that accounts for nothing', async () => {
    expect(await reply('empty-body', 'notifuse')).toMatchObject({ status: 200, text: '' })
    expect(await reply('html-body', 'connectif')).toMatchObject({
      status: 200,
      text: expect.stringContaining('<html>'),
    })
    const broken = await reply('broken-json', 'notifuse')
    expect(() => json(broken)).toThrow(SyntaxError)
    expect(broken.status).toBe(200)
    expect(json(await reply('other-shape', 'notifuse'))).toEqual({ ok: true })
    expect(json(await reply('other-shape', 'connectif'))).toEqual(['ok'])
  })

  test('success-false: says so, and lists no failure', async () => {
    expect(json(await reply('success-false', 'notifuse'))).toMatchObject({
      success: false,
      inserted: [key],
      failed: [],
    })
  })
})

describe('single contacts of a batch', () => {
  const batch = ['a', 'b', 'c', 'd'].map((id) => ({ id }))

  async function answer(spec: string): Promise<{ said: unknown; held: string[] }> {
    const sandbox = await open({ faults: [spec] })
    const said = json(await upsert(sandbox, batch))
    return { said, held: [...sandbox.store.notifuse.contacts.keys()] }
  }

  test('refused: one fails, the others are applied', async () => {
    expect(await answer('refused:key=b')).toMatchObject({
      said: { success: false, inserted: ['a', 'c', 'd'], failed: ['b'] },
      held: ['a', 'c', 'd'],
    })
  })

  test('refused-unnamed: one fails, and nobody says which', async () => {
    expect(await answer('refused-unnamed:key=b')).toMatchObject({
      said: { success: false, inserted: ['a', 'c', 'd'], failed: [null] },
      held: ['a', 'c', 'd'],
    })
  })

  test.each<[FaultName, object]>([
    ['ids-missing', { success: true, inserted: ['a', 'c'], failed: [] }],
    ['ids-foreign', { success: true, inserted: ['a', 'foreign-0', 'c', 'foreign-1'], failed: [] }],
    ['ids-repeated', { success: true, inserted: ['a', 'b', 'c', 'd', 'b', 'd'], failed: [] }],
    ['ids-not-strings', { success: true, inserted: ['a', null, 'c', 42], failed: [] }],
    ['ids-contradictory', { success: false, inserted: ['a', 'b', 'c', 'd'], failed: ['b', 'd'] }],
  ])('%s: all are applied', async (name, said) => {
    expect(await answer(`${name}:every=2`)).toMatchObject({ said, held: ['a', 'b', 'c', 'd'] })
  })

  test('a contact that poisons its batch: all of it is refused, whichever batch it is', async () => {
    const sandbox = await open({ faults: ['400:key=c'] })
    const refused = await upsert(sandbox, batch)
    expect([refused.status, json(refused)]).toMatchObject([
      400,
      { message: 'contacts[2]: The contact is refused' },
    ])
    expect((await upsert(sandbox, [{ id: 'c' }])).status).toBe(400)
    expect(sandbox.store.notifuse.contacts.size).toBe(0)
    expect((await upsert(sandbox, batch.slice(0, 2))).status).toBe(200)
  })

  test('refused on Connectif: a 422 for its contact only', async () => {
    const sandbox = await open({ faults: ['refused:key=bob@example.com'] })
    const refused = await patch(sandbox, 'bob@example.com', {})
    expect([refused.status, json(refused)]).toMatchObject([422, { validationErrors: [{ path: '_email' }] }])
    expect((await patch(sandbox, 'ana@example.com', {})).status).toBe(201)
    expect([...sandbox.store.connectif.contacts.keys()]).toEqual(['ana@example.com'])
  })
})

test('requests that the API turns away by itself are not counted by a fault', async () => {
  const sandbox = await open({ faults: ['500-before:nth=2'], limits: ['fixed:calls=3,per=1h,api=notifuse'] })
  const statuses: number[] = []
  for (const body of [undefined, '{', undefined, undefined]) {
    statuses.push((await upsert(sandbox, [{ id: '1' }], body === undefined ? {} : { body })).status)
  }
  expect(statuses).toEqual([200, 400, 500, 429])
})

test('the same seed strikes the same requests', async () => {
  const run = async (seed: number): Promise<number[]> => {
    const sandbox = await open({ seed, faults: ['500-before:p=0.5'] })
    const statuses: number[] = []
    for (let i = 0; i < 20; i++) statuses.push((await upsert(sandbox, [{ id: '1' }])).status)
    return statuses
  }
  const first = await run(3)
  expect(new Set(first)).toEqual(new Set([200, 500]))
  expect(await run(3)).toEqual(first)
  expect(await run(4)).not.toEqual(first)
})
