import { describe, expect, it } from 'vitest'
import type { SourceRecord } from '../../../src/record.js'
import { LinesReader } from '../../../src/sources/ndjson/lines.js'
import { brief, readWith } from '../reading.js'

function read(text: string): SourceRecord[] {
  const whole = readWith(new LinesReader(), text, text.length + 1)
  for (const size of [1, 2, 3, 7]) expect(readWith(new LinesReader(), text, size)).toEqual(whole)
  return whole
}

describe('rows and lines', () => {
  it('counts rows and lines from 1, and passes over blank lines', () => {
    expect(read('{"a":1}\n\n  \t\n{"a":2}\n').map(brief)).toEqual(['1@1 {"a":1}', '2@4 {"a":2}'])
  })

  it('takes LF, CRLF and CR as line ends, mixed as they come', () => {
    expect(read('{"a":1}\r\n{"a":2}\r{"a":3}\n\r\n\r{"a":4}').map(brief)).toEqual([
      '1@1 {"a":1}',
      '2@2 {"a":2}',
      '3@3 {"a":3}',
      '4@6 {"a":4}',
    ])
  })

  it('reads characters of several bytes, wherever the text is cut', () => {
    expect(read('{"name":"Zoë 😀"}\n').map(brief)).toEqual(['1@1 {"name":"Zoë 😀"}'])
  })
})

describe('lines that are no record', () => {
  it('fail, are kept as they are, and the rest goes on', () => {
    const [first, second, third] = read('{"id":\n{"id":"2"}\n"x"\n')
    expect(first).toEqual({
      kind: 'broken',
      row: 1,
      line: 1,
      raw: '{"id":',
      issue: {
        code: 'not-json',
        message: 'Line 1 is not JSON: Unexpected end of JSON input.',
        reason: 'the line is not JSON',
      },
    })
    expect(second).toEqual({ kind: 'object', row: 2, line: 2, value: { id: '2' } })
    expect(third).toEqual({
      kind: 'broken',
      row: 3,
      line: 3,
      raw: '"x"',
      issue: {
        code: 'not-an-object',
        message: 'Line 3 is JSON, but a string and not an object.',
        reason: 'the line is JSON, but a string and not an object',
      },
    })
  })

  it.each([
    ['null', 'null'],
    ['[{"id":"1"}]', 'an array'],
    ['5', 'a number'],
    ['true', 'a boolean'],
  ])('%s is JSON, but %s', (text, what) => {
    const [record] = read(`${text}\n`)
    expect(record?.kind === 'broken' && record.issue.message).toBe(
      `Line 1 is JSON, but ${what} and not an object.`,
    )
  })

  it('say nothing of their content in the reason', () => {
    const [record] = read('{"email": ann@example.com}\n')
    expect(record?.kind === 'broken' && record.issue.reason).toBe('the line is not JSON')
  })

  it('are too long past 16 MiB: they fail without being held, and the rest goes on', () => {
    const text = `{"id":"1","note":"${'x'.repeat(17 * 1024 * 1024)}"}\n{"id":"2"}\n`
    const [first, second] = readWith(new LinesReader(), text, 256 * 1024)
    expect(first).toEqual({
      kind: 'broken',
      row: 1,
      line: 1,
      raw: text.slice(0, 4096),
      issue: {
        code: 'record-too-long',
        message: 'Line 1 is longer than 16 MiB. Only its beginning is kept here.',
        reason: 'the line is longer than 16 MiB',
      },
    })
    expect(second).toEqual({ kind: 'object', row: 2, line: 2, value: { id: '2' } })
  })

  it('are read whole up to there', () => {
    const note = 'x'.repeat(10 * 1024 * 1024)
    expect(readWith(new LinesReader(), `{"id":12345678901234567890,"note":"${note}"}\n`, 256 * 1024)).toEqual(
      [{ kind: 'object', row: 1, line: 1, value: { id: '12345678901234567890', note } }],
    )
  })
})
