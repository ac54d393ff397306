import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Contact } from '../../src/contact.js'
import { Batcher, type ContactQueue } from '../../src/delivery/batch.js'
import { OrderGate } from '../../src/delivery/order.js'

function contact(row: number, key: string): Contact {
  const record = { kind: 'table', row, line: row + 1, cells: [key] } as const
  return { record, key, payload: { id: key }, replayable: true }
}

/** A queue that comes in pieces, as a file does. */
function queueOf(contacts: readonly Contact[], pieceSize: number): ContactQueue {
  let at = 0
  let ready: Contact[] = []
  return {
    shift: () => ready.shift(),
    fill: async () => {
      await Promise.resolve()
      ready = contacts.slice(at, at + pieceSize)
      at += pieceSize
      return ready.length > 0
    },
  }
}

/** Takes every batch, with up to `width` under way at once that end in the order that `pick` chooses. */
async function play(
  keys: readonly string[],
  size: number,
  width: number,
  pieceSize: number,
  pick: () => number,
) {
  const lower = (key: string) => key.toLowerCase()
  const batcher = new Batcher(
    queueOf(
      keys.map((key, index) => contact(index + 1, key)),
      pieceSize,
    ),
    new OrderGate(lower),
    size,
  )
  const underWay: Contact[][] = []
  const batches: Contact[][] = []
  const finishOne = () => {
    const [done] = underWay.splice(pick() % underWay.length, 1)
    for (const one of done ?? []) batcher.release(one)
  }
  let waiting = batcher.next()
  for (;;) {
    const batch = await Promise.race([waiting, settled()])
    if (batch === 'waiting') {
      if (underWay.length === 0) throw new Error('the batcher waits although nothing is under way')
      finishOne()
      continue
    }
    if (batch === undefined) break
    const busy = new Set(underWay.flat().map(({ key }) => lower(key)))
    for (const { key } of batch) expect(busy.has(lower(key))).toBe(false)
    expect(new Set(batch.map(({ key }) => lower(key))).size).toBe(batch.length)
    batches.push(batch)
    underWay.push(batch)
    while (underWay.length >= width) finishOne()
    waiting = batcher.next()
  }
  return batches
}

/** Resolves after all promises that can settle by themselves have. */
async function settled(): Promise<'waiting'> {
  await new Promise((resolve) => setImmediate(resolve))
  return 'waiting'
}

const keysArbitrary = fc.array(fc.constantFrom('a', 'A', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 60 })

describe('batches', () => {
  it('hold every contact once, one of a key at a time and in file order, however the answers come back', async () => {
    await fc.assert(
      fc.asyncProperty(
        keysArbitrary,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.nat(1000)),
        async (keys, size, width, pieceSize, picks) => {
          const batches = await play(keys, size, width, pieceSize, () => picks.next().value ?? 0)
          const sent = batches.flat()
          expect(sent.map(({ record }) => record.row).sort((a, b) => a - b)).toEqual(
            keys.map((_, i) => i + 1),
          )
          for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(size)
          for (const key of new Set(keys.map((one) => one.toLowerCase()))) {
            const rows = sent.filter((one) => one.key.toLowerCase() === key).map(({ record }) => record.row)
            expect(rows).toEqual([...rows].sort((a, b) => a - b))
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('are full where keys differ', async () => {
    const keys = Array.from({ length: 120 }, (_, index) => `k${index}`)
    const batches = await play(keys, 50, 3, 7, () => 0)
    expect(batches.map((batch) => batch.length)).toEqual([50, 50, 20])
  })

  it('let other keys pass while one key waits for its answer', async () => {
    const gate = new OrderGate((key) => key)
    const keys = ['a', 'a', 'a', 'b', 'c']
    const batcher = new Batcher(
      queueOf(
        keys.map((key, index) => contact(index + 1, key)),
        10,
      ),
      gate,
      2,
    )
    const rows = async () => (await batcher.next())?.map(({ record }) => record.row)
    expect(await rows()).toEqual([1, 4])
    expect(await rows()).toEqual([5])
  })

  it('stop reading a file that has one key on every row, instead of piling it up in memory', async () => {
    let read = 0
    const endless: ContactQueue = {
      shift: () => contact(++read, 'same'),
      fill: async () => true,
    }
    const batcher = new Batcher(endless, new OrderGate((key) => key), 50)
    expect((await batcher.next())?.length).toBe(1)
    expect(read).toBeLessThan(11_000)
  })
})
