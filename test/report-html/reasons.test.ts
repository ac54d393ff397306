import { expect, test } from 'vitest'
import { ReasonsFold } from '../../src/report-html/reasons.js'
import { madeUpIssue } from './made-up.js'

test('counts rows by reason, the most frequent first, with the first row as the example', () => {
  const reasons = new ReasonsFold()
  reasons.add(madeUpIssue({ row: 4, line: 5 }))
  reasons.add(madeUpIssue({ row: 7, line: 9, reason: 'is not a date' }))
  reasons.add(madeUpIssue({ row: 8, line: 10, reason: 'is not a date' }))
  expect(reasons.toJSON()).toEqual({
    list: [
      {
        outcome: 'failed',
        code: 'bad-value',
        reason: 'is not a date',
        count: 2,
        exampleRow: 7,
        exampleLine: 9,
      },
      {
        outcome: 'failed',
        code: 'bad-value',
        reason: 'is not an email',
        count: 1,
        exampleRow: 4,
        exampleLine: 5,
      },
    ],
    otherRows: 0,
  })
})

test('the same words under another code or outcome are another reason', () => {
  const reasons = new ReasonsFold()
  reasons.add(madeUpIssue({}))
  reasons.add(madeUpIssue({ code: 'refused' }))
  reasons.add(madeUpIssue({ outcome: 'unknown' }))
  expect(reasons.toJSON().list.map(({ count }) => count)).toEqual([1, 1, 1])
})

test('an API that words every refusal differently costs no memory', () => {
  const reasons = new ReasonsFold(10)
  for (let row = 1; row <= 1000; row++) reasons.add(madeUpIssue({ row, reason: `refused for ${row}` }))
  for (let row = 1; row <= 5; row++) reasons.add(madeUpIssue({ row, reason: 'refused for 3' }))
  const { list, otherRows } = reasons.toJSON()
  expect(list).toHaveLength(10)
  expect(list[0]).toMatchObject({ reason: 'refused for 3', count: 6 })
  expect(otherRows).toBe(990)
})
