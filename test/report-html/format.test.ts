import { expect, test } from 'vitest'
import { count, counted, duration, instant, moment, percent, rate } from '../../src/report-html/format.js'

test('a count is for reading, with the number itself beside it', () => {
  expect(count(1204).text).toBe('<data value="1204">1,204</data>')
  expect(counted(1, 'row', 'rows')).toBe('1 row')
  expect(counted(0, 'row', 'rows')).toBe('0 rows')
  expect(counted(1_000_000, 'row', 'rows')).toBe('1,000,000 rows')
})

test.each([
  [0, 0, '0 %'],
  [0, 10, '0 %'],
  [10, 10, '100 %'],
  [1, 1_000_000, 'under 0.1 %'],
  [999_999, 1_000_000, 'over 99.9 %'],
  [999, 1_000, '99.9 %'],
  [1, 3, '33.3 %'],
])('a share of %i in %i reads %s', (part, all, text) => {
  expect(percent(part, all)).toBe(text)
})

test.each([
  [0, '0 s'],
  [1.26, '1.3 ms'],
  [84.4, '84 ms'],
  [999.7, '1 s'],
  [1240, '1.24 s'],
  [59_949, '59.9 s'],
  [59_990, '1 min'],
  [125_000, '2 min 5 s'],
  [3_599_900, '1 h'],
  [12_000_000, '3 h 20 min'],
  [86_400_000 * 7 + 3_600_000, '7 d 1 h'],
])('%d milliseconds read %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  [1500, 20_000, '1.5 s'],
  [0, 90_000, '0:00'],
  [7500, 90_000, '0:07.5'],
  [999.9999999, 90_000, '0:01'],
  [724_000, 3_600_000, '12:04'],
  [3_724_125, 4_000_000, '1:02:04.125'],
  [12_000_000, 86_400_000, '3 h 20 min'],
])('the point at %d milliseconds of %d reads %s', (ms, endMs, text) => {
  expect(moment(ms, endMs)).toBe(text)
})

test.each([
  [0, '0'],
  [0.0416, '0.042'],
  [1.666, '1.67'],
  [9.999, '10'],
  [84.4, '84'],
  [3950.2, '3,950'],
])('a rate of %d reads %s', (perSecond, text) => {
  expect(rate(perSecond)).toBe(text)
})

test('an instant is in UTC, and what is none is shown as it is', () => {
  expect(instant('2026-03-02T01:00:04.218Z').text).toBe(
    '<time datetime="2026-03-02T01:00:04.218Z">2026-03-02 01:00:04 UTC</time>',
  )
  expect(instant('<soon>').text).toBe('&lt;soon&gt;')
})
