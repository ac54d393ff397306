import { describe, expect, test } from 'vitest'
import { rateHeaders, retryAfterHeader } from '../../../src/sandbox/limits/headers.js'
import { headerLies, parseLimit } from '../../../src/sandbox/limits/rule.js'

const now = Date.parse('2026-03-01T12:00:00.250Z')
const budget = { limit: 100, remaining: 98, resetAt: now + 30_000 }
const epoch = String(Date.parse('2026-03-01T12:00:31Z') / 1000)

function stated(settings: string, answers = 0): Record<string, string> {
  return rateHeaders(parseLimit(`fixed:calls=100,per=60s,${settings}`), budget, now, answers)
}

describe('what an answer states', () => {
  test.each<[string, Record<string, string>]>([
    ['headers=none', {}],
    [
      'headers=x-ratelimit',
      { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '98', 'X-RateLimit-Reset': epoch },
    ],
    [
      'headers=ratelimit,reset=delta',
      { 'RateLimit-Limit': '100', 'RateLimit-Remaining': '98', 'RateLimit-Reset': '30' },
    ],
    ['headers=combined', { RateLimit: 'limit=100, remaining=98, reset=30' }],
    ['headers=structured', { RateLimit: '"default";r=98;t=30', 'RateLimit-Policy': '"default";q=100;w=60' }],
  ])('with %s', (settings, headers) => {
    expect(stated(settings)).toEqual(headers)
  })

  test('goes by the clock of a server that is ahead', () => {
    const headers = stated('headers=x-ratelimit,skew=90s')
    expect(headers.Date).toBe('Sun, 01 Mar 2026 12:01:30 GMT')
    expect(headers['X-RateLimit-Reset']).toBe(String(Number(epoch) + 90))
  })

  test('does not shift a delta, whatever the clock', () => {
    expect(stated('headers=ratelimit,reset=delta,skew=-90s')).toEqual({
      Date: 'Sun, 01 Mar 2026 11:58:30 GMT',
      'RateLimit-Limit': '100',
      'RateLimit-Remaining': '98',
      'RateLimit-Reset': '30',
    })
  })

  test('vanishes after so many answers', () => {
    expect(Object.keys(stated('headers=ratelimit,vanish-after=2', 1))).toHaveLength(3)
    expect(stated('headers=ratelimit,vanish-after=2', 2)).toEqual({})
  })
})

describe('lies', () => {
  test.each<[(typeof headerLies)[number], string, string, string]>([
    ['generous', '100', '100', '30'],
    ['stingy', '100', '0', '30'],
    ['past', '100', '98', '-3600'],
    ['far', '100', '98', '86400'],
    ['garbage', 'some', 'a few', 'soon'],
  ])('%s', (lie, limit, remaining, reset) => {
    expect(stated(`headers=ratelimit,reset=delta,lie=${lie}`)).toEqual({
      'RateLimit-Limit': limit,
      'RateLimit-Remaining': remaining,
      'RateLimit-Reset': reset,
    })
  })

  test('none of them is forgotten here', () => {
    expect(headerLies).toHaveLength(5)
  })
})

describe('Retry-After', () => {
  test.each<[string, Record<string, string>]>([
    ['retry-after=none', {}],
    ['retry-after=seconds', { 'Retry-After': '30' }],
    ['retry-after=date', { 'Retry-After': 'Sun, 01 Mar 2026 12:00:31 GMT' }],
    ['retry-after=date,skew=90s', { 'Retry-After': 'Sun, 01 Mar 2026 12:02:01 GMT' }],
    ['retry-after=seconds,skew=90s', { 'Retry-After': '30' }],
  ])('with %s', (settings, headers) => {
    const rule = parseLimit(`fixed:calls=100,per=60s,${settings}`)
    expect(retryAfterHeader(rule, budget, now)).toEqual(headers)
  })
})
