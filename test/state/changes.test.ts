import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Contact } from '../../src/contact.js'
import type { JsonObject } from '../../src/json.js'
import { Changes, type ChangesOptions } from '../../src/state/changes.js'
import type { Memory } from '../../src/state/memory.js'
import { openMemory } from '../../src/state/store.js'
import { contact, identity, temporaryFolder } from './support.js'

const folder = temporaryFolder()
let count = 0

function withoutCreatedAt({ createdAt: _, ...lasting }: JsonObject): JsonObject {
  return lasting
}

/** One run after the other on one memory; each gets the rules anew. */
class Runs {
  readonly #path = join(folder, `changes-${count++}.mdb`)

  async run<T>(
    work: (changes: Changes, memory: Memory) => T,
    options: Partial<ChangesOptions> = {},
  ): Promise<T> {
    const { memory, close } = await openMemory(this.#path, identity)
    try {
      return work(new Changes(memory, { lasting: withoutCreatedAt, ...options }), memory)
    } finally {
      await close()
    }
  }
}

/** Admits, sends and settles each contact before the next; says which were sent. */
function sync(changes: Changes, contacts: readonly Contact[], acknowledged = true): string[] {
  return contacts
    .filter((one) => {
      if (changes.admit(one) === 'unchanged') return false
      changes.beforeSend([one])
      changes.settle(one, acknowledged)
      return true
    })
    .map(({ key }) => key)
}

const ana = contact('ana', { plan: 'gold' })
const ana2 = contact('ana', { plan: 'silver' })
const bob = contact('bob', { plan: 'gold' })

describe('only what changed', () => {
  test('is sent: nothing the second time, the changed one the third', async () => {
    const runs = new Runs()
    expect(await runs.run((changes) => sync(changes, [ana, bob]))).toEqual(['ana', 'bob'])
    expect(await runs.run((changes) => sync(changes, [bob, ana]))).toEqual([])
    expect(await runs.run((changes) => sync(changes, [ana2, bob]))).toEqual(['ana'])
    expect(await runs.run((changes) => sync(changes, [ana2, bob]))).toEqual([])
  })

  test('takes members in another order for the same', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [contact('ana', { a: { x: 1, y: 2 }, b: 3 })]))
    expect(await runs.run((changes) => sync(changes, [contact('ana', { b: 3, a: { y: 2, x: 1 } })]))).toEqual(
      [],
    )
  })

  test('does not count what is used only on insertion', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [contact('ana', { plan: 'gold', createdAt: '2026-01-01' })]))
    expect(
      await runs.run((changes) => sync(changes, [contact('ana', { plan: 'gold', createdAt: '2026-02-02' })])),
    ).toEqual([])
  })

  test('is not what adds up: that is sent every time', async () => {
    const runs = new Runs()
    const order = contact('ana', { $inc: { orders: 1 } }, false)
    expect(await runs.run((changes) => sync(changes, [order, order]))).toEqual(['ana', 'ana'])
    expect(await runs.run((changes) => sync(changes, [order]))).toEqual(['ana'])
  })

  test('is what was acknowledged too long ago', async () => {
    const runs = new Runs()
    const at = (now: number) => ({ now: () => now })
    const age = { resendAfterMs: 30_000 }
    await runs.run((changes) => sync(changes, [ana]), at(1_000_000))
    expect(await runs.run((changes) => sync(changes, [ana]), { ...age, ...at(1_029_000) })).toEqual([])
    expect(await runs.run((changes) => sync(changes, [ana]), { ...age, ...at(1_031_000) })).toEqual(['ana'])
    expect(await runs.run((changes) => sync(changes, [ana]), { ...age, ...at(1_032_000) })).toEqual([])
  })
})

describe('what was not acknowledged', () => {
  test('is sent again, also where an earlier payload was', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [ana]))
    await runs.run((changes) => sync(changes, [ana2], false))
    expect(await runs.run((changes) => sync(changes, [ana]))).toEqual(['ana'])
  })

  test('is sent again when it was taken in and never sent', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [ana]))
    await runs.run((changes) => changes.admit(ana2))
    expect(await runs.run((changes) => sync(changes, [ana2]))).toEqual(['ana'])
  })

  test('is sent again after a row that adds up overwrote it', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [ana]))
    await runs.run((changes) =>
      sync(changes, [contact('ana', { plan: 'silver', $inc: { orders: 1 } }, false)]),
    )
    expect(await runs.run((changes) => sync(changes, [ana]))).toEqual(['ana'])
  })
})

describe('what is remembered of a contact', () => {
  test('is off the disk before another payload of it leaves, and not written for one that was never remembered', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [ana]))
    await runs.run((changes, memory) => {
      changes.admit(bob)
      changes.beforeSend([bob])
      expect(memory.commits).toBe(0)
      changes.admit(ana2)
      changes.beforeSend([ana2])
      expect(memory.commits).toBe(1)
      changes.beforeSend([ana2])
      expect(memory.commits).toBe(1)
    })
  })

  test('is taken off the disk for all that were admitted at once', async () => {
    const runs = new Runs()
    const contacts = Array.from({ length: 100 }, (_, i) => contact(`key-${i}`, { plan: 'gold' }))
    await runs.run((changes) => sync(changes, contacts))
    await runs.run((changes, memory) => {
      const others = contacts.map(({ key }) => contact(key, { plan: 'silver' }))
      for (const other of others) changes.admit(other)
      for (const other of others) changes.beforeSend([other])
      expect(memory.commits).toBe(1)
    })
  })
})

