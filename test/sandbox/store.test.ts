import { describe, expect, test } from 'vitest'
import { ContactStore } from '../../src/sandbox/store.js'
import { open, patch, upsert } from './client.js'

describe('ContactStore', () => {
  test('says whether a write made a contact or changed it', () => {
    const store = new ContactStore<string>(true)
    expect(store.put('a', 'one')).toBe('inserted')
    expect(store.put('a', 'two')).toBe('updated')
    expect(store.put('A', 'other')).toBe('inserted')
    expect(store.counts).toEqual({ inserted: 2, updated: 1 })
    expect([...store.contacts]).toEqual([
      ['a', 'two'],
      ['A', 'other'],
    ])
  })

  test('counts each operation of each contact', () => {
    const store = new ContactStore<string>(true)
    store.put('a', 'x', ['$inc.orders', '$push.tags'])
    store.put('a', 'x', ['$inc.orders'])
    store.put('b', 'x')
    expect(store.timesApplied('a', '$inc.orders')).toBe(2)
    expect(store.timesApplied('a', '$push.tags')).toBe(1)
    expect(store.timesApplied('b', '$inc.orders')).toBe(0)
    expect(store.timesApplied('nobody', '$inc.orders')).toBe(0)
    expect(store.applied.get('a')?.writes).toBe(2)
  })

  test('that keeps nothing counts everything as new', () => {
    const store = new ContactStore<string>(false)
    expect([store.countOne(), store.countOne()]).toEqual(['inserted', 'inserted'])
    expect(store.counts).toEqual({ inserted: 2, updated: 0 })
    expect(store.contacts.size).toBe(0)
  })
})

test('what was applied twice shows, for each contact and operation', async () => {
  const sandbox = await open()
  const contacts = [
    { id: '1', profile: { $inc: { orders: 1 }, $push: { tags: 'x' }, $set: { plan: 'gold' } } },
  ]
  await upsert(sandbox, contacts)
  await upsert(sandbox, contacts)
  const { notifuse } = sandbox.store
  expect(notifuse.timesApplied('1', '$inc.orders')).toBe(2)
  expect(Object.fromEntries(notifuse.applied.get('1')?.operations ?? [])).toEqual({
    '$inc.orders': 2,
    '$push.tags': 2,
  })
})

test('each API has a store of its own', async () => {
  const sandbox = await open()
  await upsert(sandbox, [{ id: 'ana@example.com' }])
  await patch(sandbox, 'ana@example.com', {})
  await patch(sandbox, 'ana@example.com', {})
  expect(sandbox.store.notifuse.counts).toEqual({ inserted: 1, updated: 0 })
  expect(sandbox.store.connectif.counts).toEqual({ inserted: 1, updated: 1 })
  expect(sandbox.store.connectif.applied.get('ana@example.com')?.writes).toBe(2)
})

test('with store off nothing is kept, and every contact is answered as new', async () => {
  const sandbox = await open({ store: false })
  const contacts = [{ id: '1', profile: { $inc: { orders: 1 } } }]
  expect((await upsert(sandbox, contacts)).text).toContain('"inserted":["1"]')
  expect((await upsert(sandbox, contacts)).text).toContain('"inserted":["1"]')
  expect((await patch(sandbox, 'ana@example.com', { _name: 'Ana' })).status).toBe(201)
  expect((await patch(sandbox, 'ana@example.com', { _points: 'x' })).status).toBe(422)
  expect(sandbox.stats().notifuse).toMatchObject({ held: 0, inserted: 2, updated: 0 })
})
