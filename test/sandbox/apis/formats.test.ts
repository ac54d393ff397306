import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDate, isDateTime, isEmail, isInternationalPhone } from '../../../src/sandbox/apis/formats.js'

test.each([
  '2016-02-04T22:44:30.652Z',
  '2016-02-29T00:00:00Z',
  '2000-02-29T00:00:00Z',
  '1990-12-31T23:59',
  '1990-12-31T23:59:59+02:00',
  '1990-12-31T23:59:59.1-0530',
])('%s is a date-time', (text) => {
  expect(isDateTime(text)).toBe(true)
})

test.each([
  '',
  '2016-02-04',
  '2016-02-04 22:44:30Z',
  '2016-2-4T22:44:30Z',
  '2015-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2016-04-31T00:00:00Z',
  '2016-13-01T00:00:00Z',
  '2016-00-01T00:00:00Z',
  '2016-01-00T00:00:00Z',
  '2016-01-01T24:00:00Z',
  '2016-01-01T23:60:00Z',
  '2016-01-01T00:00:00+25:00',
  '2016-01-01T00:00:00Z\n',
])('%j is no date-time', (text) => {
  expect(isDateTime(text)).toBe(false)
})

test('every instant as JavaScript writes it is a date-time, and its day is a date', () => {
  const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(date, (instant) => {
      expect(isDateTime(instant.toISOString())).toBe(true)
      expect(isDate(instant.toISOString().slice(0, 10))).toBe(true)
    }),
  )
})

test.each(['a@b.c', 'ana+x@example.com', "o'neil@exämple.com", 'ñ@b.c', '"a/b"@b.c', 'a@b.'])(
  '%s is an email',
  (text) => {
    expect(isEmail(text)).toBe(true)
  },
)

test.each(['', 'a', '@b.c', 'a@', 'a@b', 'a@@b.c', 'a b@c.d', 'a@b .c', 'a@b.c\u0000'])(
  '%j is no email',
  (text) => {
    expect(isEmail(text)).toBe(false)
  },
)

test.each<[string, boolean]>([
  ['+34651234567', true],
  ['+1234567', true],
  ['+123456789012345', true],
  ['+1234567890123456', false],
  ['+123456', false],
  ['+0651234567', false],
  ['34651234567', false],
  ['+34 651234567', false],
  ['', false],
])('as an international phone %j is %s', (text, good) => {
  expect(isInternationalPhone(text)).toBe(good)
})
