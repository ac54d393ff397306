import { describe, expect, it } from 'vitest'
import type { BrokenRecord } from '../../../src/record.js'
import type { Dialect } from '../../../src/sources/csv/dialect.js'
import { CsvReader } from '../../../src/sources/csv/reader.js'
import { brief, readWith } from '../reading.js'

const commas: Dialect = { delimiter: ',', escape: '"' }

/** Reads a body below a header of three columns, whole and byte by byte. */
function read(text: string, dialect = commas, width = 3): string[] {
  const whole = readWith(new CsvReader(dialect, width, 2), text, text.length + 1).map(brief)
  const inBytes = readWith(new CsvReader(dialect, width, 2), text, 1).map(brief)
  expect(inBytes).toEqual(whole)
  return whole
}

function broken(text: string, width = 3): BrokenRecord {
  const found = readWith(new CsvReader(commas, width, 2), text, text.length + 1).find(
    (record) => record.kind === 'broken',
  )
  if (found?.kind !== 'broken') throw new Error('No record is broken.')
  return found
}

describe('rows and lines', () => {
  it('counts rows from 1 and lines from where the body begins', () => {
    expect(read('a,b,c\nd,e,f\n')).toEqual(['1@2 a|b|c', '2@3 d|e|f'])
  })

  it('takes LF, CRLF and CR as line ends, mixed as they come', () => {
    expect(read('a,b,c\nd,e,f\r\ng,h,i\rj,k,l')).toEqual(['1@2 a|b|c', '2@3 d|e|f', '3@4 g|h|i', '4@5 j|k|l'])
  })

  it('passes over blank lines and counts them as lines', () => {
    expect(read('\n\r\na,b,c\n\r\r\nd,e,f\n\n')).toEqual(['1@4 a|b|c', '2@7 d|e|f'])
  })

  it('passes over lines of spaces where there are several columns', () => {
    expect(read('a,b,c\n   \nd,e,f\n')).toEqual(['1@2 a|b|c', '2@4 d|e|f'])
  })

  it('keeps lines of spaces where there is one column', () => {
    expect(read('a\n  \nb\n', commas, 1)).toEqual(['1@2 a', '2@3   ', '3@4 b'])
  })

  it('keeps a line of delimiters alone: it is a row without a value', () => {
    expect(read('a,b,c\n,,\n')).toEqual(['1@2 a|b|c', '2@3 ||'])
  })

  it('counts the line breaks inside quoted cells', () => {
    expect(read('a,"b\n\r\nb\rb",c\nd,e,f\n')).toEqual(['1@2 a|b\n\r\nb\rb|c', '2@6 d|e|f'])
  })

  it('reads a last line that does not end', () => {
    expect(read('a,b,c\nd,"e",f')).toEqual(['1@2 a|b|c', '2@3 d|e|f'])
    expect(read('a,b,c\nd,e,"f"')).toEqual(['1@2 a|b|c', '2@3 d|e|f'])
  })
})

describe('quotes', () => {
  it('reads doubled quotes, delimiters and empty cells within quotes', () => {
    expect(read('"a ""b""","c,d",""\n')).toEqual(['1@2 a "b"|c,d|'])
  })

  it('leaves a quote alone that does not begin its cell', () => {
    expect(read('5" pipe,O"Neil, "x"\n')).toEqual(['1@2 5" pipe|O"Neil| "x"'])
  })

  it('reads backslashes before quotes where the file escapes that way', () => {
    const dialect: Dialect = { delimiter: ',', escape: '\\' }
    expect(read('"a \\"b\\"","c\\\\","d\\\ne"\nx\\y,\\",z\n', dialect)).toEqual([
      '1@2 a "b"|c\\|d\ne',
      '2@4 x\\y|\\"|z',
    ])
  })

  it('leaves backslashes alone elsewhere', () => {
    expect(read('"C:\\",\\,"\\n"\n')).toEqual(['1@2 C:\\|\\|\\n'])
  })

  it('reads delimiters of more than one byte', () => {
    expect(read('a§"b§""b"§c\n', { delimiter: '§', escape: '"' })).toEqual(['1@2 a|b§"b|c'])
  })

  it('fails a row whose quoted cell goes on after its quote, and reads the next', () => {
    const text = '1,"Acme "Best" Ltd",x\n2,b,c\n'
    expect(read(text)).toEqual(['1@2 stray-quote: 1|"Acme "Best" Ltd"|x', '2@3 2|b|c'])
    expect(broken(text).issue).toEqual({
      code: 'stray-quote',
      message:
        'Line 2: text follows the closing quote of a cell. A quote within a quoted cell is written twice.',
      reason: 'text follows the closing quote of a cell',
    })
  })

  it('keeps the lines of a quoted cell with a row that has a stray quote before it', () => {
    expect(read('1,"a"b,"c\nc"\n2,b,c\n')).toEqual(['1@2 stray-quote: 1|"a"b|c\nc', '2@4 2|b|c'])
  })
})

