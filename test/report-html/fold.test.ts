import { expect, test } from 'vitest'
import { ReportFold } from '../../src/report-html/fold.js'
import { madeUpIssue, madeUpSummary } from './made-up.js'

const start = Date.parse('2026-03-02T01:00:00Z')
const day = 86_400_000

test('a journal told event by event becomes the data of the report', () => {
  const fold = new ReportFold()
  fold.session(start)
  fold.called(start + 100, 200, 80)
  fold.settled(start + 100, 'inserted', 49)
  const { values, ...issue } = madeUpIssue()
  fold.settled(start + 100, 'failed', 1)
  fold.issue(issue, () => values)
  fold.called(start + 200, 429, 5)
  fold.waited(start + 200, start + 1200, 'retry-after')
  fold.called(start + 1300, 0, 30_000)
  const data = fold.data(madeUpSummary({ inserted: 49, failed: 1 }))
  expect(data.timeline.endMs).toBe(1300)
  expect(data.timeline.rows.inserted.slice(0, 2)).toEqual([49, 0])
  expect(data.timeline.calls.none.at(-1)).toBe(1)
  expect(data.waits.totals).toEqual([{ reason: 'retry-after', waits: 1, waitedMs: 1000 }])
  expect(data.reasons.list).toHaveLength(1)
  expect(data.issues).toEqual([madeUpIssue()])
})

test('neither 429s nor calls without an answer count among the answer times', () => {
  const fold = new ReportFold()
  fold.session(start)
  for (const [status, ms] of [
    [200, 80],
    [422, 90],
    [429, 1],
    [0, 30_000],
  ] as const) {
    fold.called(start, status, ms)
  }
  expect(fold.data(madeUpSummary()).answers).toMatchObject({ count: 2, minMs: 80, maxMs: 90 })
})

test('the night between a stop and a resumption is no part of the run time', () => {
  const fold = new ReportFold()
  fold.session(start)
  fold.settled(start + 500, 'updated', 1)
  fold.waited(start + 500, start + 60_000, 'budget')
  fold.session(start + day)
  fold.settled(start + day + 500, 'updated', 1)
  const { timeline, waits } = fold.data(madeUpSummary())
  expect(timeline.endMs).toBe(1000)
  expect(timeline.bucketMs).toBe(125)
  expect(waits.spans).toEqual([])
})

test('a clock set back between two sessions does no harm', () => {
  const fold = new ReportFold()
  fold.session(start)
  fold.settled(start + 500, 'updated', 1)
  fold.session(start - day)
  fold.settled(start - day + 250, 'updated', 1)
  fold.settled(start - day - 5, 'updated', 1)
  const { timeline } = fold.data(madeUpSummary())
  expect(timeline.endMs).toBe(750)
  expect(timeline.rows.updated).toEqual([0, 0, 0, 0, 2, 0, 1])
})
