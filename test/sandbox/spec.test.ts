import { describe, expect, test } from 'vitest'
import { nearest } from '../../src/nearest.js'
import { duration, number } from '../../src/sandbox/spec.js'

test.each<[string, number | undefined]>([
  ['250', 250],
  ['250ms', 250],
  ['1.5s', 1500],
  ['-5s', -5000],
  ['2m', 120_000],
  ['1min', 60_000],
  ['1h', 3_600_000],
  ['', undefined],
  ['s', undefined],
  ['5 s', undefined],
  ['1d', undefined],
  ['1e3', undefined],
])('the duration %j is %s ms', (text, ms) => {
  expect(duration(text)).toBe(ms)
})

test.each<[string, number | undefined]>([
  ['10', 10],
  ['0.25', 0.25],
  ['25%', 0.25],
  ['-1', -1],
  ['', undefined],
  ['ten', undefined],
  ['0x10', undefined],
  ['Infinity', undefined],
])('the number %j is %s', (text, value) => {
  expect(number(text)).toBe(value)
})

describe('nearest', () => {
  const names = ['reset-before', 'reset-after', 'latency', '429']

  test.each([
    ['reset-aftr', 'reset-after'],
    ['Reset-Before', 'reset-before'],
    ['latncy', 'latency'],
    ['492', '429'],
    ['something else entirely', undefined],
    ['', undefined],
  ])('of %j is %s', (word, name) => {
    expect(nearest(word, names)).toBe(name)
  })
})
