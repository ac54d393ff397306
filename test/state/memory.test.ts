import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { fingerprint, toHex } from '../../src/state/digest.js'
import type { Memory } from '../../src/state/memory.js'
import { type OpenMemory, type OpenOptions, openMemory } from '../../src/state/store.js'
import { identity, temporaryFolder } from './support.js'

const folder = temporaryFolder()
let count = 0

function newPath(): string {
  return join(folder, `memory-${count++}.mdb`)
}

async function open(path: string, options: OpenOptions = {}): Promise<OpenMemory> {
  return await openMemory(path, identity, options)
}

/** Opens, works, closes. */
async function within<T>(path: string, work: (memory: Memory) => T, options: OpenOptions = {}): Promise<T> {
  const { memory, close } = await open(path, options)
  try {
    return work(memory)
  } finally {
    await close()
  }
}

const gold = fingerprint({ plan: 'gold' })
const silver = fingerprint({ plan: 'silver' })
const day = 86_400_000
const noon = Date.parse('2026-03-01T12:00:00Z')

describe('a memory', () => {
  test('knows after it was closed and opened what was remembered', async () => {
    const path = newPath()
    await within(path, (memory) => memory.remember('ana@example.com', gold, noon + 700), { now: noon })
    await within(path, (memory) => {
      expect(memory.size).toBe(1)
      expect(memory.lookup('ana@example.com')).toEqual({
        payload: gold,
        acknowledgedAt: noon,
        seenOn: noon / day - 0.5,
      })
      expect(memory.isUnchanged('ana@example.com', gold)).toBe(true)
      expect(memory.isUnchanged('ana@example.com', silver)).toBe(false)
      expect(memory.isUnchanged('bob@example.com', gold)).toBe(false)
    })
  })

  test('knows it at once, before anything is written', async () => {
    await within(newPath(), (memory) => {
      memory.remember('ana', gold, noon)
      expect(memory.isUnchanged('ana', gold)).toBe(true)
      memory.remember('ana', silver, noon)
      expect([memory.isUnchanged('ana', gold), memory.isUnchanged('ana', silver)]).toEqual([false, true])
    })
  })

  test('that forgot a key no longer knows its payload, but still that there is such a key', async () => {
    const path = newPath()
    await within(path, (memory) => memory.remember('ana', gold, noon))
    await within(path, (memory) => {
      expect(memory.forget('ana')).toBe(true)
      expect(memory.forget('ana')).toBe(false)
      expect(memory.forget('bob')).toBe(false)
    })
    await within(path, (memory) => {
      expect(memory.isUnchanged('ana', gold)).toBe(false)
      expect(memory.lookup('ana')).toMatchObject({ payload: undefined, acknowledgedAt: noon })
      expect(memory.size).toBe(1)
    })
  })

  test('that a key was taken out of has nothing of it left', async () => {
    const path = newPath()
    await within(path, (memory) => {
      memory.remember('ana', gold, noon)
      memory.remember('bob', gold, noon)
    })
    await within(path, (memory) => {
      expect([memory.remove('ana'), memory.remove('ana')]).toEqual([true, false])
      expect(memory.lookup('ana')).toBeUndefined()
    })
    await within(path, (memory) => expect([...memory.all()].map(({ key }) => key)).toEqual(['bob']))
  })

  test('gives the room of removed keys to new ones', async () => {
    const path = newPath()
    const keys = Array.from({ length: 2000 }, (_, i) => `key-${i}`)
    for (const round of [0, 1, 2]) {
      await within(path, (memory) => {
        for (const key of keys) memory.remember(`${round}-${key}`, gold, noon)
      })
      await within(path, (memory) => {
        for (const key of keys) memory.remove(`${round - 1}-${key}`)
      })
    }
    await within(path, (memory) => {
      expect(memory.size).toBe(2000)
      expect(new Set([...memory.all()].map(({ key }) => key))).toEqual(new Set(keys.map((key) => `2-${key}`)))
    })
  })

  test.each<[string, string, string]>([
    ['case', 'Ana@example.com', 'ana@example.com'],
    ['a space', 'ana', 'ana '],
    ['the form of an accent', 'zo\u00eb', 'zoe\u0308'],
    ['half a surrogate pair', 'a\ud800', 'a\ud801'],
    ['their last of 100,000 characters', `${'x'.repeat(99_999)}a`, `${'x'.repeat(99_999)}b`],
  ])('keeps apart keys that differ in %s', async (_, one, other) => {
    const path = newPath()
    await within(path, (memory) => memory.remember(one, gold, noon))
    await within(path, (memory) => {
      expect(memory.isUnchanged(one, gold)).toBe(true)
      expect(memory.lookup(other)).toBeUndefined()
      memory.remember(other, silver, noon)
    })
    await within(path, (memory) => {
      expect([...memory.all()].map(({ key, payload }) => [key, payload])).toEqual([
        [one, gold],
        [other, silver],
      ])
    })
  })

  test('takes no payload for the one of another key', async () => {
    await within(newPath(), (memory) => {
      memory.remember('ana', gold, noon)
      memory.remember('bob', silver, noon)
      expect(memory.isUnchanged('bob', gold)).toBe(false)
    })
  })

  test('takes an answer for too old that came before a given time', async () => {
    await within(newPath(), (memory) => {
      memory.remember('ana', gold, noon)
      expect(memory.isUnchanged('ana', gold, noon)).toBe(true)
      expect(memory.isUnchanged('ana', gold, noon + 1)).toBe(false)
    })
  })

  test('remembers an answer of the year 2100', async () => {
    const late = Date.parse('2100-01-01T00:00:00Z')
    const path = newPath()
    await within(path, (memory) => memory.remember('ana', gold, late))
    await within(path, (memory) => {
      expect(memory.lookup('ana')?.acknowledgedAt).toBe(late)
      expect(memory.isUnchanged('ana', gold, late)).toBe(true)
    })
  })
})

