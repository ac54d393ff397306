import { expect, test } from 'vitest'
import { UsageError } from '../../../src/errors.js'
import { faultNames } from '../../../src/sandbox/faults/catalogue.js'
import { parseFault } from '../../../src/sandbox/faults/rule.js'

test('a fault is read as it is typed', () => {
  expect(parseFault('reset-after:every=10,api=notifuse')).toEqual({
    fault: 'reset-after',
    every: 10,
    api: 'notifuse',
  })
  expect(parseFault('503-before:p=5%,retry-after=2s,retry-after-form=date,times=3')).toEqual({
    fault: '503-before',
    p: 0.05,
    retryAfterMs: 2000,
    retryAfterForm: 'date',
    times: 3,
  })
  expect(parseFault('422: key=a=b@example.com , after=0')).toEqual({
    fault: '422',
    key: 'a=b@example.com',
    after: 0,
  })
  expect(parseFault('redirect:status=302')).toEqual({ fault: 'redirect', status: 302 })
})

test.each(faultNames)('the name %s alone is a fault', (name) => {
  expect(parseFault(name)).toEqual({ fault: name })
})

test.each<[string, string, string?]>([
  [
    'reset-aftr:every=10',
    'fault "reset-aftr:every=10": there is no fault "reset-aftr".',
    'Did you mean "reset-after"?',
  ],
  ['', 'there is no fault "".', 'There are: reset-on-accept, '],
  ['reset-after:evry=10', 'there is no setting "evry".', 'Did you mean "every"?'],
  ['reset-after:every', '"every" has no value.', 'Write every=…'],
  ['reset-after:every=ten', '"every=ten" has a value that cannot be read.'],
  ['reset-after:every=0', 'every: '],
  ['reset-after:every=1.5', 'every: '],
  ['reset-after:every=1,every=2', '"every=2" is a second value.'],
  ['reset-after:p=150%', 'p: '],
  ['reset-after:api=sendgrid', 'api: '],
  ['reset-after:match=(', 'match: is no regular expression'],
  ['reset-after:ms=5', '"reset-after" has no ms'],
  ['redirect:status=200', 'status: '],
  ['ids-missing:api=connectif', '"ids-missing" cannot strike connectif'],
  ['reset-head:key=x', 'it takes no key'],
  ['reset-on-accept:share=0.1', 'it takes no share'],
  ['reset-on-accept:api=notifuse', 'strikes before the API is known'],
])('%j is a usage error', (spec, message, hint = '') => {
  expect(() => parseFault(spec)).toThrow(UsageError)
  expect(() => parseFault(spec)).toThrow(message)
  if (hint !== '')
    expect(() => parseFault(spec)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }))
})
