import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/json.js'
import type { NoSuchField, TargetField } from '../../src/mapping/dialect.js'
import { connectifDialect as dialect } from '../../src/targets/connectif/dialect.js'

function find(name: string): TargetField | NoSuchField {
  const [section] = dialect.sections
  if (section === undefined) throw new Error('Connectif has a section')
  return section.field(name)
}

function problem(name: string, value: JsonValue): string | undefined {
  const field = find(name)
  return 'problem' in field ? field.problem : field.check?.(value)
}

const statuses = 'is not one of active, bounced, paused, banned'
const subscriptions = 'is not one of subscribed, unsubscribed, none'

describe('a property of Connectif', () => {
  it.each<[string, JsonValue]>([
    ['_name', 'Ann'],
    ['_surname', ''],
    ['_birthdate', '1990-05-17T00:00:00.000Z'],
    ['_birthdate', '1990-05-17T00:00:00+02:00'],
    ['_mobilePhone', '+34651234567'],
    ['_points', -3],
    ['_emailStatus', 'banned'],
    ['_mobilePhoneStatus', 'paused'],
    ['_newsletterSubscriptionStatus', 'none'],
    ['_smsSubscriptionStatus', 'unsubscribed'],
    ['sports', ['a', 'b']],
    ['sports', []],
    ['vip', true],
    ['average', 1.5],
    ['note', ''],
  ])('%s takes %j', (name, value) => {
    expect(problem(name, value)).toBeUndefined()
    expect(problem(name, null)).toBeUndefined()
  })

  it.each<[string, JsonValue, string]>([
    ['_name', 7, 'is not text'],
    ['_birthdate', '1990-05-17', 'is not an ISO 8601 date-time'],
    ['_birthdate', '', 'is not an ISO 8601 date-time'],
    ['_mobilePhone', '651234567', 'is not a phone number like +34651234567'],
    ['_mobilePhone', '+34 651 23 45 67', 'is not a phone number like +34651234567'],
    ['_mobilePhone', '+0123456789', 'is not a phone number like +34651234567'],
    ['_points', 1.5, 'is not a whole number'],
    ['_points', '3', 'is not a whole number'],
    ['_emailStatus', 'Active', statuses],
    ['_emailStatus', '', statuses],
    ['_mobilePhoneStatus', 'banned', 'is not one of active, bounced, paused'],
    ['_newsletterSubscriptionStatus', true, 'is not text'],
    ['_smsSubscriptionStatus', 'yes', subscriptions],
    ['sports', ['a', 1], 'is a list of more than texts'],
    ['sports', { a: 1 }, 'is an object, which no custom field takes'],
  ])('%s does not take %j', (name, value, says) => {
    expect(problem(name, value)).toBe(says)
  })

  it.each([
    ['a', true],
    ['favourite-sports', true],
    ['list[0](x){y}_z9', true],
    ['a'.repeat(150), true],
    ['a'.repeat(151), false],
    ['9lives', false],
    ['año', false],
    ['with space', false],
    ['a.b', false],
    ['', false],
    ['id', false],
    ['__proto__', false],
    ['_email', false],
    ['_createdAt', false],
  ])('of the name %j: %j', (name, there) => {
    expect('problem' in find(name)).toBe(!there)
  })

  it('is a set, always: nothing adds up', () => {
    expect(dialect.addsUp).toBe(false)
    expect(find('_points')).toMatchObject({ replayable: true, path: ['_points'], type: 'integer' })
  })
})

describe('the key of Connectif', () => {
  it('is an address that can stand in a URL', () => {
    expect(dialect.checkKey('Odd+/?#%@example.com')).toBeUndefined()
    expect(dialect.checkKey('ñandú@añejo.es')).toBeUndefined()
    expect(dialect.checkKey('ann')).toBe('is not an email address: it has no @')
    expect(dialect.checkKey('a\ud800@b.co')).toBe('holds half of a character')
  })

  it('is no part of the payload', () => {
    expect(dialect.base('a@b.co')).toEqual({})
  })
})
