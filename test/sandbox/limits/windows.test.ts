import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CallWindow,
  FixedWindow,
  SlidingWindow,
  TokenBucket,
} from '../../../src/sandbox/limits/windows.js'

function granted(window: CallWindow, times: readonly number[]): number[] {
  return times.filter((time) => window.take(time))
}

describe('a fixed window', () => {
  test('opens with its first call and grants all again when it is over', () => {
    const window = new FixedWindow(2, 1000, 'first')
    expect(granted(window, [500, 600, 700, 1499, 1500, 1600, 1700])).toEqual([500, 600, 1500, 1600])
  })

  test('opens on the clock when it is told to', () => {
    const window = new FixedWindow(2, 1000, 'clock')
    expect(granted(window, [900, 950, 990, 1000, 1001, 1002])).toEqual([900, 950, 1000, 1001])
  })

  test('says what is left and when it ends', () => {
    const window = new FixedWindow(2, 1000, 'first')
    expect([window.left(100), window.freeAt(100)]).toEqual([2, 1100])
    window.take(200)
    expect([window.left(900), window.freeAt(900)]).toEqual([1, 1200])
    expect([window.left(1200), window.freeAt(1200)]).toEqual([2, 2200])
  })
})

describe('a sliding window', () => {
  test('grants no more than its calls in any stretch of its length', () => {
    const window = new SlidingWindow(2, 1000)
    expect(granted(window, [0, 500, 999, 1000, 1400, 1500, 1999, 2000])).toEqual([0, 500, 1000, 1500, 2000])
  })

  test('frees one call when the oldest is past', () => {
    const window = new SlidingWindow(2, 1000)
    granted(window, [0, 500])
    expect([window.left(600), window.freeAt(600)]).toEqual([0, 1000])
    expect([window.left(1000), window.freeAt(1000)]).toEqual([1, 1500])
    expect([window.left(3000), window.freeAt(3000)]).toEqual([2, 3000])
  })
})

describe('a token bucket', () => {
  test('may be emptied at once and fills steadily', () => {
    const bucket = new TokenBucket(10, 1000, 3)
    expect(granted(bucket, [0, 0, 0, 0, 50, 100, 199, 200, 5000, 5000, 5000, 5000])).toEqual([
      0, 0, 0, 100, 200, 5000, 5000, 5000,
    ])
  })

  test('says when the next call flows in', () => {
    const bucket = new TokenBucket(10, 1000, 3)
    expect([bucket.left(0), bucket.freeAt(0)]).toEqual([3, 0])
    granted(bucket, [0, 0, 0])
    expect([bucket.left(50), bucket.freeAt(50)]).toEqual([0, 100])
    expect([bucket.left(120), bucket.freeAt(120)]).toEqual([1, 200])
  })
})

const makers: [string, (calls: number) => CallWindow][] = [
  ['fixed', (calls) => new FixedWindow(calls, 1000, 'first')],
  ['fixed by the clock', (calls) => new FixedWindow(calls, 1000, 'clock')],
  ['sliding', (calls) => new SlidingWindow(calls, 1000)],
  ['token', (calls) => new TokenBucket(calls, 1000, calls)],
]

describe.each(makers)('%s', (name, make) => {
  const calls = fc.integer({ min: 1, max: 20 })
  const steps = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 100 })

  test('left is what take goes by, and more is free at freeAt', () => {
    fc.assert(
      fc.property(calls, steps, (count, gaps) => {
        const window = make(count)
        let now = 5_000_000
        for (const gap of gaps) {
          now += gap
          const left = window.left(now)
          expect(window.take(now)).toBe(left > 0)
          expect(window.left(now)).toBe(Math.max(0, left - 1))
          const freeAt = window.freeAt(now)
          // A hair later, for what a division leaves over.
          expect(window.left(freeAt + 1e-6)).toBeGreaterThan(Math.max(0, left - 1))
          now = Math.max(now, freeAt + 1e-6)
        }
      }),
    )
  })

  test('never grants more than twice its calls in one length of the window', () => {
    const most = name === 'sliding' ? 1 : 2
    fc.assert(
      fc.property(calls, steps, (count, gaps) => {
        const window = make(count)
        let now = 0
        const times: number[] = []
        for (const gap of gaps) {
          now += gap
          if (window.take(now)) times.push(now)
        }
        for (const from of times) {
          const inWindow = times.filter((time) => time >= from && time < from + 1000).length
          expect(inWindow).toBeLessThanOrEqual(most * count)
        }
      }),
    )
  })
})
