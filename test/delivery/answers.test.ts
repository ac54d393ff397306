import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { afterwards } from '../temp.js'
import { runSync, testSandbox } from './harness.js'

type Reply = (ids: readonly string[], response: ServerResponse, request: IncomingMessage) => void

/** An API that answers each batch in its own way. */
async function oddApi(reply: Reply): Promise<URL> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { contacts } = JSON.parse(Buffer.concat(chunks).toString())
      reply(
        contacts.map(({ id }: { id: string }) => id),
        response,
        request,
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterwards(async () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v2`)
}

async function runAgainst(reply: Reply) {
  const baseUrl = await oddApi(reply)
  return runSync({
    target: 'notifuse',
    input: 'id,$inc.n\n1,1\n2,1\n',
    sandbox: await testSandbox(),
    settings: { baseUrl },
  })
}

function accepted(ids: readonly string[]): string {
  return JSON.stringify({ statusCode: 200, success: true, inserted: ids, updated: [], failed: [] })
}

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('an answer that was packed with %s unasked accounts for its rows', async (encoding, pack) => {
  const { summary } = await runAgainst((ids, response, { headers }) => {
    expect(headers['accept-encoding']).toBe('identity')
    response.writeHead(200, { 'content-encoding': encoding }).end(pack(accepted(ids)))
  })
  expect(summary.rows).toMatchObject({ read: 2, inserted: 2 })
})

test('an answer that cannot be unpacked leaves its rows unknown', async () => {
  const { summary } = await runAgainst((ids, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(accepted(ids))
  })
  expect(summary.rows).toMatchObject({ read: 2, unknown: 2 })
})

test('a byte order mark before the JSON does no harm', async () => {
  const { summary } = await runAgainst((ids, response) => response.end(`\uFEFF${accepted(ids)}`))
  expect(summary.rows).toMatchObject({ read: 2, inserted: 2 })
})

test('many requests that wait for their turn at once are no leak', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => void warnings.push(warning)
  process.on('warning', onWarning)
  const rows = Array.from({ length: 40 }, (_, row) => `r${row}@example.com`)
  await runSync({
    target: 'connectif',
    input: `email\n${rows.join('\n')}\n`,
    sandbox: await testSandbox(),
    delivery: { concurrency: 32, rate: { calls: 20, perMs: 1000 } },
  })
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})
