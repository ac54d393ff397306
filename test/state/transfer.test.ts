import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StateError } from '../../src/errors.js'
import { fingerprint, toHex } from '../../src/state/digest.js'
import type { MemoryIdentity } from '../../src/state/location.js'
import type { Memory } from '../../src/state/memory.js'
import { openMemory } from '../../src/state/store.js'
import { exportMemory, importMemory } from '../../src/state/transfer.js'
import { identity, temporaryFolder } from './support.js'

const folder = temporaryFolder()
const gold = fingerprint({ plan: 'gold' })
const silver = fingerprint({ plan: 'silver' })
const noon = Date.parse('2026-03-01T12:00:00Z')
let count = 0

function newPath(): string {
  return join(folder, `transfer-${count++}.mdb`)
}

async function within<T>(
  path: string,
  work: (memory: Memory) => T,
  of: MemoryIdentity = identity,
): Promise<T> {
  const { memory, close } = await openMemory(path, of, { now: noon })
  try {
    return work(memory)
  } finally {
    await close()
  }
}

async function exported(path: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportMemory(path)) lines.push(line)
  return lines
}

const head = JSON.stringify({
  format: 'contact-sync-memory',
  version: 1,
  digest: 'murmur3-128/1',
  ...identity,
  keys: 2,
})
const anaLine = JSON.stringify({
  key: 'ana',
  fingerprint: toHex(gold),
  acknowledgedAt: '2026-03-01T12:00:00.000Z',
  seenOn: '2026-03-01',
})
const bobLine = JSON.stringify({
  key: 'bob',
  fingerprint: null,
  acknowledgedAt: '2026-03-01T12:00:00.000Z',
  seenOn: null,
})

describe('an exported memory', () => {
  test('says whose it is, then one line a key', async () => {
    const path = newPath()
    await within(path, (memory) => {
      memory.remember('ana', gold, noon)
      memory.remember('bob', undefined, noon, 0)
    })
    expect(await exported(path)).toEqual([`${head}\n`, `${anaLine}\n`, `${bobLine}\n`])
  })

  test('imported elsewhere is the same memory', async () => {
    const [from, to] = [newPath(), newPath()]
    const keys = ['ana', 'a\ud800', '"quoted"', 'two\nlines', 'k'.repeat(5000)]
    await within(from, (memory) => {
      for (const [i, key] of keys.entries())
        memory.remember(key, i % 2 ? silver : gold, noon + i * 1000, 20_000 + i)
    })
    const lines = await exported(from)
    const result = await importMemory(lines, { pathFor: () => to })
    expect(result).toMatchObject({ imported: 5, kept: 0, failed: 0, absent: 0, identity, path: to })
    expect(await exported(to)).toEqual(lines)
    await within(to, (memory) =>
      expect(keys.map((key) => memory.isUnchanged(key, gold))).toEqual([true, false, true, false, true]),
    )
  })

  test('of nothing is an error, and makes no memory', async () => {
    const path = newPath()
    await expect(exported(path)).rejects.toThrow(StateError)
    expect(existsSync(path)).toBe(false)
  })

  test('gives the memory back when its reader stops early', async () => {
    const path = newPath()
    await within(path, (memory) => memory.remember('ana', gold, noon))
    for await (const _ of exportMemory(path)) break
    await within(path, (memory) => expect(memory.size).toBe(1))
  })
})

describe('an import', () => {
  test('goes to the place of the identity in the file', async () => {
    const path = newPath()
    const asked: MemoryIdentity[] = []
    await importMemory([head, anaLine, bobLine], {
      pathFor(of) {
        asked.push(of)
        return path
      },
    })
    expect(asked).toEqual([identity])
  })

  test('can be for another account, when the API key was replaced', async () => {
    const path = newPath()
    const other = { ...identity, account: 'name-new' }
    await importMemory([head, anaLine], { pathFor: () => path, account: 'name-new' })
    await within(path, (memory) => expect(memory.isUnchanged('ana', gold)).toBe(true), other)
  })

  test('does not go into the memory of another account by itself', async () => {
    const path = newPath()
    await within(path, () => {}, { ...identity, account: 'name-new' })
    await expect(importMemory([head, anaLine], { pathFor: () => path })).rejects.toThrow(
      'remembers another account',
    )
  })

  test('lets the later answer count', async () => {
    const path = newPath()
    await within(path, (memory) => {
      memory.remember('ana', silver, noon + 1000)
      memory.remember('bob', silver, noon - 1000)
    })
    expect(await importMemory([head, anaLine, bobLine], { pathFor: () => path })).toMatchObject({
      imported: 1,
      kept: 1,
    })
    await within(path, (memory) => {
      expect(memory.isUnchanged('ana', silver)).toBe(true)
      expect(memory.lookup('bob')?.payload).toBeUndefined()
    })
  })

  test('passes over lines that cannot be read, and names them without what they hold', async () => {
    const path = newPath()
    const lines = [
      head,
      '',
      '{"key": "secret',
      '{"key":"secret"}',
      anaLine.replace(toHex(gold), 'secret'),
      anaLine.replace('2026-03-01T12:00:00.000Z', 'secret'),
      '"secret"',
      anaLine,
    ]
    const { imported, failed, errors } = await importMemory(lines, { pathFor: () => path })
    expect({ imported, failed }).toEqual({ imported: 1, failed: 5 })
    expect(errors.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7])
    expect(errors.map(({ problem }) => problem)).toMatchInlineSnapshot(`
      [
        "is not JSON",
        "fingerprint: Invalid input: expected string, received undefined",
        "fingerprint: is not 32 hexadecimal digits",
        "acknowledgedAt: Invalid ISO datetime",
        "the line: Invalid input: expected object, received string",
      ]
    `)
    expect(JSON.stringify(errors)).not.toContain('secret')
  })

  test('keeps no more than 100 errors', async () => {
    const { failed, errors } = await importMemory([head, ...Array.from({ length: 500 }, () => '{')], {
      pathFor: newPath,
    })
    expect([failed, errors.length]).toEqual([500, 100])
  })

  test('says how many keys are absent from a file that was cut short', async () => {
    expect(await importMemory([head, anaLine], { pathFor: newPath })).toMatchObject({
      imported: 1,
      absent: 1,
    })
  })

  test.each([
    ['nothing', []],
    ['no head', [anaLine]],
    ['the head of another version', [head.replace('"version":1', '"version":2'), anaLine]],
    ['other fingerprints', [head.replace('murmur3-128/1', 'sha-256/1'), anaLine]],
    ['a report', ['id,email', '1,ana@example.com']],
  ])('of %s is refused before a memory is made', async (_, lines) => {
    const path = newPath()
    await expect(importMemory(lines, { pathFor: () => path })).rejects.toThrow(
      'Line 1 is not the first line of an exported memory.',
    )
    expect(existsSync(path)).toBe(false)
  })
})
