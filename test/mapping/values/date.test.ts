import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Coercer,
  OptionProblem,
  Refusal,
  type TypeOptions,
} from '../../../src/mapping/values/coercion.js'
import { dateCoercer } from '../../../src/mapping/values/date.js'
import { isIsoDateTime } from '../../../src/mapping/values/iso.js'

async function coercer(kind: 'date' | 'datetime', options: TypeOptions = {}): Promise<Coercer> {
  const made = await dateCoercer(kind, options)
  if (made instanceof OptionProblem) throw new Error(made.problem)
  return made
}

describe('datetime', () => {
  it.each([
    ['2016-02-04T22:44:30.652Z', '2016-02-04T22:44:30.652Z'],
    ['2016-02-04T22:44:30Z', '2016-02-04T22:44:30.000Z'],
    ['2016-02-04', '2016-02-04T00:00:00.000Z'],
    ['2016-02-04 22:44', '2016-02-04T22:44:00.000Z'],
    ['2016-02-04 22:44:30.652123+00', '2016-02-04T22:44:30.652Z'],
    ['2016-02-04T22:44:30+02:00', '2016-02-04T20:44:30.000Z'],
    ['2016-02-04 22:44:30 -0530', '2016-02-05T04:14:30.000Z'],
    ['2016-02-04 22:44:30 UTC', '2016-02-04T22:44:30.000Z'],
    ['2016-02-04t22:44:30,5z', '2016-02-04T22:44:30.500Z'],
    [' 2016-02-29 ', '2016-02-29T00:00:00.000Z'],
    ['0099-01-01', '0099-01-01T00:00:00.000Z'],
  ])('takes %j', async (text, sent) => {
    expect((await coercer('datetime'))(text)).toBe(sent)
  })

  it.each([
    '2015-02-29',
    '2016-13-01',
    '2016-00-10',
    '2016-04-31',
    '0000-00-00',
    '0000-00-00 00:00:00',
    '2016-02-04T24:00:00Z',
    '2016-02-04T22:60:00Z',
    '2016-02-04T22:44:30+25:00',
    '2016-2-4',
    '04/02/2016',
    '20160204',
    '2016-02-04T',
    'yesterday',
    '1454625870',
    '9999-12-31T23:30:00-01:00',
  ])('refuses %j', async (text) => {
    expect((await coercer('datetime'))(text)).toEqual(
      new Refusal(
        'is not a date and time in ISO 8601 (2016-02-04T22:44:30Z), and the mapping names no other format',
      ),
    )
  })

  it('is UTC where neither the text nor the mapping names a zone, whatever zone the machine has', async () => {
    const before = process.env.TZ
    process.env.TZ = 'America/New_York'
    try {
      expect(new Date(2016, 1, 4).getTimezoneOffset()).toBe(300)
      expect((await coercer('datetime'))('2016-02-04 10:00')).toBe('2016-02-04T10:00:00.000Z')
      const read = await coercer('datetime', { format: 'dd/MM/yyyy HH:mm' })
      expect(read('04/02/2016 10:00')).toBe('2016-02-04T10:00:00.000Z')
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })

  it('counts in the zone that the mapping names, summer and winter', async () => {
    const read = await coercer('datetime', { timezone: 'Europe/Paris' })
    expect(read('2016-02-04 10:00')).toBe('2016-02-04T09:00:00.000Z')
    expect(read('2016-07-04 10:00')).toBe('2016-07-04T08:00:00.000Z')
    expect(read('2016-07-04')).toBe('2016-07-03T22:00:00.000Z')
  })

  it('lets a zone that is written win over the mapping', async () => {
    const read = await coercer('datetime', { timezone: 'Europe/Paris' })
    expect(read('2016-02-04T10:00:00Z')).toBe('2016-02-04T10:00:00.000Z')
    const formatted = await coercer('datetime', { timezone: 'Europe/Paris', format: 'dd/MM/yyyy HH:mm ZZ' })
    expect(formatted('04/02/2016 10:00 -05:00')).toBe('2016-02-04T15:00:00.000Z')
  })

  it.each([
    ['dd/MM/yyyy', '17/05/1990', '1990-05-17T00:00:00.000Z'],
    ['d/M/yyyy', '7/5/1990', '1990-05-07T00:00:00.000Z'],
    ['MM/dd/yyyy hh:mm a', '05/17/1990 01:30 PM', '1990-05-17T13:30:00.000Z'],
    ['dd/MM/yy', '17/05/90', '1990-05-17T00:00:00.000Z'],
    ['yyyyMMdd', '19900517', '1990-05-17T00:00:00.000Z'],
    ["d 'de' MMMM yyyy", '17 de May 1990', '1990-05-17T00:00:00.000Z'],
    ['X', '1454625870', '2016-02-04T22:44:30.000Z'],
    ['x', '1454625870652', '2016-02-04T22:44:30.652Z'],
  ])('reads the format %s', async (format, text, sent) => {
    expect((await coercer('datetime', { format }))(text)).toBe(sent)
  })

  it('reads JSON numbers only as time since 1970', async () => {
    expect((await coercer('datetime', { format: 'X' }))(1454625870)).toBe('2016-02-04T22:44:30.000Z')
    expect((await coercer('datetime'))(1454625870)).toBeInstanceOf(Refusal)
    expect((await coercer('datetime'))(true)).toBeInstanceOf(Refusal)
  })

  it('refuses what is not of its format, naming it', async () => {
    const read = await coercer('datetime', { format: 'dd/MM/yyyy' })
    const refusal = new Refusal('is not a date and time of the format dd/MM/yyyy')
    for (const text of ['31/02/1990', '5/17/1990', '1990-05-17', '']) expect(read(text)).toEqual(refusal)
    expect((await coercer('datetime', { format: 'X' }))('x')).toEqual(
      new Refusal('is not a date and time in seconds since 1970'),
    )
    expect((await coercer('date', { format: 'x' }))('x')).toEqual(
      new Refusal('is not a date in milliseconds since 1970'),
    )
  })

  it('reads month names of the language that the mapping names', async () => {
    const spanish = await coercer('date', { format: 'd MMMM yyyy', locale: 'es' })
    expect(spanish('12 enero 2020')).toBe('2020-01-12T00:00:00.000Z')
    const french = await coercer('date', { format: 'd MMMM yyyy', locale: 'fr' })
    expect(french('1 août 2020')).toBe('2020-08-01T00:00:00.000Z')
  })
})

describe('date', () => {
  it('is the day as it is written, whatever its time and zone', async () => {
    const read = await coercer('date')
    expect(read('1990-05-17')).toBe('1990-05-17T00:00:00.000Z')
    expect(read('1990-05-17T23:30:00-05:00')).toBe('1990-05-17T00:00:00.000Z')
    const formatted = await coercer('date', { format: 'dd/MM/yyyy HH:mm ZZ' })
    expect(formatted('17/05/1990 00:30 +05:00')).toBe('1990-05-17T00:00:00.000Z')
  })

  it('is of the year that is written, however early', async () => {
    const formatted = await coercer('date', { format: 'dd/MM/yyyy' })
    expect(formatted('17/05/0090')).toBe('0090-05-17T00:00:00.000Z')
    expect((await coercer('date'))('0090-05-17')).toBe('0090-05-17T00:00:00.000Z')
  })

  it('says what it expects', async () => {
    expect((await coercer('date'))('17/05/1990')).toEqual(
      new Refusal('is not a date in ISO 8601 (2016-02-04), and the mapping names no other format'),
    )
  })
})

describe('options of a date', () => {
  it.each<[TypeOptions, string, string]>([
    [
      { format: 'DD/MM/YYYY' },
      'format',
      '"DD/MM/YYYY" is not a format: years are y and days are d; did you mean "dd/MM/yyyy"?',
    ],
    [{ format: 'dd/mm/yyyy' }, 'format', '"dd/mm/yyyy" does not say the month (MM; mm are minutes)'],
    [{ format: 'MM/yyyy' }, 'format', '"MM/yyyy" does not say the day (dd)'],
    [
      { format: 'HH:mm' },
      'format',
      '"HH:mm" does not say the year (yyyy) and the month (MM; mm are minutes) and the day (dd)',
    ],
    [
      { format: 'dd/MM/yyyy hh:mm' },
      'format',
      '"dd/MM/yyyy hh:mm" counts hours to 12: write HH, or add a for am and pm',
    ],
    [
      { timezone: 'Europe/Pari' },
      'timezone',
      '"Europe/Pari" is not a time zone like Europe/Madrid; did you mean "Europe/Paris"?',
    ],
    [{ timezone: 'CET-ish' }, 'timezone', '"CET-ish" is not a time zone like Europe/Madrid'],
    [{ format: 'X', timezone: 'Europe/Paris' }, 'timezone', 'timezone has no effect on format X'],
    [{ locale: 'es' }, 'locale', 'locale has no effect without a format that names months or days'],
    [
      { format: 'd MMM yyyy', locale: 'no such' },
      'locale',
      '"no such" is not a language tag, like en, es or fr-CA',
    ],
  ])('%j is a mistake', async (options, option, problem) => {
    expect(await dateCoercer('datetime', options)).toEqual(new OptionProblem(option, problem))
  })
})

describe('any instant', () => {
  const instants = fc.date({
    min: new Date('0002-01-01T00:00:00Z'),
    max: new Date('9998-12-31T00:00:00Z'),
    noInvalidDate: true,
  })

  it('comes back from ISO 8601 as the same instant', async () => {
    const read = await coercer('datetime')
    fc.assert(
      fc.property(instants, (instant) => {
        expect(read(instant.toISOString())).toBe(instant.toISOString())
      }),
    )
  })

  it('comes back from its zone as the same instant, written with its offset', async () => {
    const { DateTime } = await import('luxon')
    const read = await coercer('datetime', { timezone: 'Asia/Tokyo' })
    const modern = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(
        modern,
        fc.constantFrom('Europe/Madrid', 'America/Bogota', 'Asia/Kolkata'),
        (instant, zone) => {
          const written = DateTime.fromJSDate(instant, { zone }).toISO()
          expect(read(written)).toBe(instant.toISOString())
        },
      ),
    )
  })

  it('is always sent as a whole ISO 8601 date-time', async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d(:?\d\d)?)?)?$/),
    )
    for (const kind of ['date', 'datetime'] as const) {
      const read = await coercer(kind)
      fc.assert(
        fc.property(texts, (text) => {
          const sent = read(text)
          if (!(sent instanceof Refusal)) expect(isIsoDateTime(String(sent))).toBe(true)
        }),
      )
    }
  })
})
