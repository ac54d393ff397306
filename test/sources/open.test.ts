import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { openSource, surveyInput } from '../../src/sources/open.js'
import { brief, failureOf, inputFolder, readAll } from './reading.js'

const folder = inputFolder()

describe('the format', () => {
  const csv = 'id,email\n1,ann@example.com\n'
  const ndjson = '{"id":"1"}\n'

  it.each([
    ['a.csv', csv, 'csv'],
    ['a.TSV', 'id\temail\n1\tx\n', 'csv'],
    ['a.ndjson', ndjson, 'ndjson'],
    ['a.jsonl', ndjson, 'ndjson'],
    ['a.json', '[{"id":"1"}]', 'ndjson'],
    ['spool', csv, 'csv'],
    ['spool', `\n ${ndjson}`, 'ndjson'],
    ['spool', '[\n  {"id":"1"}]', 'ndjson'],
    ['spool', '[', 'ndjson'],
    ['spool', '[id],[email]\n1,2\n', 'csv'],
    ['a.csv', ndjson, 'csv'],
  ])('of %s holding %j is %s by name, else by content', async (name, content, format) => {
    expect((await openSource(await folder.write(name, content), {})).format).toBe(format)
  })

  it('may be given, whatever the name says', async () => {
    const path = await folder.write('b.csv', ndjson)
    const { records } = await readAll(path, { format: 'ndjson' })
    expect(records.map(brief)).toEqual(['1@1 {"id":"1"}'])
  })
})

describe('a source', () => {
  it('tells what it is', async () => {
    const path = await folder.write('tell.csv', 'id;email\n1;ann@example.com\n')
    const source = await openSource(path, {})
    expect(source).toMatchObject({
      path,
      format: 'csv',
      columns: ['id', 'email'],
      delimiter: ';',
      encoding: 'utf-8',
      bytes: 27,
      bytesRead: 0,
      warnings: [],
    })
  })

  it('is called by its label where it has one', async () => {
    const path = await folder.write('spool', 'id\n')
    expect((await openSource(path, { label: 'standard input' })).path).toBe('standard input')
    const empty = await folder.write('empty-spool', '')
    expect(await failureOf(openSource(empty, { label: 'standard input' }))).toMatch(
      /^InputError: standard input is empty\./,
    )
  })

  it('may have a header and no records', async () => {
    for (const text of ['id,email', 'id,email\n', 'id,email\r\n\r\n']) {
      const { source, records } = await readAll(await folder.write('header.csv', text))
      expect(source.columns).toEqual(['id', 'email'])
      expect(records).toEqual([])
    }
  })

  it('has its header found below blank lines, and a header cell on two lines', async () => {
    const { source, records } = await readAll(await folder.write('low.csv', '\r\n  \n"i\nd",email\n1,x\n'))
    expect(source.columns).toEqual(['i\nd', 'email'])
    expect(records.map(brief)).toEqual(['1@5 1|x'])
  })

  it('reads what it must and no more', async () => {
    const path = await folder.write('long.csv', `id,email\n${'1,ann@example.com\n'.repeat(100_000)}`)
    const source = await openSource(path, {}, 1024)
    for await (const _ of source.chunks()) break
    expect(source.bytesRead).toBeGreaterThan(0)
    expect(source.bytesRead).toBeLessThan(10_000)
  })

  it('gives records in arrays of a thousand at most', async () => {
    const path = await folder.write('many.csv', `id\n${'1\n'.repeat(5000)}`)
    const sizes: number[] = []
    for await (const chunk of (await openSource(path, {})).chunks()) sizes.push(chunk.length)
    expect(Math.max(...sizes)).toBe(1000)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(5000)
  })

  it('counts the bytes of the records given out, not of the text that is read ahead', async () => {
    const text = `id\n${'12345678\n'.repeat(4000)}`
    const source = await openSource(await folder.write('thousands.csv', text), {})
    const counted: number[] = []
    for await (const _ of source.chunks()) counted.push(source.bytesRead)
    expect(counted[0]).toBeLessThan(source.bytes / 3)
    expect(counted[1]).toBeGreaterThan(source.bytes / 3)
    expect(counted.at(-1)).toBe(source.bytes)
  })

  it('counts the bytes of the file as it goes', async () => {
    const path = await folder.write('progress.csv', `id,email\n${'1,ann@example.com\n'.repeat(1000)}`)
    const source = await openSource(path, {}, 1000)
    let last = 0
    for await (const _ of source.chunks()) {
      expect(source.bytesRead).toBeGreaterThanOrEqual(last)
      last = source.bytesRead
    }
    expect(source.bytesRead).toBe(source.bytes)
  })
})

describe('--skip and --limit', () => {
  const text = 'id,email\n1,a\n\n2\n3,c\n4,d\n5,e\n'

  it.each([
    [{ skip: 2 }, ['3@5 3|c', '4@6 4|d', '5@7 5|e']],
    [{ limit: 2 }, ['1@2 1|a', '2@4 ragged-row: 2|']],
    [{ skip: 1, limit: 2 }, ['2@4 ragged-row: 2|', '3@5 3|c']],
    [{ skip: 5 }, []],
    [{ limit: 0 }, []],
    [{ skip: 4, limit: 10 }, ['5@7 5|e']],
  ])('%j keep rows and lines as they are in the file', async (options, expected) => {
    const path = await folder.write('window.csv', text)
    for (const size of [undefined, 4]) {
      expect((await readAll(path, options, size)).records.map(brief)).toEqual(expected)
    }
  })
})

