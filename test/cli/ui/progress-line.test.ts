import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ProgressView } from '../../../src/cli/ui/progress.js'
import { progressLine, progressSentence } from '../../../src/cli/ui/progress-line.js'
import { plainStyle } from '../../../src/cli/ui/style.js'

const nothing: ProgressView = {
  done: 0,
  total: undefined,
  share: undefined,
  perSecond: undefined,
  leftMs: undefined,
  failed: 0,
  unknown: 0,
  waiting: undefined,
  finishing: undefined,
}
const underWay: ProgressView = {
  ...nothing,
  done: 12_345,
  total: { rows: 29_000, exact: false },
  share: 12_345 / 29_000,
  perSecond: 1520.4,
  leftMs: 130_000,
  failed: 3,
}
const until = new Date(2026, 0, 1, 12, 3, 10).getTime()
const waiting: ProgressView = { ...underWay, waiting: { reason: 'budget', until } }

/** As it fits a terminal of so many columns: the spinner and some room are taken off. */
function at(columns: number, view: ProgressView, unicode = true): string {
  return progressLine(view, columns - 5, plainStyle, unicode)
}

describe('the progress line', () => {
  test('at 160 columns says all', () => {
    expect(at(160, waiting)).toBe(
      "████████████░░░░░░░░░░░░░░░░░░  42%  12,345 of about 29,000 rows  2m 10s left  3 failed  waiting for the API's limit until 12:03:10",
    )
  })

  test('at 80 columns shortens what matters less', () => {
    expect(at(80, underWay)).toBe('42%  12,345 of about 29,000 rows  1,520 rows/s  2m 10s left  3 failed')
    expect(at(80, waiting)).toBe('42%  12,345 of ~29,000  2m 10s left  3 failed  API limit until 12:03:10')
  })

  test('at 40 columns keeps how far it is, what failed, and what it waits for', () => {
    expect(at(40, underWay)).toBe('42%  12,345  2m 10s left  3 failed')
    expect(at(40, waiting)).toBe('42%  3 failed  limit till 12:03:10')
  })

  test('says that it is stopping, and what it still waits for', () => {
    expect(at(80, { ...underWay, leftMs: undefined, finishing: 8 })).toContain(
      'stopping, 8 requests in flight',
    )
    expect(at(40, { ...underWay, leftMs: undefined, finishing: 1 })).toBe('42%  12,345  3 failed  stopping')
  })

  test('has a bar of plain characters where a terminal has no others', () => {
    expect(at(160, underWay, false)).toMatch(/^#{12}-{18} {2}42%/)
  })

  test('says 100% only at the end', () => {
    expect(at(80, { ...underWay, share: 0.9999 })).toContain('99%')
    expect(at(80, { ...underWay, share: 1 })).toContain('100%')
  })

  test('says rows where nothing else is known', () => {
    expect(at(80, nothing)).toBe('0 rows')
  })

  test('never takes more than its width, whatever the figures', () => {
    const figure = fc.nat({ max: 10 ** 12 })
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
    const view = fc.record<ProgressView>({
      done: figure,
      total: maybe(fc.record({ rows: figure, exact: fc.boolean() })),
      share: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
      perSecond: maybe(fc.double({ min: 0, max: 1e9, noNaN: true })),
      leftMs: maybe(figure),
      failed: figure,
      unknown: figure,
      waiting: maybe(
        fc.record({ reason: fc.constantFrom('budget', 'retry-after', 'refused', 'rate'), until: figure }),
      ),
      finishing: maybe(fc.nat({ max: 1000 })),
    })
    fc.assert(
      fc.property(view, fc.integer({ min: 0, max: 200 }), fc.boolean(), (one, width, unicode) => {
        const line = progressLine(one, width, plainStyle, unicode)
        expect(line.length).toBeLessThanOrEqual(width)
        expect(line).not.toContain('\n')
      }),
      { numRuns: 2000 },
    )
  })
})

test('a log gets the same as a sentence', () => {
  expect(progressSentence(waiting)).toBe(
    "42%, 12,345 of about 29,000 rows, 2m 10s left, 3 failed, waiting for the API's limit until 12:03:10",
  )
  expect(progressSentence(nothing)).toBe('0 rows')
})
