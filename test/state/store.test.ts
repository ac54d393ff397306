import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { open as openLmdb } from 'lmdb'
import { beforeAll, describe, expect, test } from 'vitest'
import { LockedError, StateError } from '../../src/errors.js'
import { fingerprint } from '../../src/state/digest.js'
import { RecordFile } from '../../src/state/record-file.js'
import { memoryExists, openExisting, openMemory } from '../../src/state/store.js'
import { compiledSources, identity, temporaryFolder } from './support.js'

const folder = temporaryFolder()
const gold = fingerprint({ plan: 'gold' })
let count = 0

function newPath(): string {
  return join(folder, `store-${count++}.mdb`)
}

async function filled(keys = 1000): Promise<string> {
  const path = newPath()
  const { memory, close } = await openMemory(path, identity)
  for (let i = 0; i < keys; i++) memory.remember(`key-${i}`, gold, Date.now())
  await close()
  return path
}

async function problemOf(path: string): Promise<StateError> {
  const error: unknown = await openMemory(path, identity).then(
    async ({ close }) => await close(),
    (reason: unknown) => reason,
  )
  if (error instanceof StateError) return error
  throw new Error('no StateError', { cause: error })
}

describe('a memory file', () => {
  test.skipIf(process.platform === 'win32')('can be read by its owner only, as its folder', async () => {
    const path = join(folder, 'new', 'folder', 'memory.mdb')
    const { close } = await openMemory(path, identity)
    const modes = readdirSync(join(folder, 'new', 'folder')).map(
      (name) => statSync(join(folder, 'new', 'folder', name)).mode & 0o777,
    )
    expect(new Set(modes)).toEqual(new Set([0o600, 0o700]))
    await close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700)
  })

  test.skipIf(process.platform === 'win32')(
    'that a copy made readable for others is closed to them again',
    async () => {
      const path = await filled(1)
      chmodSync(path, 0o644)
      const { close } = await openMemory(path, identity)
      await close()
      expect(statSync(path).mode & 0o777).toBe(0o600)
    },
  )

  test('leaves nothing beside it when it is closed', async () => {
    const path = await filled(1)
    expect(readdirSync(folder).filter((name) => name.startsWith(path.slice(folder.length + 1)))).toEqual([
      path.slice(folder.length + 1),
    ])
  })

  test('is not made by looking for it', async () => {
    const path = newPath()
    expect(memoryExists(path)).toBe(false)
    await expect(openExisting(path)).rejects.toThrow(StateError)
    expect(existsSync(path)).toBe(false)
  })

  test('is held by one at a time', async () => {
    const path = newPath()
    const { close } = await openMemory(path, identity)
    await expect(openMemory(path, identity)).rejects.toThrow(LockedError)
    await expect(openExisting(path)).rejects.toThrow(`pid ${process.pid} on `)
    const waiting = openMemory(path, identity, { waitLockMs: 10_000 })
    await close()
    await (await waiting).close()
  })

  test('stays the size it is when the same is remembered again and again', async () => {
    const path = await filled(1000)
    const before = statSync(path).size
    for (let round = 0; round < 5; round++) {
      const { memory, close } = await openMemory(path, identity)
      for (let i = 0; i < 1000; i++) memory.remember(`key-${i}`, gold, Date.now() + round * 1000)
      await close()
    }
    expect(statSync(path).size).toBeLessThan(before * 3)
  })
})

