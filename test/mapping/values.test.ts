import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/json.js'
import { cells, dialects, forTable, outcomeOf } from './support.js'

const { notifuse, connectif } = dialects

/** What a cell becomes under a value spec, as `$set.f`; the message if it is refused. */
async function becomes(cell: string, spec: string): Promise<JsonValue | undefined> {
  const mapper = await forTable(notifuse, ['id', 'c'], { file: `profile: {$set: {f: ${spec}}}` })
  const outcome = outcomeOf(mapper.map(cells('1', cell)))
  if (typeof outcome === 'string') return outcome
  const profile = outcome.profile
  return profile === undefined ? undefined : JSON.parse(JSON.stringify(profile)).$set.f
}

describe('a value', () => {
  it.each<[string, string, JsonValue]>([
    ['007', 'c', '007'],
    ['007', '{column: c}', '007'],
    ['007', '{column: c, type: string}', '007'],
    ['007', '{column: c, type: integer}', 7],
    ['1.5', '{column: c, type: number}', 1.5],
    ['1.234,5', '{column: c, type: number, decimal: ","}', 1234.5],
    ['1.234', '{column: c, type: integer, decimal: ","}', 1234],
    ['OUI', '{column: c, type: boolean}', true],
    ['17/05/1990', '{column: c, type: date, format: dd/MM/yyyy}', '1990-05-17T00:00:00.000Z'],
    [
      '17/05/1990 10:00',
      '{column: c, type: datetime, format: dd/MM/yyyy HH:mm, timezone: Europe/Madrid}',
      '1990-05-17T08:00:00.000Z',
    ],
    ['1 mai 1990', '{column: c, type: date, format: d MMMM yyyy, locale: fr}', '1990-05-01T00:00:00.000Z'],
    [' a@b.co ', '{column: c, type: email}', 'a@b.co'],
    ['651 23 45 67', '{column: c, type: phone, country: ES}', '+34651234567'],
    ['a|b', '{column: c, type: list, separator: "|"}', ['a', 'b']],
    ['{"a":[1]}', '{column: c, type: json}', { a: [1] }],
    ['  Ann ', '{column: c, transform: trim}', 'Ann'],
    ['  ANN   LEE ', '{column: c, transform: [collapse, capitalize]}', 'Ann Lee'],
    ['x', '{value: gold}', 'gold'],
    ['x', '{value: {a: [1, true, null]}}', { a: [1, true, null] }],
    ['x', '{value: null}', null],
    ['x', '{value: ""}', ''],
    ['x', '{value: "12", type: integer}', 12],
    ['x', '{template: "<{c}>"}', '<x>'],
    ['3', '{template: "{c}0", type: integer}', 30],
  ])('%j as %s is %j', async (cell, spec, value) => {
    expect(await becomes(cell, spec)).toEqual(value)
  })

  it.each([
    [
      '1,5',
      '{column: c, type: integer}',
      '$set.f (column "c"): "1,5" is not a whole number (for a decimal comma say decimal: ",")',
    ],
    ['x', '{column: c, type: number}', '$set.f (column "c"): "x" is not a number'],
    [
      'x',
      '{column: c, type: boolean}',
      '$set.f (column "c"): "x" is neither yes nor no (true, yes, sí, oui, 1, … or false, no, non, 0, …)',
    ],
    [
      'x',
      '{column: c, type: date, format: dd/MM/yyyy}',
      '$set.f (column "c"): "x" is not a date of the format dd/MM/yyyy',
    ],
    ['x', '{column: c, type: email}', '$set.f (column "c"): "x" is not an email address: it has no @'],
    [
      'x',
      '{column: c, type: phone, country: ES}',
      '$set.f (column "c"): "x" is not a phone number of ES, nor an international one',
    ],
    ['x', '{column: c, type: json}', '$set.f (column "c"): "x" is not JSON'],
    ['x', '{template: "<{c}>", type: integer}', '$set.f: "<x>" is not a whole number'],
  ])('%j as %s fails its row, saying why', async (cell, spec, message) => {
    expect(await becomes(cell, spec)).toBe(message)
  })

  it('is cut where a message quotes it and it is long', async () => {
    const message = await becomes('x'.repeat(500), '{column: c, type: integer}')
    expect(message).toBe(`$set.f (column "c"): "${'x'.repeat(119)}… is not a whole number`)
  })
})

