import fc from 'fast-check'
import { expect, test } from 'vitest'
import { json, open, patch, upsert } from './client.js'

/** One change of one contact: a counter, a list or a text. */
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  orders: fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined }),
  tag: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
  plan: fc.option(fc.constantFrom('gold', 'basic'), { nil: undefined }),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function contact({ id, orders, tag, plan }: Change): object {
  return { id, profile: { $inc: { orders }, $push: { tags: tag }, $set: { plan } } }
}

interface Held {
  orders?: number
  tags?: string[]
  plan?: string
}

function apply(model: Map<string, Held>, { id, orders, tag, plan }: Change): void {
  const held = model.get(id) ?? {}
  model.set(id, held)
  if (orders !== undefined) held.orders = (held.orders ?? 0) + orders
  if (tag !== undefined) held.tags = [...(held.tags ?? []), tag]
  if (plan !== undefined) held.plan = plan
}

test('Notifuse holds what a plain model of the operations holds, after any batches', async () => {
  const batches = fc.array(fc.array(change, { minLength: 1, maxLength: 10 }), { maxLength: 5 })
  const sandbox = await open()
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      sandbox.reset()
      const model = new Map<string, Held>()
      for (const batch of all) {
        expect(json(await upsert(sandbox, batch.map(contact)))).toMatchObject({ success: true })
        for (const one of batch) apply(model, one)
      }
      const held = [...sandbox.store.notifuse.contacts].map(([id, { profile }]) => [id, { ...profile }])
      expect(Object.fromEntries(held)).toEqual(Object.fromEntries(model))
      const changes = all.flat().filter(({ id, orders }) => id === 'a' && orders !== undefined)
      expect(sandbox.store.notifuse.timesApplied('a', '$inc.orders')).toBe(changes.length)
    }),
    { numRuns: 40 },
  )
})

test('no body and no address brings the sandbox down', async () => {
  const sandbox = await open({ limits: ['none'] })
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
  const text = fc
    .oneof(
      fc.json(),
      fc.json().map((inner) => `{"contacts":[${inner}]}`),
    )
    .map((some) => Buffer.from(some))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(bytes, text),
      fc.string({ minLength: 1, unit: 'grapheme' }),
      async (body, address) => {
        expect([200, 400]).toContain((await upsert(sandbox, [], { body })).status)
        expect([200, 201, 400, 422]).toContain((await patch(sandbox, address, {}, { body })).status)
      },
    ),
    { numRuns: 150 },
  )
})
