import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ratesOf, stepsOf } from '../../src/report-html/steps.js'
import { TimelineFold } from '../../src/report-html/timeline.js'

function timelineOf(events: readonly (readonly [at: number, rows: number])[], endMs = 0) {
  const fold = new TimelineFold()
  for (const [at, rows] of events) fold.add(at, 'updated', rows)
  if (endMs > 0) fold.extend(endMs)
  return fold.toJSON()
}

test('a run without events has no steps', () => {
  expect(stepsOf(timelineOf([]), 10).edges).toEqual([])
})

test('a run of a single moment has one step, of a millisecond', () => {
  const timeline = timelineOf([[0, 50]])
  const { edges, counts } = stepsOf(timeline, 10)
  expect(edges).toEqual([0, 1])
  expect(ratesOf(edges, counts(timeline.rows.updated))).toEqual([50_000])
})

test('the last step ends where the run does', () => {
  const { edges } = stepsOf(timelineOf([[0, 1]], 325), 10)
  expect(edges).toEqual([0, 125, 250, 325])
})

test('a sliver of a last step joins the one before, so that its rate means something', () => {
  const timeline = timelineOf([
    [0, 10],
    [130, 20],
    [255, 30],
  ])
  const { edges, counts } = stepsOf(timeline, 10)
  expect(edges).toEqual([0, 125, 255])
  expect(counts(timeline.rows.updated)).toEqual([10, 50])
})

test('a dry second is a step of nothing', () => {
  const timeline = timelineOf([
    [0, 10],
    [2000, 10],
  ])
  const { edges, counts } = stepsOf(timeline, 20)
  expect(ratesOf(edges, counts(timeline.rows.updated))).toEqual([80, ...new Array(14).fill(0), 80])
})

test('every row is in one step, and no more steps than asked for', () => {
  const event = fc.tuple(fc.nat(1_000_000), fc.nat(500))
  fc.assert(
    fc.property(fc.array(event), fc.integer({ min: 1, max: 50 }), (events, most) => {
      const timeline = timelineOf(events)
      const { edges, counts } = stepsOf(timeline, most)
      const rows = counts(timeline.rows.updated)
      expect(rows.reduce((sum, count) => sum + count, 0)).toBe(
        events.reduce((sum, [, count]) => sum + count, 0),
      )
      expect(rows.length).toBeLessThanOrEqual(most)
      expect(edges.length).toBe(rows.length === 0 ? 0 : rows.length + 1)
      expect(edges).toEqual(edges.toSorted((a, b) => a - b))
    }),
  )
})