describe('rows of the same contact', () => {
  test('leave behind what the last of them said', async () => {
    const runs = new Runs()
    expect(await runs.run((changes) => sync(changes, [ana, ana2]))).toEqual(['ana', 'ana'])
    expect(await runs.run((changes) => sync(changes, [ana2]))).toEqual([])
  })

  test('are sent while another is on its way, even one that equals what was remembered', async () => {
    const runs = new Runs()
    await runs.run((changes) => sync(changes, [ana]))
    await runs.run((changes) => {
      expect([ana2, ana].map((one) => changes.admit(one))).toEqual(['send', 'send'])
      changes.settle(ana2, true)
      // The second is still on its way.
      expect(changes.admit(ana2)).toBe('send')
      changes.settle(ana, true)
      changes.settle(ana2, true)
      expect(changes.admit(ana2)).toBe('unchanged')
    })
  })

  test('are forgotten if the last of them failed', async () => {
    const runs = new Runs()
    await runs.run((changes) => {
      for (const one of [ana, ana2]) changes.admit(one)
      changes.settle(ana, true)
      changes.settle(ana2, false)
    })
    expect(await runs.run((changes) => sync(changes, [ana]))).toEqual(['ana'])
  })
})

describe('keys that the file no longer holds', () => {
  test('are those of no row, whatever became of the row', async () => {
    const runs = new Runs()
    const names = ['same', 'changed', 'adds up', 'failed', 'not mapped', 'gone']
    await runs.run((changes) =>
      sync(
        changes,
        names.map((name) => contact(name, { plan: 'gold' })),
      ),
    )
    const missing = await runs.run((changes, memory) => {
      sync(changes, [
        contact('same', { plan: 'gold' }),
        contact('changed', { plan: 'silver' }),
        contact('adds up', { $inc: { a: 1 } }, false),
        contact('new', { plan: 'gold' }),
      ])
      sync(changes, [contact('failed', { plan: 'silver' })], false)
      changes.see('not mapped')
      return [...memory.missing()]
    })
    expect(missing).toEqual(['gone'])
  })
})

// Any files, any answers, any order in which the rows of different contacts settle, any stop: a last run over a
// last file leaves the API with what that file says, as if all of it had been sent.
test('whatever happened before, the API ends with what the file says', async () => {
  const row = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    plan: fc.constantFrom('gold', 'silver', 'bronze'),
    answer: fc.constantFrom('acknowledged', 'refused', 'applied, no answer', 'lost'),
    /** How many rows may be on their way when this one is taken in. */
    ahead: fc.integer({ min: 0, max: 4 }),
  })
  const file = fc.record({
    rows: fc.array(row, { maxLength: 12 }),
    stopAfter: fc.integer({ min: 0, max: 20 }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { maxLength: 4 }),
      fc.array(row, { maxLength: 12 }),
      async (files, last) => {
        const api = new Map<string, unknown>()
        const runs = new Runs()
        for (const { rows, stopAfter } of files)
          await runs.run((changes) => simulate(changes, rows, api, stopAfter))
        const good = last.map((one) => ({ ...one, answer: 'acknowledged' as const }))
        await runs.run((changes) => simulate(changes, good, api, Number.POSITIVE_INFINITY))
        const said = new Map(last.map(({ key, plan }) => [key, plan]))
        for (const [key, plan] of said) expect(api.get(key)).toBe(plan)
      },
    ),
    { numRuns: 60 },
  )
})

interface Row {
  readonly key: string
  readonly plan: string
  readonly answer: 'acknowledged' | 'refused' | 'applied, no answer' | 'lost'
  readonly ahead: number
}

/** One run: rows of one contact settle in file order, others when room is needed; stops after some requests. */
function simulate(
  changes: Changes,
  rows: readonly Row[],
  api: Map<string, unknown>,
  stopAfter: number,
): void {
  const onTheWay: { row: Row; contact: Contact }[] = []
  let requests = 0
  const finishOne = () => {
    const next = onTheWay.shift()
    if (next === undefined || requests >= stopAfter) return
    requests++
    changes.beforeSend([next.contact])
    if (next.row.answer === 'acknowledged' || next.row.answer === 'applied, no answer')
      api.set(next.row.key, next.row.plan)
    changes.settle(next.contact, next.row.answer === 'acknowledged')
  }
  for (const row of rows) {
    while (onTheWay.length > row.ahead) finishOne()
    if (requests >= stopAfter) return
    const one = contact(row.key, { plan: row.plan })
    if (changes.admit(one) === 'send') onTheWay.push({ row, contact: one })
  }
  while (onTheWay.length > 0) finishOne()
}
