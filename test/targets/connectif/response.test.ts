import { describe, expect, it } from 'vitest'
import type { Contact } from '../../../src/contact.js'
import { connectif } from '../../../src/targets/connectif/index.js'
import { refusal, settle } from '../../../src/targets/connectif/response.js'

function contact(email: string): Contact {
  return { record: { kind: 'object', row: 1, line: 1, value: {} }, key: email, payload: {}, replayable: true }
}

function verdict(status: number, body: string): string | undefined {
  const [first] = settle([contact('a@example.com')], { status, headers: {}, body })
  return first?.kind === 'missing' ? first.issue.code : first?.kind
}

describe('an answer to a patch', () => {
  it('inserted the contact with 201, updated it with 200', () => {
    expect(verdict(201, '{"_email":"a@example.com"}')).toBe('inserted')
    expect(verdict(200, '{"_email":"a@example.com"}')).toBe('updated')
  })

  it('accounts for the contact without naming its address', () => {
    expect(verdict(200, '{}')).toBe('updated')
  })

  it.each(['', 'ok', '<html></html>', '[]', 'null', '"a"', '{"_email":'])(
    'does not account for it with %j',
    (body) => {
      expect(verdict(200, body)).toBe('unreadable-answer')
    },
  )
})

describe('a refusal', () => {
  it('names each field at fault with its reason', () => {
    const body = JSON.stringify({
      status: 422,
      title: 'Unprocessable Entity',
      detail: 'Validation failed',
      validationErrors: [
        { path: ['_points'], reason: 'must be an integer' },
        { path: 'vip', reason: 'must be a boolean' },
      ],
    })
    expect(refusal({ status: 422, headers: {}, body })).toEqual({
      code: 'refused',
      message:
        'the API refused it with 422 (_points, vip): Validation failed; _points: must be an integer; vip: must be a boolean',
      reason: 'the API refused it with 422 (_points, vip)',
      field: '_points, vip',
    })
  })

  it('without a body is told by its status', () => {
    expect(refusal({ status: 400, headers: {}, body: '' }).message).toBe('the API refused it with 400')
  })
})

describe('the request', () => {
  it.each([
    ['ana+news@example.com', '/contacts/ana%2Bnews%40example.com'],
    ['a/b?c#d%e@example.com', '/contacts/a%2Fb%3Fc%23d%25e%40example.com'],
    ['josé@españa.es', '/contacts/jos%C3%A9%40espa%C3%B1a.es'],
  ])('has the address %s percent-encoded in its path', (email, path) => {
    expect(connectif.request([contact(email)])).toEqual({ method: 'PATCH', path, body: '{}' })
  })

  it('orders contacts by their address in lower case', () => {
    expect(connectif.orderKey('Ana@Example.COM')).toBe('ana@example.com')
  })
})
