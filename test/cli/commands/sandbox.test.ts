import { execFile as execFileCallback, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { faultCatalogue } from '../../../src/sandbox/sandbox.js'
import { runBin, withTempFolder } from '../bin.js'

const execFile = promisify(execFileCallback)
const addresses = z.object({ url: z.string(), notifuse: z.string(), control: z.string() })

const bin = fileURLToPath(new URL('../../../bin/contact-sync.js', import.meta.url))

/** Starts the sandbox, gives `use` its first words, and stops it as Ctrl-C does. The result is its exit code. */
async function serving(
  flags: readonly string[],
  use: (words: string) => Promise<void>,
): Promise<number | null> {
  const child = spawn(process.execPath, [bin, 'sandbox', '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
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

  test('says commands that work as they stand', async () => {
    await withTempFolder('contact-sync-sandbox-', async (folder) => {
      const flags = ['--key', 'my:key', '--host', '127.0.0.1']
      await serving(flags, async (words) => {
        const lines = words.split('\n').map((line) => line.trim())
        const syncs = lines.filter((line) => line.startsWith('printf '))
        expect(syncs).toHaveLength(2)
        const run = (line: string) => {
          const typed = line.replace('contact-sync ', `"${process.execPath}" "${bin}" `)
          return execFile('sh', ['-c', typed], { cwd: folder })
        }
        for (const line of syncs) expect((await run(line)).stderr).toContain('inserted  1')
        const stats = lines.find((line) => line.startsWith('curl ') && line.endsWith('/stats'))?.slice(5)
        const held: unknown = await (await fetch(stats ?? '')).json()
        expect(held).toMatchObject({ notifuse: { held: 1 }, connectif: { held: 1 } })
      })
    })
  })

  test('can do without the contacts, and without looking at them', async () => {
    await serving(['--json', '--no-store', '--no-validate', '--forbidden-key', 'a:b'], async (words) => {
      const { url, notifuse, control } = addresses.parse(JSON.parse(words))
      expect(control).toBe(`${url}/_sandbox/`)
      const send = (key: string) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const body = JSON.stringify({ contacts: [{ id: '1', profile: { $set: { email: 'not one' } } }] })
        return fetch(`${notifuse}/contacts.upsert`, { method: 'POST', headers, body })
      }
      expect(await (await send('k')).json()).toMatchObject({ inserted: ['1'], failed: [] })
      expect((await send('a:b')).status).toBe(403)
      expect(await (await fetch(`${control}contacts?api=notifuse`)).text()).toBe('')
    })
  })

  test('names a port that is in use, and exits 2', async () => {
    await serving(['--json'], async (words) => {
      const { port } = new URL(addresses.parse(JSON.parse(words)).url)
      const { code, stderr } = await runBin(['sandbox', '--port', port])
      expect(code).toBe(2)
      expect(stderr).toContain(`cannot listen on port ${port}`)
      expect(stderr).toContain('in use')
    })
  })

  test('--help names every fault, with what it does, in 80 columns', async () => {
    const { stdout } = await runBin(['sandbox', '--help'])
    for (const { name, description } of faultCatalogue) {
      expect(stdout).toContain(`\n  ${name} `)
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(description)
    }
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
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
