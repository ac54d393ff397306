import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Contact } from '../../../src/contact.js'
import { refusal, settle } from '../../../src/targets/notifuse/response.js'

function contact(id: string): Contact {
  return {
    record: { kind: 'object', row: 1, line: 1, value: {} },
    key: id,
    payload: { id },
    replayable: true,
  }
}

function verdicts(ids: readonly string[], body: unknown, status = 200): string[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = { status, headers: {}, body: text }
  return settle(ids.map(contact), answer).map((verdict) =>
    verdict.kind === 'missing' ? verdict.issue.code : verdict.kind,
  )
}

describe('an answer of contacts.upsert', () => {
  it('tells each id by the array that it is in', () => {
    const body = { statusCode: 200, success: false, inserted: ['a'], updated: ['b'], failed: ['c'] }
    expect(verdicts(['a', 'b', 'c'], body)).toEqual(['inserted', 'updated', 'failed'])
  })

  it('does not account for an id that does not come back, even with success: true', () => {
    expect(verdicts(['a', 'b'], { success: true, inserted: ['a'], updated: [], failed: [] })).toEqual([
      'inserted',
      'not-accounted-for',
    ])
  })

  it('gives nothing on ids that were not sent, on repeated ids, or on entries that are no strings', () => {
    const body = { inserted: ['z', 'a', 'a', null, 7, { id: 'b' }], updated: [], failed: [null, 7, ['b']] }
    expect(verdicts(['a', 'b', '7'], body)).toEqual(['inserted', 'not-accounted-for', 'not-accounted-for'])
  })

  it('is not believed about an id that it lists both as applied and as failed', () => {
    expect(verdicts(['a', 'b'], { inserted: ['a'], updated: ['b'], failed: ['a'] })).toEqual([
      'not-accounted-for',
      'updated',
    ])
  })

  it('does not need all three arrays', () => {
    expect(verdicts(['a', 'b'], { updated: ['a'] })).toEqual(['updated', 'not-accounted-for'])
  })

  it.each([
    ['an empty body', ''],
    ['HTML', '<html>ok</html>'],
    ['cut JSON', '{"inserted": ["a"'],
    ['another shape', { data: { inserted: ['a'] } }],
    ['arrays that are none', { inserted: 'a', updated: {}, failed: 1 }],
    ['an array', ['a']],
    ['null', 'null'],
  ])('%s accounts for nothing', (_name, body) => {
    expect(verdicts(['a'], body)).toEqual(['unreadable-answer'])
  })

  it('gives one verdict a contact and never throws, whatever the body', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          { inserted: fc.anything(), updated: fc.anything(), failed: fc.anything() },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value) ?? ''),
    )
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 5 }),
        body,
        fc.constantFrom(200, 201),
        (ids, text, status) => {
          expect(verdicts(ids, text, status).length).toBe(ids.length)
        },
      ),
    )
  })
})

describe('a refusal', () => {
  const words = (status: number, body: string) => refusal({ status, headers: {}, body })

  it("is told in the API's own words, which the terminal does not show", () => {
    const body = JSON.stringify({ statusCode: 400, error: 'Bad Request', message: 'ana@@x is not an email' })
    expect(words(400, body)).toEqual({
      code: 'refused',
      message: 'the API refused it with 400: Bad Request: ana@@x is not an email',
      reason: 'the API refused it with 400',
    })
  })

  it.each(['', '<h1>413</h1>', '[]', '{"message": 5}'])('with the body %j is told by its status', (body) => {
    expect(words(413, body).message).toBe('the API refused it with 413')
  })
})
