import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/mapping/values/coercion.js'
import { emailProblem, toEmail } from '../../../src/mapping/values/email.js'

describe('email', () => {
  it.each([
    'ann@example.com',
    'a+b/c?#%@b.co',
    "o'neil@b.co",
    'ñandú@añejo.es',
    '用户@例子.公司',
    '"odd"@b.co',
    'a@b..c',
  ])('takes %s', (text) => {
    expect(emailProblem(text)).toBeUndefined()
  })

  it.each([
    ['ann', 'it has no @'],
    ['a@b@c.de', 'it has more than one @'],
    ['@b.co', 'nothing stands before the @'],
    ['ann@', 'nothing stands after the @'],
    ['ann@localhost', 'its domain has no dot between two parts'],
    ['ann@.co', 'its domain has no dot between two parts'],
    ['ann@b.', 'its domain has no dot between two parts'],
    ['an n@b.co', 'it holds a space or a control character'],
    ['ann\u00a0@b.co', 'it holds a space or a control character'],
    ['ann\u0000@b.co', 'it holds a space or a control character'],
  ])('refuses %j, saying why', (text, why) => {
    expect(emailProblem(text)).toBe(`is not an email address: ${why}`)
  })

  it('drops the spaces around an address and keeps its case', () => {
    expect(toEmail(' Ann@Example.com\t')).toBe('Ann@Example.com')
    expect(toEmail('ann')).toEqual(new Refusal('is not an email address: it has no @'))
    expect(toEmail(7)).toEqual(new Refusal('is not an email address'))
  })
})
