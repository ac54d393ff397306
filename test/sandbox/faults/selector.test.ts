import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFault } from '../../../src/sandbox/faults/rule.js'
import { Selector } from '../../../src/sandbox/faults/selector.js'

/** Which of the first `n` are struck, counted from 1. */
function struck(settings: string, n: number, seed = 1, salt = 1): number[] {
  const selector = new Selector(parseFault(`reset-after:${settings}`), seed, salt)
  return Array.from({ length: n }, (_, i) => i + 1).filter(() => selector.strikes())
}

test.each<[string, number[]]>([
  ['', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['nth=3', [3]],
  ['every=3', [3, 6]],
  ['first=2', [1, 2]],
  ['after=5', [6, 7, 8]],
  ['after=2,every=3', [5, 8]],
  ['after=2,first=4', [3, 4]],
  ['every=2,times=2', [2, 4]],
  ['p=0', []],
  ['p=1', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['times=3', [1, 2, 3]],
])('%j strikes %j of eight', (settings, expected) => {
  expect(struck(settings, 8)).toEqual(expected)
})

describe('chance', () => {
  test('strikes about as often as it says', () => {
    expect(struck('p=0.1', 10_000).length / 10_000).toBeCloseTo(0.1, 1)
    expect(struck('p=25%', 10_000).length / 10_000).toBeCloseTo(0.25, 1)
  })

  test('strikes the same with the same seed, and others with another', () => {
    expect(struck('p=0.5', 100, 7)).toEqual(struck('p=0.5', 100, 7))
    expect(struck('p=0.5', 100, 7)).not.toEqual(struck('p=0.5', 100, 8))
    expect(struck('p=0.5', 100, 7, 1)).not.toEqual(struck('p=0.5', 100, 7, 2))
  })
})

describe('contacts', () => {
  function covered(settings: string, keys: readonly string[]): string[] {
    const selector = new Selector(parseFault(`refused:${settings}`), 1, 1)
    return keys.filter((key) => selector.covers(key))
  }

  test.each<[string, string[]]>([
    ['', ['vip-1', 'vip-2', 'x.y', 'xzy']],
    ['key=x.y', ['x.y']],
    ['match=x.y', ['x.y', 'xzy']],
    ['match=^vip-', ['vip-1', 'vip-2']],
    ['match=^vip-,key=x.y', []],
    ['match=^.{3\\,4}$', ['x.y', 'xzy']],
    ['share=0', []],
    ['share=1', ['vip-1', 'vip-2', 'x.y', 'xzy']],
  ])('%j looks at %j', (settings, expected) => {
    expect(covered(settings, ['vip-1', 'vip-2', 'x.y', 'xzy'])).toEqual(expected)
  })

  test('of a share are always the same', () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `user${i}@example.com`)
    const once = covered('share=0.2', keys)
    expect(once.length / keys.length).toBeCloseTo(0.2, 1)
    expect(covered('share=0.2', [...keys].reverse()).sort()).toEqual([...once].sort())
  })
})

test('a slow fault takes its time and at most its jitter more', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), fc.integer(), (ms, jitter, seed) => {
      const selector = new Selector(parseFault(`latency:ms=${ms},jitter=${jitter}`), seed, 1)
      selector.strikes()
      expect(selector.delay()).toBeGreaterThanOrEqual(ms)
      expect(selector.delay()).toBeLessThanOrEqual(ms + jitter)
    }),
  )
})
