import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyTable } from '../../src/delivery/key-table.js'

describe('the table of keys', () => {
  it('answers as a Map does, however wrong the expected number of keys is', () => {
    const puts = fc.array(fc.tuple(fc.string({ maxLength: 2 }), fc.integer({ min: 1, max: 2 ** 32 - 1 })), {
      size: 'large',
    })
    fc.assert(
      fc.property(puts, fc.nat(100), (all, expected) => {
        const table = new KeyTable(expected)
        const model = new Map<string, number>()
        for (const [key, row] of all) {
          expect(table.put(key, row)).toBe(model.get(key))
          model.set(key, row)
        }
        expect(table.size).toBe(model.size)
      }),
    )
  })

  it('grows far beyond what was expected', () => {
    const table = new KeyTable(0)
    for (let row = 1; row <= 20_000; row++) expect(table.put(`key-${row}`, row)).toBeUndefined()
    for (let row = 1; row <= 20_000; row++) expect(table.put(`key-${row}`, 1)).toBe(row)
    expect(table.size).toBe(20_000)
  })
})
