import { expect, test } from 'vitest'
import { UsageError } from '../../../src/errors.js'
import { parseLimit } from '../../../src/sandbox/limits/rule.js'

test('a limit is read as it is typed', () => {
  const spec =
    'sliding:api=connectif,calls=40,per=1s,headers=ratelimit,reset=delta,retry-after=date,skew=-5s,vanish-after=50,lie=past,others=30,others-per=1min'
  expect(parseLimit(spec)).toEqual({
    kind: 'sliding',
    api: 'connectif',
    calls: 40,
    perMs: 1000,
    start: 'first',
    headers: 'ratelimit',
    reset: 'delta',
    retryAfter: 'date',
    skewMs: -5000,
    vanishAfter: 50,
    lie: 'past',
    others: 30,
    othersPerMs: 60_000,
  })
})

test.each([
  ['fixd:calls=1,per=1s', 'there is no limit "fixd".', 'Did you mean "fixed"?'],
  ['fixed:call=1,per=1s', 'there is no setting "call".', 'Did you mean "calls"?'],
  ['fixed:calls=1', 'needs calls and per', undefined],
  ['fixed:calls=x,per=1s', '"calls=x" has a value that cannot be read.', undefined],
  ['fixed:calls=0,per=1s', 'calls: ', undefined],
  ['fixed:calls=1,per=1s,burst=2', 'only a token bucket has a burst', undefined],
  ['fixed:calls=1,per=1s,headers=loud', 'headers: ', undefined],
])('%s is a usage error', (spec, message, hint) => {
  expect(() => parseLimit(spec)).toThrow(UsageError)
  expect(() => parseLimit(spec)).toThrow(message)
  if (hint !== undefined)
    expect(() => parseLimit(spec)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }))
})
