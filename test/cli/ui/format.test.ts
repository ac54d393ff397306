import { expect, test } from 'vitest'
import { clockTime, count, counted, shortTime, timeText } from '../../../src/cli/ui/format.js'
import { wrap } from '../../../src/cli/ui/wrap.js'

test('counts have thousands apart, whatever the locale', () => {
  expect(count(1_234_567)).toBe('1,234,567')
  expect(counted(1, 'row')).toBe('1 row')
  expect(counted(0, 'row')).toBe('0 rows')
})

test.each([
  [0, '0 ms', '0s'],
  [850, '850 ms', '1s'],
  [3210, '3.2 s', '3s'],
  [59_940, '59.9 s', '1m'],
  [59_990, '1 min', '1m'],
  [190_000, '3 min 10 s', '3m 10s'],
  [7_500_000, '2 h 5 min', '2h 5m'],
  [273_600_000, '3 d 4 h', '3d 4h'],
])('%i ms is %s, or %s', (ms, long, short) => {
  expect(timeText(ms)).toBe(long)
  expect(shortTime(ms)).toBe(short)
})

test('a time of day is on the clock of the user', () => {
  expect(clockTime(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe('03:04:05')
})

test('wrapped text keeps its words, its width and its indentation', () => {
  expect(wrap('one two three four', 11, '  ')).toEqual(['  one two', '  three', '  four'])
  expect(wrap('a-word-that-is-too-long ok', 10, '1 ')).toEqual(['1 a-word-that-is-too-long', '  ok'])
})
