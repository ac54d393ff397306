import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerBars } from '../../src/report-html/answer-bars.js'
import { AnswerTimes } from '../../src/report-html/answer-times.js'

test('without answers there are no bars', () => {
  expect(answerBars(new AnswerTimes().toJSON())).toEqual({ edges: [], counts: [] })
})

test('every answer is in one bar, and all lie between the edges', () => {
  const time = fc.double({ min: 0.2, max: 3_000_000, noNaN: true })
  fc.assert(
    fc.property(fc.array(time, { minLength: 1 }), (times) => {
      const fold = new AnswerTimes()
      for (const ms of times) fold.add(ms)
      const { edges, counts } = answerBars(fold.toJSON())
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(times.length)
      expect(edges.length).toBe(counts.length + 1)
      expect(counts.length).toBeLessThanOrEqual(37)
      // Buckets do not hold their lower edge: rounding may put a time on it.
      expect((edges[0] ?? Number.NaN) * 0.999).toBeLessThanOrEqual(Math.min(...times))
      expect((edges.at(-1) ?? Number.NaN) * 1.001).toBeGreaterThanOrEqual(Math.max(...times))
    }),
  )
})
