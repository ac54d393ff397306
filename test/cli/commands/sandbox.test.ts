import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runBin } from '../bin.js'

const bin = fileURLToPath(new URL('../../../bin/contact-sync.js', import.meta.url))

/** Starts the sandbox, gives `use` its first words, and stops it as Ctrl-C does. The result is its exit code. */
async function serving(
  flags: readonly string[],
  use: (words: string) => Promise<void>,
): Promise<number | null> {
  const child = spawn(process.execPath, [bin, 'sandbox', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
  try {
    await use(
      await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk)))),
    )
  } finally {
    child.kill('SIGINT')
  }
  return closed
}

describe('sandbox', () => {
  test('serves until it is stopped, and says how to use it', async () => {
    const code = await serving([], async (words) => {
      expect(words).toContain(
        'NOTIFUSE_API_KEY=sandbox:sandbox contact-sync notifuse upsert --base-url http://127.0.0.1:',
      )
      const url = /(http:\/\/\S+\/notifuse\/v2)/.exec(words)?.[1]
      const { status } = await fetch(`${url}/contacts.upsert`, { method: 'POST' })
      expect(status).toBe(401)
    })
    expect(code).toBe(0)
  })

  test('gives its addresses as JSON, keeps to its keys and does what goes wrong', async () => {
    await serving(['--json', '--key', 'k:1', '--latency', '1ms', '--seed', '7'], async (words) => {
      const { notifuse }: { notifuse: string } = JSON.parse(words)
      const send = async (key: string) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const body = JSON.stringify({ contacts: [{ id: '1' }] })
        return (await fetch(`${notifuse}/contacts.upsert`, { method: 'POST', headers, body })).status
      }
      expect(await send('k:1')).toBe(200)
      expect(await send('k:2')).toBe(401)
    })
  })

  test.each([
    [['--port', '70000'], '--port: "70000" is not a whole number from 0 to 65535'],
    [['--latency', '5'], '--latency: "5" is not a duration like'],
    [['--fault', 'nonsense'], 'there is no fault "nonsense"'],
    [['--falt', 'x'], '--falt is no option of sandbox\nDid you mean --fault?'],
  ])('refuses %j', async (flags, said) => {
    const { code, stderr } = await runBin(['sandbox', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})
