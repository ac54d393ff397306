import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/json.js'
import type { MappingSection, TargetField } from '../../src/mapping/dialect.js'
import { notifuseDialect as dialect } from '../../src/targets/notifuse/dialect.js'

function section(path: string): MappingSection {
  const found = dialect.sections.find(({ at }) => at.join('.') === path)
  if (found === undefined) throw new Error(`no section ${path}`)
  return found
}

function field(path: string, name: string): TargetField {
  const found = section(path).field(name)
  if ('problem' in found) throw new Error(found.problem)
  return found
}

function problem(path: string, name: string, value: JsonValue): string | undefined {
  return field(path, name).check?.(value)
}

describe('a profile field of Notifuse', () => {
  it.each<[string, JsonValue]>([
    ['firstName', ''],
    ['lastName', '007'],
    ['address', '1 rue de Paris'],
    ['mobileNumber', '+33612345678'],
    ['avatar', 'https://example.com/a.png'],
    ['avatar', 'data:image/png;base64,AAAA'],
    ['email', 'ann@example.com'],
    ['timeZone', 'Europe/Paris'],
    ['timeZone', 'Asia/Calcutta'],
    ['timeZone', 'UTC'],
    ['language', 'fr'],
    ['language', 'FR'],
    ['country', 'FR'],
    ['latitude', -90],
    ['longitude', 180],
  ])('%s takes %j', (name, value) => {
    expect(problem('profile.$set', name, value)).toBeUndefined()
    expect(problem('profile.$set', name, null)).toBeUndefined()
  })

  it.each<[string, JsonValue, string]>([
    ['firstName', 7, 'is not text'],
    ['lastName', ['a'], 'is not text'],
    ['address', { a: 1 }, 'is not text'],
    ['mobileNumber', 336, 'is not text'],
    ['avatar', 'a.png', 'is not a URL'],
    ['avatar', 'C:\\a.png', 'is not a URL'],
    ['avatar', '', 'is not a URL'],
    ['email', 'ann', 'is not an email address: it has no @'],
    ['timeZone', 'Paris', 'is not a time zone name'],
    ['timeZone', 'europe/paris', 'is not a time zone name'],
    ['timeZone', '+01:00', 'is not a time zone name'],
    ['language', 'fra', 'is not a language code of two letters'],
    ['language', 'f1', 'is not a language code of two letters'],
    ['country', 'fr', 'is not a country code of two capital letters'],
    ['country', 'FRA', 'is not a country code of two capital letters'],
    ['latitude', '48', 'is not a number'],
    ['latitude', 90.1, 'is not between -90 and 90'],
    ['longitude', -180.1, 'is not between -180 and 180'],
  ])('%s does not take %j', (name, value, says) => {
    expect(problem('profile.$set', name, value)).toBe(says)
  })

  it('of any other name takes any JSON', () => {
    const custom = field('profile.$set', 'favourite sports')
    expect(custom).toMatchObject({ path: ['profile', '$set', 'favourite sports'], replayable: true })
    expect(custom.check).toBeUndefined()
    expect(custom.type).toBeUndefined()
  })

  it('keeps its memory of time zones bounded', () => {
    for (let i = 0; i < 3000; i++) expect(problem('profile.$set', 'timeZone', `No/Where${i}`)).toBeDefined()
    expect(problem('profile.$set', 'timeZone', 'Europe/Paris')).toBeUndefined()
  })
})

describe('the operations of Notifuse', () => {
  it('that add up cannot be sent twice', () => {
    expect(field('profile.$set', 'a').replayable).toBe(true)
    expect(field('profile.$push', 'a').replayable).toBe(false)
    expect(field('profile.$inc', 'a').replayable).toBe(false)
    expect(dialect.addsUp).toBe(true)
  })

  it.each<[string, JsonValue, string | undefined]>([
    ['profile.$push', 'x', undefined],
    ['profile.$push', 1, undefined],
    ['profile.$push', ['x'], 'is not one value, and $push adds one at a time'],
    ['profile.$push', null, 'is not one value, and $push adds one at a time'],
    ['profile.$inc', 1.5, undefined],
    ['profile.$inc', '1', 'is not a number'],
    ['profile.$inc', null, 'is not a number'],
    ['createdAt', '2016-02-04T22:44:30.652Z', undefined],
    ['createdAt', '2016-02-04T22:44:30+01:00', undefined],
    ['createdAt', '2016-02-04', 'is not an ISO 8601 date-time'],
    ['createdAt', '2016-02-30T00:00:00Z', 'is not an ISO 8601 date-time'],
    ['createdAt', null, 'is not an ISO 8601 date-time'],
  ])('%s with %j: %j', (path, value, says) => {
    expect(problem(path, 'x', value)).toBe(says)
  })
})

describe('latitude and longitude', () => {
  const check = ($set: Record<string, JsonValue>) => dialect.check({ id: 'x', profile: { $set } })

  it('need each other', () => {
    expect(check({ latitude: 1, longitude: 2 })).toBeUndefined()
    expect(check({})).toBeUndefined()
    expect(check({ latitude: null, longitude: null })).toBeUndefined()
    expect(check({ latitude: 1 })).toEqual({
      code: 'bad-value',
      field: 'longitude',
      message: '$set.latitude needs $set.longitude beside it',
    })
    expect(check({ longitude: 1 })).toMatchObject({ message: '$set.longitude needs $set.latitude beside it' })
  })

  it('are not looked for where there is no profile', () => {
    expect(dialect.check({ id: 'x' })).toBeUndefined()
    expect(dialect.check({ id: 'x', profile: { $inc: { latitude: 1 } } })).toBeUndefined()
  })
})
