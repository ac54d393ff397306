import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { Pool } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { startSandbox } from '../../src/sandbox/sandbox.js'
import { call, notifuseHeaders, open, patch, until, upsert } from './client.js'

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
)

test('each API has a base URL of its own on one loopback port', async () => {
  const sandbox = await open()
  expect(sandbox.port).toBeGreaterThan(0)
  expect(sandbox.notifuseUrl).toBe(`http://127.0.0.1:${sandbox.port}/notifuse/v2`)
  expect(sandbox.connectifUrl).toBe(`http://127.0.0.1:${sandbox.port}/connectif`)
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(200)
  expect((await patch(sandbox, 'ana@example.com', {})).status).toBe(201)
})

test.skipIf(!hasIpv6)('it listens on IPv6 loopback when asked to', async () => {
  const sandbox = await open({ host: '::1' })
  expect(sandbox.url).toBe(`http://[::1]:${sandbox.port}`)
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(200)
})

test('a port in use is a usage error that names it', async () => {
  const taken = createServer()
  onTestFinished(() => {
    taken.close()
  })
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(startSandbox({ port })).rejects.toThrow(UsageError)
  await expect(startSandbox({ port })).rejects.toThrow(`port ${port} of 127.0.0.1: it is in use`)
})

test('requests one after the other share a connection', async () => {
  const sandbox = await open()
  const pool = new Pool(sandbox.url, { connections: 1 })
  onTestFinished(() => pool.close())
  for (const id of ['1', '2', '3']) {
    const body = JSON.stringify({ contacts: [{ id }] })
    const path = '/notifuse/v2/contacts.upsert'
    const answer = await pool.request({ method: 'POST', path, headers: notifuseHeaders, body })
    await answer.body.dump()
  }
  expect(sandbox.stats()).toMatchObject({ requests: 3, connections: 1 })
})

test('closing breaks what is open and never waits for it', async () => {
  const sandbox = await startSandbox({ faults: ['hang-before'] })
  const hanging = upsert(sandbox, [{ id: '1' }])
  const idle = connect(sandbox.port, '127.0.0.1')
  idle.on('error', () => {})
  const idleClosed = new Promise((resolve) => idle.once('close', resolve))
  await until(() => sandbox.stats().connections === 2 && sandbox.stats().requests === 1)
  const broken = expect(hanging).rejects.toThrow()
  await Promise.all([sandbox.close(), sandbox.close()])
  await Promise.all([broken, idleClosed])
})

test('a request that waits when the sandbox closes is never applied', async () => {
  const sandbox = await startSandbox({ latencyMs: 200 })
  const waiting = upsert(sandbox, [{ id: '1' }])
  await until(() => sandbox.stats().notifuse.inFlight === 1)
  const broken = expect(waiting).rejects.toThrow()
  await sandbox.close()
  await broken
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(sandbox.store.notifuse.contacts.size).toBe(0)
})

test('a port is free again once its sandbox is closed', async () => {
  const first = await startSandbox()
  await upsert(first, [{ id: '1' }])
  await first.close()
  const second = await open({ port: first.port })
  expect(second.port).toBe(first.port)
  expect(second.store.notifuse.contacts.size).toBe(0)
})

test('latency holds a request back before it is applied', async () => {
  const sandbox = await open({ latencyMs: 200, jitterMs: 50 })
  const answer = upsert(sandbox, [{ id: '1' }])
  await until(() => sandbox.stats().notifuse.inFlight === 1)
  expect(sandbox.store.notifuse.contacts.size).toBe(0)
  expect((await answer).status).toBe(200)
  expect(sandbox.store.notifuse.contacts.size).toBe(1)
})

test('a client that goes away while it waits does no harm', async () => {
  const sandbox = await open({ latencyMs: 100 })
  const controller = new AbortController()
  const waiting = upsert(sandbox, [{ id: '1' }], { signal: controller.signal })
  await until(() => sandbox.stats().notifuse.inFlight === 1)
  controller.abort()
  await expect(waiting).rejects.toThrow()
  await until(() => sandbox.stats().requests === 1)
  expect(sandbox.stats().notifuse).toMatchObject({ inFlight: 0, held: 1 })
  expect((await upsert(sandbox, [{ id: '2' }])).status).toBe(200)
})

test('a client that goes away in the middle of its body does no harm', async () => {
  const sandbox = await open()
  const socket = connect(sandbox.port, '127.0.0.1')
  socket.write(
    'POST /notifuse/v2/contacts.upsert HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"contacts"',
  )
  await until(() => sandbox.stats().connections === 1)
  socket.destroy()
  expect((await upsert(sandbox, [{ id: '1' }])).status).toBe(200)
  expect(sandbox.store.notifuse.contacts.size).toBe(1)
})

test('what is no HTTP gets a 400 and a closed connection', async () => {
  const sandbox = await open()
  const socket = connect(sandbox.port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write('EHLO example.com\r\n\r\n')
  await closed
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400/)
})

test('a body over the limit gets 413 and changes nothing', async () => {
  const sandbox = await open({ maxBodyBytes: 1000 })
  const address = 'x'.repeat(2000)
  const answer = await upsert(sandbox, [{ id: '1', profile: { $set: { address } } }])
  expect(answer.status).toBe(413)
  expect(sandbox.store.notifuse.contacts.size).toBe(0)
  expect((await patch(sandbox, 'ana@example.com', { _name: address })).status).toBe(413)
})

test('a body in many small pieces is read whole', async () => {
  const sandbox = await open()
  const socket = connect(sandbox.port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  const body = Buffer.from(JSON.stringify({ contacts: [{ id: 'ñandú' }] }))
  const head = `POST /notifuse/v2/contacts.upsert HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n`
  socket.setNoDelay(true)
  socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`)
  for (const byte of body) {
    await new Promise<void>((resolve) => socket.write(Buffer.of(byte), () => resolve()))
  }
  await until(() => sandbox.store.notifuse.contacts.has('ñandú'))
})

test('an idle connection is told how long it may stay', async () => {
  const sandbox = await open({ keepAliveMs: 9000 })
  const answer = await call(`${sandbox.url}/_sandbox/stats`)
  expect(answer.headers['keep-alive']).toBe('timeout=9')
})
