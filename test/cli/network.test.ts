import { readdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toolVersion } from '../../src/version.js'
import { type Certificate, canMakeCertificates, makeCertificate } from '../certificates.js'
import { startProxy } from '../connect-proxy.js'
import { testSandbox } from '../delivery/harness.js'
import { afterwards, tempFolder } from '../temp.js'
import { runBin } from './bin.js'

const key = { NOTIFUSE_API_KEY: 'k' }
const input = 'id,name\n1,Ana\n2,Bo\n'

async function listening<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterwards(async () => void server.close())
  return (server.address() as AddressInfo).port
}

/** TLS in front of a port of this machine. Resolves with its own port. */
function secured({ key, cert }: Certificate, port: number): Promise<number> {
  const server = createSecureServer({ key, cert }, (request, response) => {
    // Read whole and sent on by hand: the sandbox itself speaks plain HTTP.
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
        method: request.method ?? 'GET',
        headers: {
          authorization: request.headers.authorization ?? '',
          'content-type': request.headers['content-type'] ?? '',
        },
        body: Buffer.concat(chunks),
      })
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(await answer.text())
    })
  })
  return listening(server)
}

describe.skipIf(!canMakeCertificates)('a sync over https (skipped without openssl)', () => {
  test('goes through the proxy, and trusts NODE_EXTRA_CA_CERTS', async () => {
    const sandbox = await testSandbox()
    const certificate = makeCertificate(await tempFolder(), 'api.notifuse.test')
    const proxy = await startProxy(await secured(certificate, sandbox.port))
    const { code, stderr } = await runBin(
      ['notifuse', 'upsert', '-', '--format', 'csv', '--base-url', 'https://api.notifuse.test/notifuse/v2'],
      { input, env: { ...key, HTTPS_PROXY: proxy.url.href, NODE_EXTRA_CA_CERTS: certificate.certFile } },
    )
    expect(code, stderr).toBe(0)
    expect(sandbox.store.notifuse.contacts.size).toBe(2)
    expect(new Set(proxy.asked.map(({ to }) => to))).toEqual(new Set(['api.notifuse.test:443']))
  })

  test.each([
    ['an issuer that nobody knows', 'api.notifuse.test', false, /self-signed|SELF_SIGNED/],
    ['the name of another host', 'other.test', true, /other\.test/],
  ])('a certificate with %s stops it, with nothing sent', async (_, host, trusted, said) => {
    const sandbox = await testSandbox()
    const certificate = makeCertificate(await tempFolder(), 'api.notifuse.test')
    const proxy = await startProxy(await secured(certificate, sandbox.port))
    const env = {
      ...key,
      HTTPS_PROXY: proxy.url.href,
      ...(trusted && { NODE_EXTRA_CA_CERTS: certificate.certFile }),
    }
    const flags = [
      '--format',
      'csv',
      '--base-url',
      `https://${host}/notifuse/v2`,
      '--max-attempts',
      '1',
      '--json',
    ]
    const { code, stdout, stderr } = await runBin(['notifuse', 'upsert', '-', ...flags], { input, env })
    expect(code, stderr).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ stopReason: 'unreachable', rows: { pending: 2, unknown: 0 } })
    expect(stderr).toMatch(said)
    expect(sandbox.stats().requests).toBe(0)
  })
})

describe('a sync behind a proxy', () => {
  test('that refuses stops with every row pending, names the proxy and can be resumed', async () => {
    const proxy = await startProxy(0, { status: 407, text: 'Proxy Authentication Required' })
    const env = { ...key, HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${proxy.port}` }
    const flags = [
      '--format',
      'csv',
      '--max-attempts',
      '1',
      '--json',
      '--base-url',
      'https://api.notifuse.test',
    ]
    const { code, stdout, stderr } = await runBin(['notifuse', 'upsert', '-', ...flags], { input, env })
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toMatchObject({ rows: { read: 2, pending: 2 }, resume: expect.anything() })
    expect(stderr).toContain('407')
    expect(stderr).not.toContain('s3cret')
  })

  test('that cannot be one says so and leaves nothing behind', async () => {
    const cwd = await tempFolder()
    writeFileSync(join(cwd, 'c.csv'), input)
    const env = { ...key, HTTPS_PROXY: 'socks5://127.0.0.1:1080' }
    const { code, stderr } = await runBin(['notifuse', 'upsert', 'c.csv'], { cwd, env })
    expect(code).toBe(2)
    expect(stderr).toContain('HTTPS_PROXY names a proxy of the kind socks5')
    expect(readdirSync(cwd)).toEqual(['c.csv'])
  })

  test('does not ask it for the sandbox', async () => {
    const proxy = await startProxy(0)
    const env = { HTTP_PROXY: proxy.url.href, HTTPS_PROXY: proxy.url.href, ALL_PROXY: proxy.url.href }
    const flags = ['--format', 'csv', '--sandbox']
    expect((await runBin(['notifuse', 'upsert', '-', ...flags], { input, env })).code).toBe(0)
    expect(proxy.asked).toEqual([])
  })
})

test('every request says which version sent it', async () => {
  const agents: (string | undefined)[] = []
  const answer = (request: IncomingMessage) => {
    agents.push(request.headers['user-agent'])
    return request.url === '/hook' ? '' : '{"inserted":["1","2"],"updated":[],"failed":[]}'
  }
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.end(answer(request)))
  })
  const url = `http://127.0.0.1:${await listening(server)}`
  const flags = ['--format', 'csv', '--base-url', url, '--notify-url', `${url}/hook`]
  expect((await runBin(['notifuse', 'upsert', '-', ...flags], { input, env: key })).code).toBe(0)
  expect(agents).toEqual([`contact-sync/${toolVersion()}`, `contact-sync/${toolVersion()}`])
})