describe('the keys that a file no longer holds', () => {
  test('are those that were neither seen, compared nor remembered in this run', async () => {
    const path = newPath()
    await within(path, (memory) => {
      for (const key of ['same', 'changed', 'broken', 'gone', 'gone and forgotten'])
        memory.remember(key, gold, noon)
      memory.forget('gone and forgotten')
      expect([...memory.missing()]).toEqual([])
    })
    await within(path, (memory) => {
      memory.isUnchanged('same', gold)
      memory.isUnchanged('changed', silver)
      memory.see('broken')
      memory.see('not remembered at all')
      memory.remember('new', gold, noon)
      expect([...memory.missing()]).toEqual(['gone', 'gone and forgotten'])
    })
  })

  test('are found among thousands, in the order in which they were first acknowledged', async () => {
    const path = newPath()
    const keys = Array.from({ length: 5000 }, (_, i) => `key-${i * 7}`)
    await within(path, (memory) => {
      for (const key of keys) memory.remember(key, gold, noon)
    })
    await within(path, (memory) => {
      for (const [i, key] of keys.entries()) if (i % 1000 !== 3) memory.isUnchanged(key, gold)
      expect([...memory.missing()]).toEqual(keys.filter((_, i) => i % 1000 === 3))
    })
  })

  test('are dated by the last day on which a file held them', async () => {
    const path = newPath()
    await within(
      path,
      (memory) => {
        memory.remember('stays', gold, noon)
        memory.remember('goes', gold, noon)
      },
      { now: noon },
    )
    await within(path, (memory) => memory.isUnchanged('stays', gold), { now: noon + 40 * day })
    await within(path, (memory) => {
      const seen = (key: string) => (memory.lookup(key)?.seenOn ?? 0) * day
      expect([seen('stays'), seen('goes')]).toEqual([noon - day / 2 + 40 * day, noon - day / 2])
    })
  })
})

