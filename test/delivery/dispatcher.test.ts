import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ApiClient } from '../../src/delivery/client.js'
import { openDispatcher } from '../../src/delivery/dispatcher.js'
import type { Exchange } from '../../src/delivery/exchange.js'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { canMakeCertificates, makeCertificate } from '../certificates.js'
import { type ProxyManner, startProxy } from '../connect-proxy.js'
import { afterwards, tempFolder } from '../temp.js'
import { runSync, testSandbox } from './harness.js'

const request = { method: 'POST', path: '/contacts.upsert', body: '{"contacts":[{"id":"1"}]}' } as const
const headers = { authorization: 'Bearer k' }

function clientThrough(proxyUrl: URL | undefined, to: URL, timeoutMs = 2000): ApiClient {
  const options = { baseUrl: to, headers, connections: 2, timeoutMs }
  const proxy = proxyUrl && { url: proxyUrl, variable: 'HTTPS_PROXY' }
  const client = new ApiClient(options, openDispatcher(to, { ...options, proxy }))
  afterwards(() => client.close())
  return client
}

/** One request to a sandbox through a proxy with such manners. */
async function sendThrough(manner: ProxyManner, timeoutMs?: number): Promise<[Exchange, Sandbox]> {
  const sandbox = await testSandbox()
  const proxy = await startProxy(sandbox.port, manner)
  const exchange = await clientThrough(proxy.url, new URL(sandbox.notifuseUrl), timeoutMs).send(request)
  return [exchange, sandbox]
}

describe('a client behind a proxy', () => {
  test('sends through a tunnel, and keeps it from call to call', async () => {
    const sandbox = await testSandbox()
    const proxy = await startProxy(sandbox.port)
    const client = clientThrough(proxy.url, new URL(sandbox.notifuseUrl))
    for (let i = 0; i < 20; i++) {
      expect(await client.send(request)).toMatchObject({ kind: 'answered', answer: { status: 200 } })
    }
    expect(proxy.asked[0]).toEqual({ to: `127.0.0.1:${sandbox.port}`, authorization: undefined })
    expect(proxy.asked.length).toBeLessThanOrEqual(2)
    expect(sandbox.stats()).toMatchObject({ requests: 20, connections: proxy.asked.length })
  })

  test('gives the proxy its user and password, and to nobody else', async () => {
    const sandbox = await testSandbox()
    const proxy = await startProxy(sandbox.port)
    const url = new URL(proxy.url)
    url.username = 'me'
    url.password = 'p%40ss'
    await clientThrough(url, new URL(sandbox.notifuseUrl)).send(request)
    const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    expect(proxy.asked).toEqual([{ to: `127.0.0.1:${sandbox.port}`, authorization }])
  })

  test.each([
    [{ status: 407, text: 'Proxy Authentication Required' }, 'answered 407 Proxy Authentication Required'],
    [{ status: 502, text: 'Bad Gateway' }, 'answered 502 Bad Gateway'],
    ['hang-up', 'socket hang up'],
  ] as const)('that answers %j: nothing was sent', async (manner, said) => {
    const [exchange, sandbox] = await sendThrough(manner)
    expect(exchange).toMatchObject({ kind: 'unanswered', written: false, why: 'lost' })
    expect(exchange.kind === 'unanswered' && exchange.detail).toContain(said)
    expect(exchange.kind === 'unanswered' && exchange.detail).toContain('(proxy http://127.0.0.1:')
    expect(sandbox.stats().requests).toBe(0)
  })

  test('that says nothing: nothing was sent when the time is over', async () => {
    const [exchange, sandbox] = await sendThrough('silence', 200)
    expect(exchange).toMatchObject({ kind: 'unanswered', written: false })
    expect(sandbox.stats().requests).toBe(0)
  })

  test('that is not there: nothing was sent', async () => {
    const client = clientThrough(new URL('http://127.0.0.1:1'), new URL('https://api.example.com'))
    expect(await client.send(request)).toMatchObject({
      kind: 'unanswered',
      written: false,
      detail: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('that breaks an open tunnel: the request may have been sent', async () => {
    const [exchange] = await sendThrough('reset-at-first-byte')
    expect(exchange).toMatchObject({ kind: 'unanswered', written: true, why: 'lost' })
  })
})

describe.skipIf(!canMakeCertificates)('https (skipped without openssl)', () => {
  test.each([true, false])(
    'an unknown issuer is no answer, and nothing was sent; proxied: %s',
    async (proxied) => {
      const { key, cert } = makeCertificate(await tempFolder(), 'api.example.com')
      let requests = 0
      const server = createServer({ key, cert }, (_, response) => {
        requests++
        response.end()
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      afterwards(async () => void server.close())
      const { port } = server.address() as AddressInfo
      const proxy = proxied ? (await startProxy(port)).url : undefined
      const exchange = await clientThrough(proxy, new URL(`https://localhost:${port}`)).send(request)
      expect(exchange).toMatchObject({ kind: 'unanswered', written: false, why: 'lost' })
      expect(exchange.kind === 'unanswered' && exchange.detail).toMatch(/self-signed|SELF_SIGNED/)
      expect(requests).toBe(0)
    },
  )
})

describe('a client without a proxy', () => {
  test('reaches an API by IPv6', async () => {
    const sandbox = await testSandbox({ host: '::1' })
    const exchange = await clientThrough(undefined, new URL(sandbox.notifuseUrl)).send(request)
    expect(exchange).toMatchObject({ kind: 'answered', answer: { status: 200 } })
  })

  test('keeps its connections from call to call', async () => {
    const sandbox = await testSandbox()
    const input = `id,name\n${Array.from({ length: 500 }, (_, i) => `c${i},n\n`).join('')}`
    const { summary } = await runSync({ target: 'notifuse', input, sandbox, delivery: { concurrency: 3 } })
    expect(summary.rows.inserted).toBe(500)
    expect(sandbox.stats().requests).toBe(10)
    expect(sandbox.stats().connections).toBeLessThanOrEqual(3)
  })
})
