import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LockedError, StateError } from '../../src/errors.js'
import { fingerprint } from '../../src/state/digest.js'
import { forgetAll, forgetKeys, listMemories, pruneMemory, showMemory } from '../../src/state/manage.js'
import { openMemory } from '../../src/state/store.js'
import { identity, temporaryFolder } from './support.js'

const gold = fingerprint({ plan: 'gold' })
const day = 86_400_000
const today = Date.parse('2026-03-01T12:00:00Z')
const midnight = today - day / 2
let count = 0
const folder = temporaryFolder()

/** A memory of keys, each with the age in days of what is known of it. */
async function memoryOf(ages: Readonly<Record<string, number>>): Promise<string> {
  const path = join(folder, `manage-${count++}.mdb`)
  for (const [key, age] of Object.entries(ages)) {
    const now = today - age * day
    const { memory, close } = await openMemory(path, identity, { now })
    memory.remember(key, gold, now)
    await close()
  }
  return path
}

async function keysOf(path: string): Promise<string[]> {
  const { memory, close } = await openMemory(path, identity)
  const keys = [...memory.all()].map(({ key }) => key)
  await close()
  return keys
}

describe('showing a memory', () => {
  test('tells how many, how old and what size', async () => {
    const path = await memoryOf({ ana: 10, bob: 3 })
    const { memory, close } = await openMemory(path, identity, { now: today })
    memory.forget('bob')
    await close()
    expect(await showMemory(path)).toEqual({
      path,
      bytes: statSync(path).size,
      identity,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      keys: 2,
      unsettled: 1,
      acknowledged: { oldest: today - 10 * day, newest: today - 3 * day },
      seen: { oldest: midnight - 10 * day, newest: midnight - 3 * day },
    })
  })

  test('of which there is none yet tells nothing, and makes none', async () => {
    const path = join(folder, 'none.mdb')
    expect(await showMemory(path)).toBeUndefined()
    expect(existsSync(path)).toBe(false)
  })

  test('that is empty has no ages', async () => {
    const path = join(folder, 'empty.mdb')
    await (await openMemory(path, identity)).close()
    expect(await showMemory(path)).toMatchObject({ keys: 0, acknowledged: undefined, seen: undefined })
  })

  test('that a run holds is refused', async () => {
    const path = await memoryOf({ ana: 1 })
    const { close } = await openMemory(path, identity)
    await expect(showMemory(path)).rejects.toThrow(LockedError)
    await close()
  })

  test('lists the memories of a folder, and nothing else', async () => {
    const place = temporaryFolder()
    expect(listMemories(join(place, 'none'))).toEqual([])
    await (await openMemory(join(place, 'b.mdb'), identity)).close()
    await (await openMemory(join(place, 'a.mdb'), identity)).close()
    writeFileSync(join(place, 'notes.txt'), '')
    expect(listMemories(place).map(({ path }) => basename(path))).toEqual(['a.mdb', 'b.mdb'])
  })
})

describe('forgetting', () => {
  test('keys takes out these and no others', async () => {
    const path = await memoryOf({ ana: 1, bob: 1, eve: 1 })
    expect(await forgetKeys(path, ['ana', 'eve', 'nobody'])).toEqual({ forgotten: 2, notThere: 1 })
    expect(await keysOf(path)).toEqual(['bob'])
  })

  test('keys leaves nothing of them in the file', async () => {
    const path = await memoryOf({ 'someone.special@example.com': 1, bob: 1 })
    expect(readFileSync(path).includes('someone.special')).toBe(true)
    await forgetKeys(path, ['someone.special@example.com'])
    expect(readFileSync(path).includes('someone.special')).toBe(false)
    expect(await keysOf(path)).toEqual(['bob'])
  })

  test('keys of no memory is an error', async () => {
    await expect(forgetKeys(join(folder, 'none.mdb'), ['ana'])).rejects.toThrow(StateError)
  })

  test('all deletes the file and says how many there were', async () => {
    const path = await memoryOf({ ana: 1, bob: 1 })
    expect(await forgetAll(path)).toBe(2)
    expect(existsSync(path)).toBe(false)
    expect(await forgetAll(path)).toBe(0)
  })

  test('all of what a run holds is refused', async () => {
    const path = await memoryOf({ ana: 1 })
    const { close } = await openMemory(path, identity)
    await expect(forgetAll(path)).rejects.toThrow(LockedError)
    await close()
    expect(await keysOf(path)).toEqual(['ana'])
  })
})

describe('pruning', () => {
  test('takes out what no file held for so long', async () => {
    const path = await memoryOf({ old: 91, older: 400, new: 89, edge: 90 })
    expect(await pruneMemory(path, 90 * day, { now: today })).toBe(2)
    expect(await keysOf(path)).toEqual(['new', 'edge'])
  })

  test('keeps what was acknowledged long ago and is still in the file', async () => {
    const path = await memoryOf({ ana: 400 })
    const { memory, close } = await openMemory(path, identity, { now: today - day })
    memory.isUnchanged('ana', gold)
    await close()
    expect(await pruneMemory(path, 90 * day, { now: today })).toBe(0)
  })

  test('goes by the answer where nothing is known of a file', async () => {
    const path = join(folder, 'unseen.mdb')
    const { memory, close } = await openMemory(path, identity)
    memory.remember('old', gold, today - 91 * day, 0)
    memory.remember('new', gold, today - 89 * day, 0)
    await close()
    expect(await pruneMemory(path, 90 * day, { now: today })).toBe(1)
    expect(await keysOf(path)).toEqual(['new'])
  })

  test('makes the file smaller', async () => {
    const path = join(folder, 'large.mdb')
    const { memory, close } = await openMemory(path, identity, { now: today - 100 * day })
    for (let i = 0; i < 20_000; i++) memory.remember(`key-${i}`, gold, today - 100 * day)
    await close()
    const before = statSync(path).size
    expect(await pruneMemory(path, 90 * day, { now: today })).toBe(20_000)
    expect(statSync(path).size).toBeLessThan(before / 2)
  })
})
