import { describe, expect, test } from 'vitest'
import { Meter } from '../../../src/sandbox/limits/meter.js'
import { parseLimit } from '../../../src/sandbox/limits/rule.js'

function spend(meter: Meter, times: readonly number[]): number {
  return times.filter((time) => meter.take(time)).length
}

const steadily = (calls: number, everyMs: number) => Array.from({ length: calls }, (_, i) => i * everyMs)

test('counts what it let through and what it refused', () => {
  const meter = new Meter(parseLimit('fixed:calls=3,per=1s'))
  expect(spend(meter, [0, 1, 2, 3, 4])).toBe(3)
  expect(meter).toMatchObject({ granted: 3, refused: 2, others: 0 })
  expect(meter.budget(5)).toEqual({ limit: 3, remaining: 0, resetAt: 1000 })
})

test('without a limit nothing is refused and nothing is said', () => {
  const meter = new Meter(parseLimit('none'))
  expect(spend(meter, steadily(1000, 0))).toBe(1000)
  expect(meter.budget(0)).toBeUndefined()
})

test('a token bucket without a burst holds what one period grants', () => {
  expect(spend(new Meter(parseLimit('token:calls=5,per=1s')), steadily(20, 0))).toBe(5)
  expect(spend(new Meter(parseLimit('token:calls=5,per=1s,burst=8')), steadily(20, 0))).toBe(8)
})

describe('another user of the account', () => {
  test.each(['fixed', 'sliding', 'token'])('takes his share of a %s limit', (kind) => {
    const meter = new Meter(parseLimit(`${kind}:calls=100,per=1s,others=30`))
    const windows = 20
    const own = spend(meter, steadily(70 * windows, 1000 / 70))
    expect(meter.others).toBeGreaterThan(29 * windows)
    expect(meter.others).toBeLessThanOrEqual(30 * windows + 1)
    expect(own).toBeGreaterThan(68 * windows)
  })

  test('shows in what is left', () => {
    const meter = new Meter(parseLimit('fixed:calls=100,per=1s,others=10'))
    meter.take(0)
    expect(meter.budget(0)?.remaining).toBe(98)
    expect(meter.budget(500)?.remaining).toBe(93)
  })

  test('may keep a time of his own', () => {
    const meter = new Meter(parseLimit('fixed:calls=1000,per=1h,others=1,others-per=1s'))
    meter.take(0)
    expect(meter.budget(10_000)?.remaining).toBe(1000 - 1 - 11)
  })

  test('spends nothing twice and costs nothing after a long rest', () => {
    const meter = new Meter(parseLimit('fixed:calls=100,per=1s,others=30'))
    meter.take(0)
    const year = 365 * 86_400_000
    expect(meter.budget(year)?.remaining).toBeGreaterThan(0)
    expect(meter.others).toBeLessThan(100)
  })
})
