import { expect, test } from 'vitest'
import { Reasons } from '../../../src/cli/ui/reasons.js'
import type { RunEvent } from '../../../src/delivery/events.js'

function failed(row: number, reason: string, field?: string): RunEvent {
  const issue = { code: 'refused', reason, ...(field !== undefined && { field }) } as const
  return { type: 'issue', outcome: 'failed', row, line: row + 1, issue }
}

test('alike reasons are counted together, the most frequent first, each with its first row', () => {
  const reasons = new Reasons()
  for (const event of [
    failed(3, 'too long', 'name'),
    failed(5, 'no id'),
    failed(9, 'no id'),
    failed(12, 'too long'),
  ]) {
    reasons.on(event)
  }
  expect(reasons.top(2)).toEqual([
    { outcome: 'failed', text: 'no id', rows: 2, example: { row: 5, line: 6 } },
    { outcome: 'failed', text: 'name: too long', rows: 1, example: { row: 3, line: 4 } },
  ])
})

test('a reason that names its field does not get it twice', () => {
  const reasons = new Reasons()
  reasons.on(failed(1, '$set.email is not an email address', 'email'))
  reasons.on(failed(2, 'is not an email address', 'email'))
  expect(reasons.top(5).map(({ text }) => text)).toEqual([
    '$set.email is not an email address',
    'email: is not an email address',
  ])
})

test('failed and unknown rows are told apart', () => {
  const reasons = new Reasons()
  reasons.on(failed(1, 'gone'))
  reasons.on({
    type: 'issue',
    outcome: 'unknown',
    row: 2,
    line: 3,
    issue: { code: 'timed-out', reason: 'gone' },
  })
  expect(reasons.top(5).map(({ outcome }) => outcome)).toEqual(['failed', 'unknown'])
})

test('a different reason for each of 100,000 rows takes no more memory than some thousands', () => {
  const reasons = new Reasons()
  for (let row = 1; row <= 100_000; row++) reasons.on(failed(row, `reason ${row}`))
  expect(reasons.size).toBeLessThan(2100)
  expect(reasons.top(1)).toEqual([
    {
      outcome: 'failed',
      text: 'refused, for other reasons',
      rows: 98_000,
      example: { row: 2001, line: 2002 },
    },
  ])
})
