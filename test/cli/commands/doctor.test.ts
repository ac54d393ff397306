import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkNode } from '../../../src/cli/doctor/local.js'
import { canMakeCertificates, makeCertificate } from '../../certificates.js'
import { startProxy } from '../../connect-proxy.js'
import { apiKeys, baseUrlOf, targetOf, testSandbox } from '../../delivery/harness.js'
import { afterwards, tempFolder } from '../../temp.js'
import { runBin } from '../bin.js'

const output = z.object({
  target: z.string(),
  exitCode: z.int(),
  checks: z.array(
    z.object({ name: z.string(), status: z.string(), message: z.string(), hint: z.string().optional() }),
  ),
})

interface Examined {
  readonly code: number | null
  readonly all: string
  readonly of: (name: string) => z.infer<typeof output>['checks'][number] | undefined
}

async function doctor(
  target: string,
  flags: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<Examined> {
  const variable = targetOf(target).apiKeyVariable
  const { code, stdout, stderr } = await runBin(['doctor', target, '--json', ...flags], {
    env: { [variable]: apiKeys[target] ?? '', ...env },
    ...(cwd !== undefined && { cwd }),
  })
  const { checks, exitCode } = output.parse(JSON.parse(stdout))
  expect(exitCode).toBe(code)
  return { code, all: stdout + stderr, of: (name) => checks.find((check) => check.name === name) }
}

async function listening(answer: (url: string) => readonly [number, Record<string, string>, string]) {
  const server = createServer((request, response) => {
    request.resume()
    const [status, headers, body] = answer(request.url ?? '')
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterwards(async () => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.each(['notifuse', 'connectif'])('doctor %s', (target) => {
  const { apiKeyVariable } = targetOf(target)

  test('finds nothing wrong where nothing is, and writes no contact', async () => {
    const sandbox = await testSandbox()
    const { code, of } = await doctor(target, ['--base-url', baseUrlOf(sandbox, target)])
    expect(code).toBe(0)
    expect(of('key at the API')).toMatchObject({ status: 'ok' })
    expect(of('clock')).toMatchObject({ status: 'ok' })
    expect(sandbox.stats().requests).toBe(1)
    expect(sandbox.store.notifuse.contacts.size + sandbox.store.connectif.contacts.size).toBe(0)
  })

  test('tells a key that the API refuses', async () => {
    const sandbox = await testSandbox({ keys: ['other:key'] })
    const { code, of, all } = await doctor(target, ['--base-url', baseUrlOf(sandbox, target)], {
      [apiKeyVariable]: 'wrong:s3cret',
    })
    expect(code).toBe(3)
    expect(of('key at the API')).toMatchObject({ status: 'wrong', message: expect.stringContaining('401') })
    expect(all).not.toContain('s3cret')
  })

  test('tells a missing key, and still whether the API can be reached', async () => {
    const sandbox = await testSandbox()
    const { code, of } = await doctor(target, ['--base-url', baseUrlOf(sandbox, target)], {
      [apiKeyVariable]: '',
    })
    expect(code).toBe(2)
    expect(of('API key')).toMatchObject({ status: 'wrong', hint: expect.stringContaining(apiKeyVariable) })
    expect(of('API')).toMatchObject({ status: 'ok' })
    expect(of('key at the API')).toMatchObject({ status: 'skipped' })
  })

  test('tells a base URL where the API is not', async () => {
    const sandbox = await testSandbox()
    const { code, of } = await doctor(target, ['--base-url', `${sandbox.url}/elsewhere`])
    expect(code).toBe(2)
    expect(of('key at the API')).toMatchObject({ status: 'wrong', hint: 'Check --base-url.' })
  })

  test('is not taken in by a page that answers everything with 200', async () => {
    const url = await listening(() => [200, { 'content-type': 'text/html' }, '<h1>Log in to the Wi-Fi</h1>'])
    const { code, of } = await doctor(target, ['--base-url', url])
    expect(code).toBe(2)
    expect(of('key at the API')?.message).toContain('something else answers here')
  })

  test('tells an API that does not work', async () => {
    const url = await listening(() => [503, {}, ''])
    const { code, of } = await doctor(target, ['--base-url', url])
    expect(code).toBe(4)
    expect(of('API')).toMatchObject({ status: 'wrong', message: expect.stringContaining('answered 503') })
  })
})

test('a Connectif key that may not read fields may still be good', async () => {
  const sandbox = await testSandbox({ forbiddenKeys: ['id:secret'] })
  const { code, of } = await doctor('connectif', ['--base-url', sandbox.connectifUrl])
  expect(code).toBe(0)
  expect(of('key at the API')).toMatchObject({ status: 'doubtful', message: expect.stringContaining('403') })
})

test('a Connectif key has two parts', async () => {
  const sandbox = await testSandbox()
  const env = { CONNECTIF_API_KEY: 'onlyonepart' }
  const { code, of, all } = await doctor('connectif', ['--base-url', sandbox.connectifUrl], env)
  expect(code).toBe(2)
  expect(of('API key')?.message).toContain('<key id>:<key secret>')
  expect(all).not.toContain('onlyonepart')
})

describe('the way to the API', () => {
  test('a host that does not exist, by DNS', async () => {
    const { code, of } = await doctor('notifuse', ['--base-url', 'https://api.invalid'])
    expect(code).toBe(4)
    expect(of('DNS')).toMatchObject({ status: 'wrong', message: expect.stringContaining('api.invalid') })
    expect(of('API')).toMatchObject({ status: 'skipped' })
  })

  test('a port on which nobody listens', async () => {
    const { code, of } = await doctor('notifuse', ['--base-url', 'http://127.0.0.1:1'])
    expect(code).toBe(4)
    expect(of('connection')).toMatchObject({
      status: 'wrong',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('a proxy that refuses, without its password', async () => {
    const proxy = await startProxy(0, { status: 407, text: 'Proxy Authentication Required' })
    const env = { HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${proxy.port}` }
    const { code, of, all } = await doctor('notifuse', ['--base-url', 'https://api.example.com'], env)
    expect(code).toBe(4)
    expect(of('proxy')?.message).toBe(`http://127.0.0.1:${proxy.port}, from HTTPS_PROXY`)
    expect(of('connection')).toMatchObject({ status: 'wrong', hint: 'Check HTTPS_PROXY.' })
    expect(all).not.toContain('s3cret')
  })

  test('a proxy of a kind that cannot be used', async () => {
    const { code, of } = await doctor('notifuse', ['--base-url', 'https://api.example.com'], {
      HTTPS_PROXY: 'socks5://127.0.0.1:1',
    })
    expect(code).toBe(2)
    expect(of('proxy')).toMatchObject({ status: 'wrong' })
  })

  test('HTTP_PROXY alone, which https does not use', async () => {
    const env = { HTTP_PROXY: 'http://127.0.0.1:1' }
    const { of } = await doctor('notifuse', ['--base-url', 'https://api.invalid'], env)
    expect(of('proxy')?.message).toContain('https goes by HTTPS_PROXY')
  })

  test.skipIf(!canMakeCertificates)('a certificate that nobody knows (skipped without openssl)', async () => {
    const { createServer: createSecure } = await import('node:https')
    const certificate = makeCertificate(await tempFolder(), 'api.example.com')
    const server = createSecure(certificate, (_, response) => response.writeHead(401).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterwards(async () => void server.close())
    const proxy = await startProxy((server.address() as AddressInfo).port)
    const flags = ['--base-url', 'https://api.example.com']
    const before = await doctor('notifuse', flags, { HTTPS_PROXY: proxy.url.href })
    expect(before.code).toBe(4)
    expect(before.of('TLS')).toMatchObject({
      status: 'wrong',
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    })
    const env = { HTTPS_PROXY: proxy.url.href, NODE_EXTRA_CA_CERTS: certificate.certFile }
    const after = await doctor('notifuse', flags, env)
    expect(after.code).toBe(3)
    expect(after.of('TLS')).toMatchObject({ status: 'ok' })
    expect(after.of('certificates')?.message).toBe('1 from NODE_EXTRA_CA_CERTS')
  })

  test('a clock that is off', async () => {
    const date = new Date(Date.now() - 3 * 3_600_000).toUTCString()
    const url = await listening(() => [401, { date }, ''])
    const { of } = await doctor('notifuse', ['--base-url', url])
    expect(of('clock')).toMatchObject({ status: 'doubtful', message: expect.stringMatching(/^3 h .*ahead/) })
  })
})

describe('the set-up', () => {
  test('a configuration that cannot be read, with its place', async () => {
    const cwd = await tempFolder()
    writeFileSync(join(cwd, 'contact-sync.yaml'), 'rate: x\n')
    const { code, of } = await doctor('notifuse', [], {}, cwd)
    expect(code).toBe(2)
    expect(of('configuration')).toMatchObject({
      status: 'wrong',
      message: expect.stringContaining('contact-sync.yaml:1:7: rate'),
    })
  })

  test('where each setting comes from, and a variable that is mistyped', async () => {
    const cwd = await tempFolder()
    writeFileSync(join(cwd, 'contact-sync.yaml'), 'timeout: 1s\n')
    const env = { CONTACT_SYNC_RATE: '5/s', CONTACT_SYNC_RATTE: '5/s' }
    const { of } = await doctor('notifuse', ['--base-url', 'http://127.0.0.1:1'], env, cwd)
    const { status, message } = of('configuration') ?? {}
    expect(status).toBe('doubtful')
    expect(message).toContain('rate from CONTACT_SYNC_RATE')
    expect(message).toContain('timeout from contact-sync.yaml:1')
    expect(message).toContain('CONTACT_SYNC_RATTE is no option')
  })

  test('folders that cannot be written', async () => {
    const cwd = await tempFolder()
    writeFileSync(join(cwd, 'contact-sync-runs'), 'a file in the way')
    mkdirSync(join(cwd, 'state'))
    const flags = ['--base-url', 'http://127.0.0.1:1']
    const { code, of } = await doctor('notifuse', flags, { XDG_STATE_HOME: join(cwd, 'state') }, cwd)
    expect(code).toBe(2)
    expect(of('runs folder')).toMatchObject({
      status: 'wrong',
      hint: expect.stringContaining('--report-dir'),
    })
    expect(of('state folder')).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('made when it is needed'),
    })
  })

  test.each([
    ['20.18.0', 'wrong'],
    ['18.20.4', 'wrong'],
    ['20.18.1', 'ok'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
  ])('Node %s is %s', (version, status) => {
    expect(checkNode(version).status).toBe(status)
  })

  test('a target that does not exist', async () => {
    expect(await runBin(['doctor', 'notifus'])).toMatchObject({
      code: 2,
      stderr: 'contact-sync: there is no target "notifus"\nDid you mean notifuse?\n',
    })
  })
})

test('as text, each check has a line and what to do stands below it', async () => {
  const { code, stdout } = await runBin(['doctor', 'notifuse', '--base-url', 'http://127.0.0.1:1'])
  expect(code).toBe(2)
  expect(stdout).toMatch(/^ok {5}Node\.js {2,}\d+\.\d+\.\d+\n/)
  expect(stdout).toMatch(
    /^WRONG {2}API key {2,}there is no API key for Notifuse\n {10,}Set NOTIFUSE_API_KEY/m,
  )
  expect(stdout).toMatch(/\n\n2 things are wrong\.\n$/)
})