describe('a file that cannot be read as a whole', () => {
  async function failure(name: string, content: string | Buffer, options = {}): Promise<string> {
    const path = await folder.write(name, content)
    return (await failureOf(openSource(path, options))).replaceAll(path, name)
  }

  it('is not there', async () => {
    const path = folder.path('missing.csv')
    expect(await failureOf(openSource(path, {}))).toBe(
      `InputError: ${path}: there is no such file.\nCheck the path, or give - to read standard input.`,
    )
    expect(await failureOf(surveyInput(path, {}))).toMatch('there is no such file')
    const below = `${await folder.write('plain.csv', 'id\n')}/contacts.csv`
    expect(await failureOf(openSource(below, {}))).toMatch('there is no such file')
  })

  it('is a folder', async () => {
    const path = folder.path('folder.csv')
    await mkdir(path)
    expect(await failureOf(openSource(path, {}))).toBe(
      `InputError: ${path} is a folder, not a file.\nName a file in it.`,
    )
  })

  it('is a pipe: it could be read but once', async () => {
    const path = folder.path('pipe.csv')
    execFileSync('/usr/bin/mkfifo', [path])
    expect(await failureOf(openSource(path, {}))).toBe(
      `InputError: ${path} is not a regular file, and the input is read more than once.\n` +
        'Give - as the file and pipe the data in.',
    )
  })

  it.each(['', '\ufeff', '\n\r\n', ' \n\t\n'])('is empty: %j', async (content) => {
    expect(await failure('empty.csv', content)).toBe(
      'InputError: empty.csv is empty.\nExport it again, or check that the right file was named.',
    )
    expect(await failure('empty.ndjson', content)).toMatch('empty.ndjson is empty.')
  })

  it('holds nothing but the line that Excel begins a file with', async () => {
    expect(await failure('sep.csv', 'sep=;\r\n\r\n')).toMatch('sep.csv is empty.')
  })

  it('opens a quote in its header that does not close', async () => {
    expect(await failure('quote.csv', '\nid,"email\n1,ann@example.com\n')).toBe(
      'InputError: quote.csv: the header on line 2 opens a quote that does not close.\n' +
        'Mend the header: a quote within a quoted name is written twice.',
    )
    expect(await failure('quote.csv', `id,"email\n${'1,ann@example.com\n'.repeat(100_000)}`)).toMatch(
      'the header on line 1 opens a quote that does not close',
    )
  })

  it('has text after a quote in its header', async () => {
    expect(await failure('stray.csv', 'id,"e"mail\n')).toBe(
      'InputError: stray.csv: the header on line 1 has text after a closing quote.\n' +
        'Mend the header: a quote within a quoted name is written twice.',
    )
  })

  it('has a header without end', async () => {
    expect(await failure('endless.csv', 'id,email,'.repeat(100_000))).toBe(
      'InputError: endless.csv: the header on line 1 does not end within 256 KiB.\n' +
        'The first line must hold the names of the columns.',
    )
  })

  it('has a header that names nothing', async () => {
    expect(await failure('nameless.csv', ',, ,""\n1,2,3,4\n')).toBe(
      'InputError: nameless.csv: the header on line 1 names no column.\n' +
        'The first line must hold the names of the columns.',
    )
  })

  it('holds one JSON object on many lines', async () => {
    expect(await failure('spread.json', '{\n  "contacts": [\n    {"id": "1"}\n  ]\n}\n')).toBe(
      'InputError: spread.json holds a JSON object spread over several lines.\n' +
        'Write one object a line, as jq -c does. An array of objects can be read as it is.',
    )
    expect(await failure('spread.json', '{"id": "1",\r\n "email": "x"}\r\n')).toMatch(
      'spread over several lines',
    )
  })

  it('but not for a first line that is cut: that is a failed row', async () => {
    const { records } = await readAll(await folder.write('cut.ndjson', '{"id":"1",\n{"id":"2"}\n'))
    expect(records.map(brief)).toEqual(['1@1 not-json: {"id":"1",', '2@2 {"id":"2"}'])
  })

  it('is asked for with a delimiter that cannot be', async () => {
    expect(await failure('d.csv', 'id\n', { delimiter: ';;' })).toBe(
      'UsageError: --delimiter ";;": it must be one character, no quote and no line break.\n' +
        'Give , or ; or | or tab. Without the option it is found from the header.',
    )
  })
})

describe('our own reports', () => {
  it('are UTF-8 with commas, whatever the options say', async () => {
    const path = await folder.write('failed.csv', 'name;x,_sync_row\n"Zoë",4\n')
    const { source, records } = await readAll(path, { delimiter: ';', encoding: 'windows-1252' })
    expect(records.map(brief)).toEqual(['1@2 Zoë|4'])
    expect(source.warnings).toEqual([
      'The input is one of this tool’s own reports, which are utf-8: --encoding windows-1252 is passed over.',
    ])
  })

  it('are so in NDJSON as well', async () => {
    const path = await folder.write('failed.ndjson', '{"name":"Zoë","_sync":{"row":4}}\n')
    const { records } = await readAll(path, { encoding: 'windows-1252' })
    expect(records.map(brief)).toEqual(['1@1 {"name":"Zoë","_sync":{"row":4}}'])
  })

  it('may come back from a spreadsheet with other delimiters', async () => {
    const path = await folder.write('mended.csv', 'name;_sync_row\r\nZo\u00eb;4\r\n')
    expect((await readAll(path)).records.map(brief)).toEqual(['1@2 Zoë|4'])
  })
})
