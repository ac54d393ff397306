import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import * as unit from '../../src/cli/units.js'

function complaint(schema: z.ZodType, text: string): string | undefined {
  return schema.safeParse(text).error?.issues[0]?.message
}

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1.5h', 5_400_000],
    [' 30 s ', 30_000],
  ])('%s is %i ms', (text, ms) => {
    expect(unit.duration().parse(text)).toBe(ms)
  })

  test.each(['30', '', 's', '-5s', '5 minutes', '1h30m', '1e3s', '٣s', '999999999999s'])(
    'is not %j',
    (text) => {
      expect(complaint(unit.duration(), text)).toBe('is not a duration like 500ms, 30s, 5m, 2h, 1d or 1w')
    },
  )

  test('is not nothing, unless that means something', () => {
    expect(complaint(unit.duration(), '0s')).toBe('is no time at all')
    expect(unit.duration({ zero: true }).parse('0s')).toBe(0)
  })

  test('keeps to what a timer can hold', () => {
    expect(unit.duration({ maxDays: 24 }).parse('24d')).toBeLessThan(2 ** 31)
    expect(complaint(unit.duration({ maxDays: 24 }), '4w')).toBe('is more than 24 days')
  })
})

describe('a rate', () => {
  test('is calls in a second or a minute, or none', () => {
    expect(unit.rate().parse('10/s')).toEqual({ calls: 10, perMs: 1000 })
    expect(unit.rate().parse('100/min')).toEqual({ calls: 100, perMs: 60_000 })
    expect(unit.rate().parse('none')).toBe('none')
  })

  test.each(['10', '0/s', '1.5/s', '10/h', '-1/s', '/s', 'None at all'])('is not %j', (text) => {
    expect(complaint(unit.rate(), text)).toBe('is not a rate like 10/s, 100/min or none')
  })

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.constantFrom('s', 'min'), (calls, per) => {
        expect(unit.rate().parse(`${calls}/${per}`)).toEqual({ calls, perMs: per === 's' ? 1000 : 60_000 })
      }),
    )
  })
})

describe('a share or a number of rows', () => {
  test('tells rows from percent by the sign', () => {
    expect(unit.rowsOrPercent().parse('100')).toEqual({ rows: 100 })
    expect(unit.rowsOrPercent().parse('0')).toEqual({ rows: 0 })
    expect(unit.rowsOrPercent().parse('2.5%')).toEqual({ percent: 2.5 })
  })

  test.each(['-1', '101%', '1.5', '%', 'all'])('is not %j', (text) => {
    expect(complaint(unit.rowsOrPercent(), text)).toBe(
      'is neither a number of rows (100) nor a percentage (5%)',
    )
  })

  test('a percentage needs no sign where it can be nothing else', () => {
    expect(unit.percent({ max: 99 }).parse('10')).toBe(10)
    expect(unit.percent({ max: 99 }).parse('10%')).toBe(10)
    expect(complaint(unit.percent({ max: 99 }), '100')).toBe('is not a percentage from 0 to 99')
  })
})

describe('a URL that secrets may go to', () => {
  test.each(['https://api.example.com/v2', 'http://127.0.0.1:8080', 'http://localhost/x', 'http://[::1]:1/'])(
    'can be %s',
    (text) => {
      expect(unit.apiRoot().parse(text).href).toBe(new URL(text).href)
    },
  )

  test.each([
    [
      'http://api.example.com',
      'is neither https nor http on this machine: what is sent could be read on the way',
    ],
    [
      'http://127.0.0.1.evil.example',
      'is neither https nor http on this machine: what is sent could be read on the way',
    ],
    [
      'http://localhost.evil.example',
      'is neither https nor http on this machine: what is sent could be read on the way',
    ],
    ['ftp://127.0.0.1', 'is neither https nor http on this machine: what is sent could be read on the way'],
    ['https://me:secret@api.example.com', 'has a user or a password in it'],
    ['https://api.example.com?v=2', 'has a query or a fragment: give the root'],
    ['api.example.com', 'is not a URL'],
  ])('cannot be %s', (text, message) => {
    expect(complaint(unit.apiRoot(), text)).toBe(message)
  })

  test('keeps a query where it is no root', () => {
    expect(unit.safeUrl().parse('https://hooks.example.com/x?token=1').search).toBe('?token=1')
  })
})

test('a whole number names the range that it must be in', () => {
  expect(unit.wholeNumber({ min: 1, max: 1000 }).parse('8')).toBe(8)
  expect(complaint(unit.wholeNumber({ min: 1, max: 1000 }), '0')).toBe('is not a whole number from 1 to 1000')
  expect(complaint(unit.wholeNumber({ min: 1 }), '1.5')).toBe('is not a whole number of 1 or more')
  expect(complaint(unit.wholeNumber({ min: 0 }), '99999999999999999999')).toBe(
    'is not a whole number of 0 or more',
  )
})

test('yes and no have many names', () => {
  for (const text of ['true', 'Yes', 'ON', '1']) expect(unit.yesNo().parse(text)).toBe(true)
  for (const text of ['false', 'No', 'OFF', '0']) expect(unit.yesNo().parse(text)).toBe(false)
  expect(complaint(unit.yesNo(), 'maybe')).toBe('is neither true nor false')
})

test('a delimiter is one character, which may be a space or a tab by name', () => {
  expect(unit.oneCharacter().parse(';')).toBe(';')
  expect(unit.oneCharacter().parse(' ')).toBe(' ')
  expect(unit.oneCharacter().parse('tab')).toBe('\t')
  expect(unit.oneCharacter().parse('\\t')).toBe('\t')
  for (const text of ['', ';;', '"', '\n']) {
    expect(complaint(unit.oneCharacter(), text)).toBe('is not one character (tab for a tab)')
  }
})

test('an encoding is any label that Node knows', () => {
  expect(unit.encodingLabel().parse('windows-1252')).toBe('windows-1252')
  expect(complaint(unit.encodingLabel(), 'ansi-but-wrong')).toContain('is no encoding that Node knows')
})
