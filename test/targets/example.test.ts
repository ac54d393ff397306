import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rooms } from '../../src/cli/wiring.js'
import type { Summary } from '../../src/journal/summary.js'
import { targets } from '../../src/targets/index.js'
import { type Ran, runWith } from '../cli/fakes.js'
import { afterwards, tempFolder } from '../temp.js'
import { conforms } from './conformance.js'
import { postbird } from './example/index.js'
import { type PostbirdServer, startPostbird } from './example/server.js'

// The whole program with a third target in its registry: what docs/architecture.md builds, step by step.
const program = { ...rooms, targets: [...targets, postbird] }
const apiKey = 'letters-and-digits'

async function server(): Promise<PostbirdServer> {
  const started = await startPostbird(apiKey)
  afterwards(() => started.close())
  return started
}

interface Imported {
  readonly ran: Ran
  readonly summary: Summary
}

/** Imports a file of this text, as from the command line. */
async function importFile(text: string, { url }: PostbirdServer, ...options: string[]): Promise<Imported> {
  const home = await tempFolder()
  const file = join(home, 'members.csv')
  await writeFile(file, text)
  const words = ['postbird', 'import', file, '--base-url', url.href, '--report-dir', join(home, 'run')]
  const ran = await runWith(program, [...words, '--json', ...options], { POSTBIRD_API_KEY: apiKey })
  return { ran, summary: JSON.parse(ran.stdout) }
}

describe('a third target', () => {
  it('is a command with help of its own', async () => {
    const { stdout } = await runWith(program, ['postbird', 'import', '--help'])
    expect(stdout).toContain('import members into Postbird, 20 to a call')
    expect(stdout).toContain('--add <field=column[:type]>')
    expect(stdout).toContain('POSTBIRD_API_KEY')
  })

  it('is sent full batches, and every row is accounted for', async () => {
    const api = await server()
    const rows = Array.from({ length: 45 }, (_, row) => `m${row}@example.com,Name ${row}`)
    const { ran, summary } = await importFile(['email,name', ...rows].join('\n'), api)
    expect(ran.code).toBe(0)
    expect(summary.rows).toMatchObject({ read: 45, inserted: 45, failed: 0, unknown: 0, pending: 0 })
    expect(api.calls.toSorted((a, b) => b - a)).toEqual([20, 20, 5])
    expect(api.members.get('m44@example.com')?.fields.get('name')).toBe('Name 44')
  })

  it('checks values by its own rules before anything is sent', async () => {
    const api = await server()
    const { summary } = await importFile('email,country\na@example.com,ES\nb@example.com,Spain', api)
    expect(summary.rows).toMatchObject({ inserted: 1, failed: 1 })
    expect(api.calls).toEqual([1])
  })

  it('has what it rejects, and what breaks a batch, as failed rows; the others land once', async () => {
    const api = await server()
    const names = ['Ana', 'Eve', 'Bo', 'break the batch', 'Cy', 'Di']
    api.reject('m1@example.com')
    const rows = names.map((name, row) => `m${row}@example.com,${name},1`)
    const { ran, summary } = await importFile(['email,name,add.visits', ...rows].join('\n'), api)
    expect(ran.code).toBe(1)
    expect(summary.rows).toMatchObject({ read: 6, inserted: 4, failed: 2, unknown: 0 })
    expect([...api.members.values()].map(({ sums }) => sums.get('visits'))).toEqual([1, 1, 1, 1])
  })

  it('is sent sets again after a lost answer, and sums never', async () => {
    const api = await server()
    api.loseNextAnswer()
    const text = 'email,name,add.visits\nset@example.com,Ana,\nsum@example.com,Bo,1'
    const { summary } = await importFile(text, api)
    expect(summary.rows).toMatchObject({ updated: 1, unknown: 1 })
    expect(api.members.get('sum@example.com')?.sums.get('visits')).toBe(1)
  })

  it('never has two spellings of one address in one batch', async () => {
    const api = await server()
    const { summary } = await importFile('email,name\nAna@example.com,First\nana@example.com,Second', api)
    expect(summary.rows).toMatchObject({ inserted: 1, updated: 1 })
    expect(api.members.get('ana@example.com')?.fields.get('name')).toBe('Second')
  })

  it('stops, resumable, when the key is refused', async () => {
    const api = await startPostbird('another key')
    afterwards(() => api.close())
    const { ran, summary } = await importFile('email\na@example.com', api)
    expect(ran.code).toBe(3)
    expect(summary).toMatchObject({ status: 'refused', stopReason: 'unauthorized' })
  })

  it('takes a mapping file with its own sections', async () => {
    const api = await server()
    const mapping = join(await tempFolder(), 'mapping.yaml')
    await writeFile(mapping, 'key: Mail\nset: {name: Who}\nadd: {visits: {column: Times, type: integer}}\n')
    const { summary } = await importFile('Mail,Who,Times\na@example.com,Ana,3', api, '-m', mapping)
    expect(summary.rows).toMatchObject({ read: 1, inserted: 1 })
    expect(api.members.get('a@example.com')?.sums.get('visits')).toBe(3)
  })
})

// What every target is held to.
conforms({
  target: postbird,
  start: async (key) => {
    const api = await startPostbird(key)
    afterwards(() => api.close())
    return {
      baseUrl: api.url.href,
      firstName: (email) => api.members.get(email.toLowerCase())?.fields.get('name'),
      refuseContact: (email) => api.reject(email),
      refuseAll: (status) => api.refuseAll(status),
      relent: () => api.relent(),
    }
  },
  apiKey,
  strangeKey: 'another-key',
  keys: fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('Ana+b@Example.com', 'ü@exämple.com', "o'neil@example.com"),
  ),
  payload: (email, firstName) => ({ email, set: { name: firstName } }),
})
