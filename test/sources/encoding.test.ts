import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTranscoder, InvalidBytes } from '../../src/sources/encoding.js'
import { openSource, surveyInput } from '../../src/sources/open.js'
import { brief, failureOf, inputFolder, readAll } from './reading.js'

const folder = inputFolder()

/** Bytes of a text in UTF-16, little or big end first. */
function utf16(text: string, bigEndFirst = false): Buffer {
  const bytes = Buffer.from(text, 'utf16le')
  return bigEndFirst ? bytes.swap16() : bytes
}

describe('the encoding', () => {
  it.each([
    ['UTF-8', Buffer.from('id,name\n1,Zoë €\n'), undefined, 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeffid,name\n1,Zoë €\n'), undefined, 'utf-8'],
    ['UTF-16LE with a mark', utf16('\ufeffid,name\n1,Zoë €\n'), undefined, 'utf-16le'],
    ['UTF-16BE with a mark', utf16('\ufeffid,name\n1,Zoë €\n', true), undefined, 'utf-16be'],
    ['UTF-16LE by label', utf16('id,name\n1,Zoë €\n'), 'utf-16le', 'utf-16le'],
    ['windows-1252', Buffer.from('id,name\n1,Zo\xeb \x80\n', 'latin1'), 'windows-1252', 'windows-1252'],
    [
      'windows-1252 under another label',
      Buffer.from('id,name\n1,Zo\xeb \x80\n', 'latin1'),
      'latin1',
      'windows-1252',
    ],
    ['ISO-8859-15', Buffer.from('id,name\n1,Zo\xeb \xa4\n', 'latin1'), 'iso-8859-15', 'iso-8859-15'],
  ])('may be %s, wherever the bytes are cut', async (_, bytes, encoding, name) => {
    const path = await folder.write('encoded.csv', bytes)
    for (const size of [undefined, 1, 2, 3, 5]) {
      const { source, records } = await readAll(path, { encoding }, size)
      expect(source.encoding).toBe(name)
      expect(source.columns).toEqual(['id', 'name'])
      expect(records.map(brief)).toEqual(['1@2 1|Zoë €'])
    }
  })

  it('is what the byte order mark says, against the option, with a warning', async () => {
    const path = await folder.write('marked.csv', utf16('\ufeffid,name\n1,Zoë\n'))
    const { source, records } = await readAll(path, { encoding: 'windows-1252' })
    expect(records.map(brief)).toEqual(['1@2 1|Zoë'])
    expect(source.warnings).toEqual([
      'Its byte order mark says utf-16le: --encoding windows-1252 is passed over.',
    ])
    expect((await openSource(path, { encoding: 'utf-16' })).warnings).toEqual([])
  })

  it('holds for NDJSON as well', async () => {
    const path = await folder.write('encoded.ndjson', utf16('\ufeff{"name":"Zoë 😀"}\r\n'))
    expect((await readAll(path, {}, 3)).records.map(brief)).toEqual(['1@1 {"name":"Zoë 😀"}'])
  })

  it('cannot be one that nobody knows', async () => {
    const path = await folder.write('unknown.csv', 'id\n')
    const expected =
      'UsageError: --encoding windows-1525: there is no such encoding.\n' +
      'Common ones are utf-8, windows-1252, iso-8859-15, utf-16le, macintosh and shift_jis.'
    expect(await failureOf(openSource(path, { encoding: 'windows-1525' }))).toBe(expected)
    expect(await failureOf(surveyInput(path, { encoding: 'windows-1525' }))).toBe(expected)
  })
})

describe('bytes that are not valid', () => {
  async function surveyFailure(content: Buffer, encoding?: string): Promise<string> {
    const path = await folder.write('invalid.csv', content)
    const failures = new Set<string>()
    for (const size of [undefined, 1, 2, 7, 64]) {
      failures.add((await failureOf(surveyInput(path, { encoding }, size))).replaceAll(path, 'invalid.csv'))
    }
    expect(failures.size).toBe(1)
    return [...failures].join()
  }

  it('end the survey, naming line and label to try', async () => {
    expect(await surveyFailure(Buffer.from('id,name\r\n1,Ann\r\n2,"Zo\xeb"\r\n3,Bob\r\n', 'latin1'))).toBe(
      'InputError: invalid.csv is not valid UTF-8: see line 3.\n' +
        'Try --encoding windows-1252, which is what Excel writes on most Windows machines.',
    )
  })

  it('are found far from the beginning', async () => {
    const content = Buffer.from(`id,name\n${'1,Ann\n'.repeat(100_000)}2,Zo\xeb\n`, 'latin1')
    const path = await folder.write('far.csv', content)
    expect(await failureOf(surveyInput(path, {}))).toMatch('far.csv is not valid UTF-8: see line 100002.')
    expect(await failureOf(readAll(path))).toMatch('far.csv is not valid UTF-8: see line 100002.')
  })

  it('are one line’s fault where those before are UTF-8', async () => {
    const content = Buffer.concat([Buffer.from('id,name\n1,Zoë\n'), Buffer.from('2,Zo\xeb\n', 'latin1')])
    expect(await surveyFailure(content)).toBe(
      'InputError: invalid.csv is not valid UTF-8: see line 3.\n' +
        'The lines before it are UTF-8: mend line 3. If they look wrong, try --encoding windows-1252.',
    )
  })

  it('may be a file that is cut within a character', async () => {
    expect(await surveyFailure(Buffer.from('id,name\n1,Zoë\n2,€').subarray(0, -1))).toBe(
      'InputError: invalid.csv ends in the middle of a character, on line 3.\n' +
        'It may be cut short: download, copy or export it again.',
    )
  })

  it('break the promise of a byte order mark', async () => {
    expect(
      await surveyFailure(Buffer.concat([utf16('\ufeffid,name\n1,Zoë\n'), Buffer.from([0, 0xd8, 0x61, 0])])),
    ).toBe(
      'InputError: invalid.csv is not valid UTF-16LE: see line 3.\n' +
        'Its byte order mark promises that encoding: save it again as “CSV UTF-8”.',
    )
  })

  it('do not fit the encoding given', async () => {
    expect(await surveyFailure(Buffer.from('id,name\n1,\xff\xff\n', 'latin1'), 'shift_jis')).toBe(
      'InputError: invalid.csv is not valid SHIFT_JIS: see line 2.\n' +
        'Leave --encoding out if the file is UTF-8, or try --encoding windows-1252.',
    )
  })

  it('stand in a report of our own', async () => {
    expect(await surveyFailure(Buffer.from('name,_sync_row\nZo\xeb,4\n', 'latin1'), 'windows-1252')).toBe(
      'InputError: invalid.csv is not valid UTF-8: see line 2.\n' +
        'It is one of this tool’s own reports, which are always read as UTF-8: save it as “CSV UTF-8”.',
    )
  })

  it('of UTF-16 without a mark are named as such', async () => {
    const hint = 'InputError: invalid.csv looks like UTF-16 without a byte order mark.\nTry --encoding'
    expect(await surveyFailure(utf16('id,name\n1,Zoë\n'))).toBe(`${hint} utf-16le.`)
    expect(await surveyFailure(utf16('id,name\n1,Zoë\n', true))).toBe(`${hint} utf-16be.`)
  })
})

describe('the check of UTF-8', () => {
  it('agrees with a decoder on any bytes, wherever they are cut', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }).map((text) => new Uint8Array(Buffer.from(text))),
      fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0xff), {
        maxLength: 9,
      }),
    )
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 12 }), (content, size) => {
        const data = Buffer.from(content)
        expect(accepts(data, size)).toBe(decodes(data))
      }),
      { numRuns: 5000 },
    )
  })

  function accepts(data: Buffer, size: number): boolean {
    const check = createTranscoder('utf-8')
    try {
      for (let at = 0; at < data.length; at += size) check.push(data.subarray(at, at + size))
      check.end()
      return true
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidBytes)
      return false
    }
  }

  function decodes(data: Buffer): boolean {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(data)
      return true
    } catch {
      return false
    }
  }
})
