import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WaitReason } from '../../src/delivery/pacer.js'
import { WaitsFold } from '../../src/report-html/waits.js'

test('keeps each wait with its reason, and totals by reason', () => {
  const waits = new WaitsFold()
  waits.add(0, 100, 'rate')
  waits.add(500, 1500, 'retry-after')
  waits.add(2000, 2050, 'rate')
  expect(waits.toJSON()).toEqual({
    spans: [
      { fromMs: 0, untilMs: 100, waitedMs: 100, waits: 1, reason: 'rate' },
      { fromMs: 500, untilMs: 1500, waitedMs: 1000, waits: 1, reason: 'retry-after' },
      { fromMs: 2000, untilMs: 2050, waitedMs: 50, waits: 1, reason: 'rate' },
    ],
    totals: [
      { reason: 'retry-after', waits: 1, waitedMs: 1000 },
      { reason: 'rate', waits: 2, waitedMs: 150 },
    ],
  })
})

test('a wait that is prolonged before it ends is one wait', () => {
  const waits = new WaitsFold()
  waits.add(0, 100, 'retry-after')
  waits.add(50, 300, 'retry-after')
  expect(waits.toJSON().spans).toEqual([
    { fromMs: 0, untilMs: 300, waitedMs: 300, waits: 1, reason: 'retry-after' },
  ])
})

test('a wait for another reason ends the one before it: no time counts twice', () => {
  const waits = new WaitsFold()
  waits.add(0, 100, 'budget')
  waits.add(60, 200, 'retry-after')
  expect(waits.toJSON().totals).toEqual([
    { reason: 'retry-after', waits: 1, waitedMs: 140 },
    { reason: 'budget', waits: 1, waitedMs: 60 },
  ])
})

test('a run that stops in a wait waited only until then', () => {
  const waits = new WaitsFold()
  waits.add(100, 60_000, 'budget')
  waits.cut(400)
  expect(waits.toJSON().totals).toEqual([{ reason: 'budget', waits: 1, waitedMs: 300 }])
})

test('a wait of no length is none', () => {
  const waits = new WaitsFold()
  waits.add(100, 100, 'rate')
  waits.add(200, 150, 'rate')
  expect(waits.toJSON()).toEqual({ spans: [], totals: [] })
})

test('the nearest spans are put together first, and keep how long was really waited', () => {
  const waits = new WaitsFold(2)
  waits.add(0, 100, 'rate')
  waits.add(1000, 1100, 'rate')
  waits.add(1150, 1450, 'refused')
  expect(waits.toJSON().spans).toEqual([
    { fromMs: 0, untilMs: 100, waitedMs: 100, waits: 1, reason: 'rate' },
    { fromMs: 1000, untilMs: 1450, waitedMs: 400, waits: 2, reason: 'refused' },
  ])
})

test('spans stay bounded, apart and in order; totals are kept whatever was put together', () => {
  const step = fc.record({
    pause: fc.nat(500),
    length: fc.nat(1000),
    reason: fc.constantFrom<WaitReason>('budget', 'retry-after', 'refused', 'rate'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [few, many] = [new WaitsFold(5), new WaitsFold(1000)]
      let now = 0
      for (const { pause, length, reason } of steps) {
        now += pause
        few.add(now, now + length, reason)
        many.add(now, now + length, reason)
      }
      const { spans, totals } = few.toJSON()
      expect(totals).toEqual(many.toJSON().totals)
      expect(spans.length).toBeLessThanOrEqual(5)
      const sum = (all: readonly { waitedMs: number }[]) =>
        all.reduce((total, one) => total + one.waitedMs, 0)
      expect(sum(spans)).toBe(sum(totals))
      spans.forEach((span, index) => {
        expect(span.fromMs).toBeGreaterThanOrEqual(spans[index - 1]?.untilMs ?? 0)
        expect(span.waitedMs).toBeLessThanOrEqual(span.untilMs - span.fromMs)
      })
    }),
  )
})
