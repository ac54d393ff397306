import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomeKinds } from '../../src/outcome.js'
import { callKind, callKinds, type Timeline } from '../../src/report-html/data.js'
import { TimelineFold } from '../../src/report-html/timeline.js'

const series = fc.constantFrom(...outcomeKinds, ...callKinds)
const event = fc.record({
  at: fc.oneof(fc.nat(5_000), fc.nat(5_000_000), fc.double({ min: 0, max: 1e12, noNaN: true })),
  series,
  count: fc.nat(1_000),
})
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

function fold(events: readonly Event[], maxBuckets?: number): TimelineFold {
  const timeline = new TimelineFold(maxBuckets)
  for (const { at, series: name, count } of events) timeline.add(at, name, count)
  return timeline
}

function totals(timeline: Timeline): Record<string, number> {
  const all = Object.entries({ ...timeline.rows, ...timeline.calls })
  return Object.fromEntries(
    all.map(([name, counts]) => [name, counts.reduce((sum, count) => sum + count, 0)]),
  )
}

test('counts what happens into the bucket of its time', () => {
  const timeline = new TimelineFold()
  timeline.add(0, 'inserted', 50)
  timeline.add(124, 'inserted', 7)
  timeline.add(125, 'failed', 1)
  timeline.add(250, '429', 1)
  expect(timeline.toJSON()).toMatchObject({
    bucketMs: 125,
    endMs: 250,
    rows: { inserted: [57, 0, 0], failed: [0, 1, 0], updated: [0, 0, 0] },
    calls: { '429': [0, 0, 1], '2xx': [0, 0, 0] },
  })
})

test('is empty while nothing happened', () => {
  expect(new TimelineFold().toJSON()).toMatchObject({
    endMs: 0,
    rows: { inserted: [] },
    calls: { '2xx': [] },
  })
})

test('a run that outlasts the buckets makes them twice as wide', () => {
  const timeline = new TimelineFold(4)
  for (const at of [0, 125, 250, 375, 500]) timeline.add(at, 'updated', 1)
  expect(timeline.toJSON()).toMatchObject({ bucketMs: 250, rows: { updated: [2, 2, 1] } })
})

test('a dry time at the end is part of the timeline', () => {
  const timeline = new TimelineFold()
  timeline.add(0, 'updated', 1)
  timeline.extend(1000)
  expect(timeline.toJSON().endMs).toBe(1000)
  expect(timeline.toJSON().rows.updated).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0])
})

test('a clock that was set back, or makes no sense, loses nothing', () => {
  const timeline = new TimelineFold()
  for (const at of [1000, -500, Number.NaN, Number.POSITIVE_INFINITY]) timeline.add(at, 'updated', 1)
  expect(totals(timeline.toJSON()).updated).toBe(4)
})

test('totals are kept and buckets stay bounded, however long the run is', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const timeline = fold(events, 16).toJSON()
      const expected = totals(new TimelineFold().toJSON())
      for (const { series: name, count } of events) expected[name] = (expected[name] ?? 0) + count
      expect(totals(timeline)).toEqual(expected)
      for (const counts of Object.values(timeline.rows)) expect(counts.length).toBeLessThanOrEqual(16)
      const latest = Math.max(0, ...events.map(({ at }) => at))
      expect(timeline.endMs).toBe(latest)
    }),
  )
})

test('the order of events makes no difference', () => {
  const shuffled = fc
    .array(event)
    .chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    )
  fc.assert(
    fc.property(shuffled, ([events, others]) => {
      expect(fold(others, 16).toJSON()).toEqual(fold(events, 16).toJSON())
    }),
  )
})

test('timelines merged in either order are the timeline of all their events', () => {
  fc.assert(
    fc.property(fc.array(event), fc.array(event), (first, second) => {
      const [one, other] = [fold(first, 16), fold(second, 16)]
      const [before, after] = [one.toJSON(), other.toJSON()]
      one.merge(after)
      other.merge(before)
      expect(one.toJSON()).toEqual(other.toJSON())
      expect(one.toJSON()).toEqual(fold([...first, ...second], 16).toJSON())
    }),
  )
})

test('calls are told apart by the class of their status, 429 by itself', () => {
  expect([200, 201, 302, 400, 422, 429, 500, 503, 0].map(callKind)).toEqual([
    '2xx',
    '2xx',
    '3xx',
    '4xx',
    '4xx',
    '429',
    '5xx',
    '5xx',
    'none',
  ])
})
