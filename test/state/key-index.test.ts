import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KeyIndex } from '../../src/state/key-index.js'

/** Few bits, so that many keys share them. */
const step = fc.record({
  bits: fc.integer({ min: -3, max: 3 }).map((bits) => bits * 0x10000001),
  add: fc.boolean(),
})

test('finds what was added and not what was removed, also where keys share their bits', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const index = new KeyIndex()
      const model = new Map<number, number>()
      for (const [slot, { bits, add }] of steps.entries()) {
        if (add) {
          index.add(bits, slot)
          model.set(slot, bits)
        } else {
          const [oldest] = [...model].find(([, other]) => other === bits) ?? []
          if (oldest !== undefined) index.remove(bits, oldest)
          if (oldest !== undefined) model.delete(oldest)
        }
      }
      for (const slot of steps.keys()) {
        for (const { bits } of steps) {
          const found = index.find(bits, (candidate) => candidate === slot)
          expect(found).toBe(model.get(slot) === bits ? slot : -1)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('keeps all slots while it grows', () => {
  const index = new KeyIndex()
  const bits = (slot: number) => Math.imul(slot, 0x9e3779b1)
  for (let slot = 0; slot < 50_000; slot++) index.add(bits(slot), slot)
  const lost = Array.from({ length: 50_000 }, (_, slot) => slot).filter(
    (slot) => index.find(bits(slot), (candidate) => candidate === slot) !== slot,
  )
  expect(lost).toEqual([])
})