describe('what was changed', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is written by itself within a second', async () => {
    const opened = await open(newPath())
    vi.useFakeTimers()
    opened.memory.remember('ana', gold, noon)
    expect(opened.memory.commits).toBe(0)
    vi.advanceTimersByTime(1000)
    expect(opened.memory.commits).toBe(1)
    vi.advanceTimersByTime(60_000)
    expect(opened.memory.commits).toBe(1)
    vi.useRealTimers()
    await opened.close()
  })

  test('is not written before the run has had its say, and is tried again later', async () => {
    const path = newPath()
    let full = true
    const beforeCommit = () => {
      if (full) throw new Error('the journal cannot be written')
    }
    const opened = await open(path, { beforeCommit })
    vi.useFakeTimers()
    opened.memory.remember('ana', gold, noon)
    vi.advanceTimersByTime(5000)
    expect(opened.memory.commits).toBe(0)
    expect(() => opened.memory.commit()).toThrow('the journal cannot be written')
    opened.memory.remember('bob', gold, noon)
    full = false
    vi.advanceTimersByTime(1000)
    expect(opened.memory.commits).toBe(1)
    vi.useRealTimers()
    await opened.close()
    await within(path, (memory) => expect(memory.size).toBe(2))
  })

  test('is never written by one that only looks', async () => {
    const path = newPath()
    await within(path, (memory) => memory.remember('ana', gold, noon), { now: noon })
    const before = readFileSync(path)
    await within(
      path,
      (memory) => {
        memory.isUnchanged('ana', gold)
        memory.forget('ana')
        memory.remember('bob', gold, noon)
        memory.commit()
      },
      { now: noon + day, readOnly: true },
    )
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('is not there if closing could not write it, and the memory can be opened again', async () => {
    const path = newPath()
    await within(path, (memory) => memory.remember('ana', gold, noon))
    const opened = await open(path, {
      beforeCommit: () => {
        throw new Error('no')
      },
    })
    opened.memory.remember('bob', gold, noon)
    await expect(opened.close()).rejects.toThrow('no')
    await within(path, (memory) => expect([...memory.all()].map(({ key }) => key)).toEqual(['ana']))
  })
})

describe('against a plain map', () => {
  const key = fc.constantFrom('a', 'A', 'b', 'bb', '', '\ud800', 'é', 'k'.repeat(3000), '__proto__', '0')
  const payload = fc.constantFrom(gold, silver, undefined)
  const step = fc.oneof(
    fc.record({ do: fc.constant('remember' as const), key, payload, at: fc.integer({ min: 1, max: 4e9 }) }),
    fc.record({ do: fc.constantFrom('forget' as const, 'remove' as const), key }),
    fc.record({ do: fc.constantFrom('commit' as const, 'reopen' as const) }),
  )

  test('any steps leave the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const path = newPath()
        const model = new Map<string, { payload: string | undefined; at: number }>()
        let opened = await open(path)
        for (const it of steps) {
          if (it.do === 'remember') {
            opened.memory.remember(it.key, it.payload, it.at * 1000)
            model.set(it.key, { payload: it.payload && toHex(it.payload), at: it.at * 1000 })
          } else if (it.do === 'forget') {
            const known = model.get(it.key)
            expect(opened.memory.forget(it.key)).toBe(known?.payload !== undefined)
            if (known) model.set(it.key, { ...known, payload: undefined })
          } else if (it.do === 'remove') expect(opened.memory.remove(it.key)).toBe(model.delete(it.key))
          else if (it.do === 'commit') opened.memory.commit()
          else {
            await opened.close()
            opened = await open(path)
          }
          expect(contents(opened.memory)).toEqual(model)
        }
        await opened.close()
        await within(path, (memory) => expect(contents(memory)).toEqual(model))
      }),
      { numRuns: 25 },
    )
  })

  function contents(memory: Memory): Map<string, { payload: string | undefined; at: number }> {
    const all = [...memory.all()].map(
      ({ key, payload, acknowledgedAt }) =>
        [key, { payload: payload && toHex(payload), at: acknowledgedAt }] as const,
    )
    expect(all.length).toBe(memory.size)
    for (const [key, { payload }] of all) {
      const known = memory.lookup(key)
      expect(known?.payload && toHex(known.payload)).toBe(payload)
    }
    return new Map(all)
  }
})
