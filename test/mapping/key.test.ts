import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/json.js'
import { cells, dialects, forObjects, forTable, mistakes, object, text } from './support.js'

const { notifuse, connectif } = dialects

async function keyOf(columns: string[], row: string[], given = {}, dialect = notifuse) {
  const mapped = (await forTable(dialect, columns, given)).map(cells(...row))
  return mapped.ok ? mapped.contact.key : mapped
}

describe('the key of a CSV file', () => {
  it('is the column that comes first in the order of preference, in any case', async () => {
    expect(await keyOf(['id', 'External_ID'], ['1', 'a'])).toBe('a')
    expect(await keyOf(['ID'], ['1'])).toBe('1')
    expect(await keyOf(['ID', 'id'], ['1', '2'])).toBe('2')
    expect(await keyOf(['_email', 'EMAIL'], ['a@b.co', 'c@d.co'], {}, connectif)).toBe('c@d.co')
  })

  it('is the column that --key-column names, rather than the one that the mapping names', async () => {
    expect(await keyOf(['id', 'ref'], ['1', 'r'], { keyColumn: 'ref' })).toBe('r')
    expect(await keyOf(['id', 'ref'], ['1', 'r'], { file: 'key: ref' })).toBe('r')
    expect(await keyOf(['id', 'ref'], ['1', 'r'], { file: 'key: ref', keyColumn: 'id' })).toBe('1')
  })

  it('can be changed or put together by the mapping', async () => {
    const given = { file: 'key: {template: "{shop}-{id}", transform: lowercase}' }
    expect(await keyOf(['shop', 'id'], ['ES', '1'], given)).toBe('es-1')
    const changed = { file: 'key: {column: id, transform: [digits]}' }
    expect(await keyOf(['id'], ['A-17'], changed)).toBe('17')
  })

  it('loses the spaces around it and keeps its zeros and its case', async () => {
    expect(await keyOf(['id'], [' 007 '])).toBe('007')
    expect(await keyOf(['email'], ['\u00a0Ann@B.co\t'], {}, connectif)).toBe('Ann@B.co')
  })

  it.each([
    [['id'], [' '], {}, 'the record has no id: column "id" is empty'],
    [
      ['a', 'b'],
      ['', ''],
      { file: 'key: {template: "{a}{b}"}' },
      'the record has no id: all columns of "{a}{b}" are empty',
    ],
    [
      ['a'],
      ['x'],
      { file: 'key: {column: a, transform: digits}' },
      'the record has no id: column "a" is empty',
    ],
  ])('is missing: %j %j', async (columns, row, given, message) => {
    expect(await keyOf(columns, row, given)).toEqual({
      ok: false,
      key: undefined,
      issue: { code: 'no-key', message },
    })
  })

  it('that cannot be one is quoted in the report alone', async () => {
    expect(await keyOf(['Email'], ['ann'], {}, connectif)).toEqual({
      ok: false,
      key: 'ann',
      issue: {
        code: 'bad-key',
        field: 'Email',
        message: 'email (column "Email"): "ann" is not an email address: it has no @',
        reason: 'email (column "Email") is not an email address: it has no @',
      },
    })
    expect(await keyOf(['id'], ['a\u0007b'])).toMatchObject({
      issue: { code: 'bad-key', message: 'id: "a\\u0007b" holds a control character' },
    })
  })

  it('needs a column, and the columns there are are named', async () => {
    expect(await mistakes(forTable(notifuse, ['Name', 'Mail']))).toBe(
      text(
        'the file has no column for the id: none is called externalId or external_id or id',
        'Hint: Name it with --key-column <column>. Columns of the file: "Name", "Mail".',
      ),
    )
    expect(await mistakes(forTable(connectif, ['Name'], { keyColumn: 'nmae' }))).toBe(
      text(
        '--key-column "nmae": the file has no column "nmae"; did you mean "Name"?',
        'Hint: Columns of the file: "Name".',
      ),
    )
    expect(await mistakes(forTable(connectif, ['Mail'], { file: 'key: Email\nfields: {a: Mail}' }))).toBe(
      text(
        'mapping.yaml:1:6: the file has no column "Email"; did you mean "Mail"?',
        'Hint: Columns of the file: "Mail".',
      ),
    )
  })
})

describe('the key of NDJSON records', () => {
  async function keyIn(value: Record<string, JsonValue>, given = {}, dialect = notifuse) {
    const mapped = (await forObjects(dialect, given)).map(object(value))
    return mapped.ok ? mapped.contact.key : mapped.issue
  }

  it('is found in each record by itself, in any case', async () => {
    expect(await keyIn({ id: 'x', ExternalId: 'y' })).toBe('y')
    expect(await keyIn({ id: 'x' })).toBe('x')
  })

  it('can lie at a path', async () => {
    expect(await keyIn({ ids: { main: 'x' } }, { keyColumn: 'ids.main' })).toBe('x')
    expect(await keyIn({ ids: ['x'] }, { file: 'key: ids.0' })).toBe('x')
  })

  it('is the decimal text of a whole number', async () => {
    expect(await keyIn({ id: 42 })).toBe('42')
    expect(await keyIn({ id: -0 })).toBe('0')
    expect(await keyIn({ id: 9007199254740991 })).toBe('9007199254740991')
  })

  it.each([[2 ** 64], [1.5], [1e21]])('is no number whose digits are not certain: %s', async (id) => {
    expect(await keyIn({ id })).toEqual({
      code: 'bad-key',
      field: 'id',
      message: `id: ${JSON.stringify(id)} is a number that is not whole or too large to be exact (put it in quotes)`,
      reason: 'id is a number that is not whole or too large to be exact (put it in quotes)',
    })
  })

  it.each([[true], [['a']], [{ a: 1 }]])('is neither %j', async (id) => {
    expect(await keyIn({ id })).toMatchObject({
      code: 'bad-key',
      message: `id: ${JSON.stringify(id)} is not text`,
    })
  })

  it('is a text for Connectif, where a number is no address', async () => {
    expect(await keyIn({ email: 7 }, {}, connectif)).toMatchObject({
      code: 'bad-key',
      message: 'email: "7" is not an email address: it has no @',
    })
  })

  it('is missing where it is not there, null or empty, even if another name could be one', async () => {
    const missing = {
      code: 'no-key',
      message: 'the record has no id: none of externalId, external_id, id is there, or it is empty',
    }
    expect(await keyIn({ firstName: 'Ann' })).toEqual(missing)
    expect(await keyIn({ externalId: null, id: 'internal' })).toEqual(missing)
    expect(await keyIn({ id: '' })).toEqual(missing)
    expect(await keyIn({}, { keyColumn: 'a.b' })).toEqual({
      code: 'no-key',
      message: 'the record has no id: "a.b" is empty or not there',
    })
  })

  it('holds whole characters', async () => {
    expect(await keyIn({ id: 'a\ud800' })).toMatchObject({
      code: 'bad-key',
      message: 'id: "a\\ud800" holds half of a character',
    })
  })
})

it('a record that could not be read fails as it is', async () => {
  const issue = { code: 'ragged-row', message: 'the row has 2 cells' } as const
  const mapper = await forTable(notifuse, ['id'])
  expect(mapper.map({ kind: 'broken', row: 1, line: 2, cells: ['1', '2'], issue })).toEqual({
    ok: false,
    key: undefined,
    issue,
  })
})
