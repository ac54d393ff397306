import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBudget } from '../../src/delivery/budget.js'

const now = Date.UTC(2026, 0, 1)
const date = new Date(now).toUTCString()
const epoch = now / 1000

const stated = (headers: Record<string, string>, status = 200, at = now) =>
  readBudget(headers, status, at).stated
const retryAfter = (value: string, headers: Record<string, string> = {}) =>
  readBudget({ 'retry-after': value, ...headers }, 429, now).retryAfterMs

describe('a stated budget', () => {
  const plain = { limit: 100, remaining: 98, resetInMs: 30_000 }

  it.each<[string, Record<string, string>]>([
    ['X-RateLimit with an epoch', limitHeaders('x-ratelimit-', String(epoch + 30))],
    ['X-RateLimit with an epoch in milliseconds', limitHeaders('x-ratelimit-', String(now + 30_000))],
    ['X-RateLimit with seconds from now', limitHeaders('X-RateLimit-', '30')],
    ['the same without the X-', limitHeaders('RateLimit-', '30')],
    ['X-Rate-Limit', limitHeaders('x-rate-limit-', '30')],
    ['one header for all', { ratelimit: 'limit=100, remaining=98, reset=30' }],
    ['the structured form', { ratelimit: '"default";r=98;t=30', 'ratelimit-policy': '"default";q=100;w=60' }],
  ])('is read from %s', (_name, headers) => {
    expect(stated(headers)).toEqual(plain)
  })

  it.each([-300, 300])("is judged by the answer's own Date when our clock is %i s off", (seconds) => {
    const headers = { ...limitHeaders('x-ratelimit-', String(epoch + 30)), date }
    expect(stated(headers, 200, now + seconds * 1000)).toEqual(plain)
  })

  it('leaves nothing after a 429 that says only when it resets', () => {
    expect(stated({ 'x-ratelimit-reset': '12' }, 429)).toEqual({
      limit: undefined,
      remaining: 0,
      resetInMs: 12_000,
    })
  })

  it('that has reset already resets now', () => {
    expect(stated(limitHeaders('x-ratelimit-', String(epoch - 30)))).toMatchObject({ resetInMs: 0 })
  })

  it.each(['', 'soon', 'NaN', String(epoch + 999_999)])('with the reset %j is not believed', (reset) => {
    expect(stated(limitHeaders('x-ratelimit-', reset))).toBeUndefined()
  })
})

describe('Retry-After', () => {
  it('is seconds, or a date', () => {
    expect(retryAfter('7')).toBe(7000)
    expect(retryAfter(new Date(now + 9000).toUTCString())).toBe(9000)
  })

  it("is judged by the answer's Date", () => {
    const serverNow = now + 3_600_000
    const headers = { date: new Date(serverNow).toUTCString() }
    expect(retryAfter(new Date(serverNow + 9000).toUTCString(), headers)).toBe(9000)
  })

  it('in the past is now, and nonsense is nothing', () => {
    expect(retryAfter(new Date(now - 9000).toUTCString())).toBe(0)
    expect(retryAfter('later')).toBeUndefined()
  })
})

it('never throws, and never gives a number that cannot be waited for', () => {
  const names = [
    'retry-after',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'ratelimit',
    'ratelimit-policy',
    'date',
  ]
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String), fc.constant(date))
  const headers = fc.dictionary(fc.constantFrom(...names), value)
  fc.assert(
    fc.property(headers, fc.constantFrom(200, 429, 503), (given, status) => {
      const read = readBudget(given, status, now)
      for (const ms of [read.retryAfterMs, read.stated?.resetInMs, read.stated?.remaining]) {
        if (ms !== undefined) expect(Number.isFinite(ms) && ms >= 0).toBe(true)
      }
    }),
  )
})

function limitHeaders(prefix: string, reset: string): Record<string, string> {
  return { [`${prefix}limit`]: '100', [`${prefix}remaining`]: '98', [`${prefix}reset`]: reset }
}