describe('a quote that never closes', () => {
  it('fails one row, and the rest goes on', () => {
    const text = '1,"Acme,x\n2,b,c\n3,d,e\n'
    expect(read(text)).toEqual(['1@2 unclosed-quote: 1|"Acme|x', '2@3 2|b|c', '3@4 3|d|e'])
    expect(broken(text).issue).toEqual({
      code: 'unclosed-quote',
      message:
        'Line 2: a quote opens a cell and does not close. The lines after it were read as rows of their own.',
      reason: 'a quote opens a cell and does not close',
    })
  })

  it('does not take the opening quote of a later cell for its end', () => {
    expect(read('1,"Acme,x\n2,"Bob",c\n3,d,e\n')).toEqual([
      '1@2 unclosed-quote: 1|"Acme|x',
      '2@3 2|Bob|c',
      '3@4 3|d|e',
    ])
  })

  it('keeps what stands in its line beyond the header in the last cell', () => {
    expect(read('1,"Doe, John, Jr,x\n2,b,c\n')).toEqual([
      '1@2 unclosed-quote: 1|"Doe| John, Jr,x',
      '2@3 2|b|c',
    ])
  })

  it('fails the last line where that has it', () => {
    expect(read('1,a,b\n2,"c')).toEqual(['1@2 1|a|b', '2@3 unclosed-quote: 2|"c|'])
  })

  it('costs little more the second time: a file of them is read to its end', () => {
    const lines = 30_000
    const records = readWith(new CsvReader(commas, 3, 1), 'a",b,"c\n'.repeat(lines), 64 * 1024)
    expect(records.map((record) => record.line)).toEqual(
      Array.from({ length: lines }, (_, index) => index + 1),
    )
    expect(new Set(records.map((record) => record.kind === 'broken' && record.issue.code))).toEqual(
      new Set(['unclosed-quote']),
    )
  })

  it('is given up after 1 MiB, wherever the text is cut', () => {
    const filler = 'x,y,z\n'.repeat(300_000)
    const records = readWith(new CsvReader(commas, 3, 2), `1,"open,x\n${filler}`, 256 * 1024)
    expect(records).toHaveLength(300_001)
    expect(records.slice(0, 2).map(brief)).toEqual(['1@2 unclosed-quote: 1|"open|x', '2@3 x|y|z'])
    expect(records.at(-1)?.line).toBe(300_002)
  })
})

describe('rows of another length than the header', () => {
  it('fails a row that is too short', () => {
    const text = 'a,b\nd,e,f\n'
    expect(read(text)).toEqual(['1@2 ragged-row: a|b|', '2@3 d|e|f'])
    expect(broken(text).issue).toEqual({
      code: 'ragged-row',
      message: 'Line 2: the row has 2 cells and the header 3.',
      reason: 'the row has 2 cells and the header 3',
    })
  })

  it('fails a row that is too long, and keeps what is beyond in the message', () => {
    const text = 'a,b,c,d,"e ""e"""\n'
    expect(read(text)).toEqual(['1@2 ragged-row: a|b|c'])
    expect(broken(text).issue).toEqual({
      code: 'ragged-row',
      message: 'Line 2: the row has 5 cells and the header 3. Beyond the header: "d", "e \\"e\\""',
      reason: 'the row has 5 cells and the header 3',
    })
  })

  it('quotes no more than a thousand characters of what is beyond', () => {
    expect(broken(`a,b,c,${'x'.repeat(5000)}\n`).issue.message).toBe(
      `Line 2: the row has 4 cells and the header 3. Beyond the header: "${'x'.repeat(999)}…`,
    )
  })

  it('takes a row whose cells beyond the header are all empty', () => {
    expect(read('a,b,c,,\n"d",e,f,""\n')).toEqual(['1@2 a|b|c', '2@3 d|e|f'])
  })
})

describe('records that are too long', () => {
  const long = 'x'.repeat(1024 * 1024)

  it('fails a line over 1 MiB and keeps its beginning', () => {
    const text = `a,b,c\n1,${long},3\nd,e,f\n`
    const records = readWith(new CsvReader(commas, 3, 2), text, 100_000)
    expect(records.map(brief).map((line) => line.slice(0, 30))).toEqual([
      '1@2 a|b|c',
      `2@3 record-too-long: 1|${'x'.repeat(7)}`,
      '3@4 d|e|f',
    ])
    expect(broken(text).issue).toEqual({
      code: 'record-too-long',
      message: 'Line 3: the record is longer than 1 MiB. Only its beginning is kept here.',
      reason: 'the record is longer than 1 MiB',
    })
    expect(broken(text).cells?.[1]?.length).toBe(4094)
  })

  it('does so for a quoted cell without line breaks, too, with any line end', () => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const text = `1,"${long}",3${lineEnd}d,e,f${lineEnd}`
      for (const size of [256 * 1024, 1024 * 1024 + 7]) {
        const records = readWith(new CsvReader(commas, 3, 2), text, size)
        expect(records.map((record) => record.kind)).toEqual(['broken', 'table'])
        expect(records.map((record) => record.line)).toEqual([2, 3])
      }
    }
  })
})

describe('NULL as databases write it', () => {
  it('reads \\N as an empty cell', () => {
    expect(read('\\N,b,\\N\n"x",\\N,\\Nz\n')).toEqual(['1@2 |b|', '2@3 x||\\Nz'])
  })
})
