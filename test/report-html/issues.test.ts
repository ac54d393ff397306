import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IssueRow } from '../../src/report-html/data.js'
import { cutText, IssuesFold, recordValues } from '../../src/report-html/issues.js'
import { madeUpIssue } from './made-up.js'

function keep(fold: IssuesFold, given: Partial<IssueRow>): void {
  const { values, ...row } = madeUpIssue(given)
  fold.add(row, () => values)
}

test('rows come back in the order of the file, whole', () => {
  const issues = new IssuesFold()
  keep(issues, { row: 9 })
  keep(issues, { row: 2, outcome: 'unknown' })
  expect(issues.toJSON()).toEqual([madeUpIssue({ row: 2, outcome: 'unknown' }), madeUpIssue({ row: 9 })])
})

test('many failed rows leave room for the unknown ones, and are not even asked for their values', () => {
  const issues = new IssuesFold(3)
  let asked = 0
  for (let row = 1; row <= 100; row++) {
    const { values, ...rest } = madeUpIssue({ row })
    issues.add(rest, () => {
      asked++
      return values
    })
  }
  keep(issues, { row: 101, outcome: 'unknown' })
  expect(issues.toJSON().map(({ row }) => row)).toEqual([1, 2, 3, 101])
  expect(asked).toBe(3)
})

test('a huge value or a record of many columns is cut, and says so', () => {
  const issues = new IssuesFold()
  const values = Array.from({ length: 130 }, (_, index): [string, string] => [`c${index}`, 'x'.repeat(1000)])
  keep(issues, { values, message: 'm'.repeat(5000) })
  const [row] = issues.toJSON()
  expect(row?.values).toHaveLength(101)
  expect(row?.values[0]?.[1]).toBe(`${'x'.repeat(300)}… (700 more characters)`)
  expect(row?.values.at(-1)).toEqual(['…', '30 more columns'])
  expect(row?.message).toMatch(/^m{300}… \(4700 more characters\)$/)
})

test('a cut never splits a character in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.integer({ min: 1, max: 20 }),
      (text, longest) => {
        const cut = cutText(text, longest)
        if (text.length <= longest) expect(cut).toBe(text)
        else {
          const kept = cut.slice(0, cut.lastIndexOf('… ('))
          expect(text.startsWith(kept)).toBe(true)
          expect(kept.length).toBeLessThanOrEqual(longest)
          expect(Buffer.from(kept).toString()).toBe(kept)
        }
      },
    ),
  )
})

test('a CSV record gives its columns by name, in order, duplicates and all', () => {
  const record = { cells: ['1', '', 'b'] }
  expect(recordValues(record, ['id', 'tag', 'tag'])).toEqual([
    ['id', '1'],
    ['tag', ''],
    ['tag', 'b'],
  ])
})

test('a row with more cells than the header keeps them, numbered', () => {
  const record = { cells: ['1', '2', '3'] }
  expect(recordValues(record, ['id', ''])).toEqual([
    ['id', '1'],
    ['column 2', '2'],
    ['column 3', '3'],
  ])
})

test('an NDJSON record gives text as it is and everything else as JSON', () => {
  const value = { id: '007', profile: { $inc: { n: 1 } }, none: null }
  expect(recordValues({ value }, undefined)).toEqual([
    ['id', '007'],
    ['profile', '{"$inc":{"n":1}}'],
    ['none', 'null'],
  ])
})

test('a line that was not JSON is kept as read', () => {
  expect(recordValues({ raw: '{"id":' }, undefined)).toEqual([['as read', '{"id":']])
})