describe('values', () => {
  const sizes = '{column: c, transform: lowercase, values: {small: 1, large: 3, none: null, gone: "", "": 0}'

  it.each<[string, string, JsonValue | undefined]>([
    ['SMALL', `${sizes}}`, 1],
    ['none', `${sizes}}`, null],
    ['gone', `${sizes}}`, undefined],
    ['', `${sizes}}`, 0],
    ['other', `${sizes}, otherwise: 2}`, 2],
    ['other', '{column: c, values: {a: b}, otherwise: null}', null],
    ['other', '{column: c, values: {a: b}, otherwise: ""}', undefined],
    ['a', '{column: c, values: {a: "yes"}, type: boolean}', true],
    ['a', '{column: c, values: {a: "12"}, type: integer}', 12],
    ['', '{column: c, values: {a: b}, otherwise: c}', undefined],
    ['', '{column: c, values: {a: b}, otherwise: c, empty: "null"}', null],
    [
      'Football | Tennis',
      '{column: c, type: list, separator: "|", values: {Football: f1, Tennis: t1}}',
      ['f1', 't1'],
    ],
    ['a,b', '{column: c, type: list, values: {a: 1}, otherwise: 0}', [1, 0]],
  ])('make %j with %s into %j', async (cell, spec, value) => {
    expect(await becomes(cell, spec)).toEqual(value)
  })

  it('fail a row that they do not hold, naming themselves', async () => {
    expect(await becomes('medium', `${sizes}}`)).toBe(
      '$set.f (column "c"): "medium" is not one of "small", "large", "none", "gone", "", and the mapping has no otherwise',
    )
    const many = Array.from({ length: 12 }, (_, i) => `v${i}: ${i}`).join(', ')
    expect(await becomes('x', `{column: c, values: {${many}}}`)).toBe(
      '$set.f (column "c"): "x" is not one of "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", …, ' +
        'and the mapping has no otherwise',
    )
    expect(await becomes('a,x', '{column: c, type: list, values: {a: 1}}')).toBe(
      '$set.f (column "c"): "a,x" holds an item that is not one of "a", and the mapping has no otherwise',
    )
  })

  it('are checked when they are written, items of a list too', async () => {
    const file =
      'fields: {_newsletterSubscriptionStatus: {column: c, values: {yes: subscribd}}, a: {column: c, type: list, values: {x: 1}}}'
    await expect(forTable(connectif, ['email', 'c'], { file })).rejects.toThrow(
      'mapping.yaml:1:67: _newsletterSubscriptionStatus: "subscribd" is not one of subscribed, unsubscribed, none\n' +
        'mapping.yaml:1:119: a: 1 is a list of more than texts',
    )
  })
})

describe('an empty value', () => {
  it.each<[string, string, JsonValue | undefined]>([
    ['', '{column: c, empty: skip}', undefined],
    ['', '{column: c, empty: null}', null],
    ['', '{column: c, empty: "null"}', null],
    ['', '{column: c, empty: keep}', ''],
    ['  ', '{column: c, empty: "null"}', '  '],
    ['  ', '{column: c, transform: trim, empty: "null"}', null],
    ['  ', '{column: c, type: integer, empty: "null"}', null],
    ['', '{column: c, type: integer, empty: keep}', ''],
    ['', '{template: "{c}", empty: "null"}', null],
  ])('%j with %s is %j', async (cell, spec, value) => {
    expect(await becomes(cell, spec)).toEqual(value)
  })

  it('is what its own field says, rather than --empty', async () => {
    const file = 'profile: {$set: {a: {column: c, empty: keep}, b: c}, $push: {t: {column: c, empty: keep}}}'
    const mapper = await forTable(notifuse, ['id', 'c'], { file, empty: 'null' })
    expect(outcomeOf(mapper.map(cells('1', '')))).toEqual({
      id: '1',
      profile: { $set: { a: '', b: null }, $push: { t: '' } },
    })
  })
})
