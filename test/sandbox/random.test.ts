import { expect, test } from 'vitest'
import { chance, chanceOf } from '../../src/sandbox/random.js'

const ns = Array.from({ length: 10_000 }, (_, i) => i)

function share(draw: (n: number) => number, below: number): number {
  return ns.filter((n) => draw(n) < below).length / ns.length
}

test('the same arguments draw the same, others draw something else', () => {
  expect(chance(1, 2, 3)).toBe(chance(1, 2, 3))
  const drawn = new Set([chance(1, 2, 3), chance(2, 2, 3), chance(1, 3, 3), chance(1, 2, 4), chance(3, 2, 1)])
  expect(drawn.size).toBe(5)
})

test('what is drawn is spread evenly over 0 to 1', () => {
  for (const seed of [0, 1, 42, -7]) {
    expect(ns.every((n) => chance(seed, 1, n) >= 0 && chance(seed, 1, n) < 1)).toBe(true)
    expect(share((n) => chance(seed, 1, n), 0.1)).toBeCloseTo(0.1, 1)
    expect(share((n) => chanceOf(seed, 1, `user${n}@example.com`), 0.1)).toBeCloseTo(0.1, 1)
    expect(share((n) => chanceOf(seed, 1, `user${n}@example.com`), 0.5)).toBeCloseTo(0.5, 1)
  }
})
