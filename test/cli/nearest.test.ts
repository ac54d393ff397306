import { expect, test } from 'vitest'
import { nearest } from '../../src/cli/nearest.js'

const words = ['rate', 'report-dir', 'resend-after', 'max-failed', 'max-attempts', 'timeout']

test.each([
  ['rat', 'rate'],
  ['raet', 'rate'],
  ['RATE', 'rate'],
  ['max-faild', 'max-failed'],
  ['max_failed', 'max-failed'],
  ['reportdir', 'report-dir'],
])('%s is taken for %s', (typed, meant) => {
  expect(nearest(typed, words)).toBe(meant)
})

test.each(['x', 'frequency', ''])('%j is like none of them', (typed) => {
  expect(nearest(typed, words)).toBeUndefined()
})