describe('a file that is no memory of this run', () => {
  test.each<[string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['of one byte', Buffer.from('x')],
    ['of text', Buffer.from('id,email\n'.repeat(10_000))],
    ['compressed', gzipSync(Buffer.from('id,email\n'.repeat(10_000)))],
    ['of an SQLite database', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192)])],
    ['of zeros', Buffer.alloc(100_000)],
  ])('because it is %s is refused and left as it is', async (_, content) => {
    const path = newPath()
    writeFileSync(path, content)
    const error = await problemOf(path)
    expect(error.message).toMatch(/cannot be read from .*: it is (not a memory of contact-sync|cut short)\.$/)
    expect(readFileSync(path).equals(content)).toBe(true)
  })

  test('because it is a folder is refused', async () => {
    const path = newPath()
    mkdirSync(path)
    expect((await problemOf(path)).message).toBe(`${path} is not a file.`)
  })

  test('because a folder cannot be where a file is is refused', async () => {
    const file = newPath()
    writeFileSync(file, '')
    expect((await problemOf(join(file, 'memory.mdb'))).message).toContain('Cannot open the memory')
  })

  test.skipIf(process.getuid?.() === 0)('because it may not be read is refused', async () => {
    const path = await filled(1)
    chmodSync(path, 0)
    expect((await problemOf(path)).message).toContain('Cannot open the memory')
  })

  test("because it is another program's LMDB file is refused", async () => {
    const path = newPath()
    const database = openLmdb({ path, noSubdir: true })
    await database.put('greeting', 'hello')
    await database.close()
    expect((await problemOf(path)).message).toContain('it is not a memory of contact-sync')
  })

  test.each([
    [
      'target',
      { ...identity, target: 'notifuse' },
      'remembers another target: connectif, and this run has notifuse',
    ],
    [
      'base URL',
      { ...identity, baseUrl: 'https://staging.example.com' },
      'remembers another base URL: https://api.example.com, and this run has https://staging.example.com',
    ],
    [
      'account',
      { ...identity, account: 'name-b' },
      'remembers another account: name-shop, and this run has name-b',
    ],
  ])('because its %s is another is refused', async (_, other, message) => {
    const path = await filled(1)
    await expect(openMemory(path, other)).rejects.toThrow(message)
    await (await openMemory(path, identity)).close()
  })

  test.each([{ version: 2 }, { digest: 'other/9' }])(
    'because its version is another (%j) is refused',
    async (change) => {
      const path = await filled(1)
      await rewriteAbout(path, (about) => JSON.stringify({ ...JSON.parse(about), ...change }))
      expect((await problemOf(path)).message).toContain('was written by another version of contact-sync')
    },
  )

  test.each(['{', '[]', '{"format":"something else"}'])(
    'because its head is %s is refused',
    async (about) => {
      const path = await filled(1)
      await rewriteAbout(path, () => about)
      expect((await problemOf(path)).message).toContain('it is not a memory of contact-sync')
    },
  )

  test('gives its lock back', async () => {
    const path = newPath()
    writeFileSync(path, 'text')
    await problemOf(path)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  async function rewriteAbout(path: string, change: (about: string) => string): Promise<void> {
    const file = await RecordFile.open(path)
    const about = Buffer.from(file.get('about', 0) ?? []).toString()
    file.write([{ kind: 'about', number: 0, data: Buffer.from(change(about)) }])
    await file.close()
  }
})

describe('in a process of its own', () => {
  let sources: string

  beforeAll(() => {
    sources = compiledSources()
  })

  function script(name: string): string[] {
    return [join(import.meta.dirname, 'children', name), sources]
  }

  test.each([1, 100, 4095, 4096, 8191, 8192, 8193, 20_000, 40_000])(
    'a file cut to %i bytes is refused',
    async (length) => {
      const path = await filled(2000)
      expect(statSync(path).size).toBeGreaterThan(length)
      truncateSync(path, length)
      const { status, signal, stdout } = spawnSync(process.execPath, [...script('open.js'), path], {
        encoding: 'utf8',
      })
      expect({ status, signal, stdout }).toEqual({ status: 0, signal: null, stdout: 'StateError\n' })
    },
  )

  // Each in the same process: a crash in one ends the test.
  test('no damage ends the process, and none makes a changed contact unchanged', async () => {
    const path = await filled(3000)
    const output = execFileSync(process.execPath, [...script('damage.js'), path, '250'], { encoding: 'utf8' })
    const { refused, harmless, wrong } = JSON.parse(output)
    expect(wrong).toBe(0)
    expect(refused + harmless).toBe(250)
    expect(refused).toBeGreaterThan(0)
  })

  test.skipIf(process.platform !== 'linux')(
    'a full disk is an error, and what was written before is kept',
    async () => {
      const path = newPath()
      // The shell's unit is 512 or 1024 bytes.
      const command = `ulimit -f 400; exec "$0" "$@"`
      const { status, signal, stdout } = spawnSync(
        'sh',
        ['-c', command, process.execPath, ...script('fill.js'), path],
        { encoding: 'utf8' },
      )
      expect({ status, signal }).toEqual({ status: 0, signal: null })
      const { error, committed } = JSON.parse(stdout)
      expect(error).toMatch(/^StateError: Cannot write to .*\.$/)
      expect(committed).toBeGreaterThan(0)
      const { memory, close } = await openMemory(path, identity)
      expect(memory.size).toBe(committed)
      await close()
    },
  )
})
