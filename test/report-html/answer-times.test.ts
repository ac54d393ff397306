import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AnswerTimes } from '../../src/report-html/answer-times.js'

const time = fc.oneof(
  fc.double({ min: 0.1, max: 50, noNaN: true }),
  fc.double({ min: 0.1, max: 3_600_000, noNaN: true }),
)

function fold(times: readonly number[]): AnswerTimes {
  const fold = new AnswerTimes()
  for (const ms of times) fold.add(ms)
  return fold
}

test('without an answer there is no median', () => {
  const none = new AnswerTimes()
  expect([none.median(), none.p95(), none.count]).toEqual([undefined, undefined, 0])
  expect(none.toJSON()).toEqual({ count: 0, minMs: 0, maxMs: 0, buckets: [] })
})

test('a single answer is every quantile, exactly', () => {
  const one = fold([84.3])
  expect([one.median(), one.p95(), one.quantile(1)]).toEqual([84.3, 84.3, 84.3])
})

test('any quantile is within 1 % of the true one by nearest rank', () => {
  fc.assert(
    fc.property(
      fc.array(time, { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0.01, 0.5, 0.95, 1),
      (times, share) => {
        const sorted = times.toSorted((a, b) => a - b)
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
        const found = fold(times).quantile(share) ?? Number.NaN
        expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.01)
      },
    ),
  )
})

test('histograms merged in any order are the histogram of all answers', () => {
  fc.assert(
    fc.property(fc.array(time), fc.array(time), (first, second) => {
      const [one, other] = [fold(first), fold(second)]
      const [before, after] = [one.toJSON(), other.toJSON()]
      one.merge(after)
      other.merge(before)
      expect(one.toJSON()).toEqual(fold([...first, ...second]).toJSON())
      expect(other.toJSON()).toEqual(one.toJSON())
    }),
  )
})

test('what was written as JSON is read back the same', () => {
  const times = fold([3, 5, 5, 900])
  const read = AnswerTimes.from(JSON.parse(JSON.stringify(times)))
  expect(read.toJSON()).toEqual(times.toJSON())
  expect(read.median()).toBe(times.median())
})

test('times outside the scale count at its ends, with their true extremes', () => {
  const times = fold([0, 1e9])
  expect(times.count).toBe(2)
  expect(times.toJSON()).toMatchObject({ minMs: 0, maxMs: 1e9 })
})
