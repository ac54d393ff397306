import { describe, expect, it } from 'vitest'
import {
  findDelimiter,
  findEscape,
  findSeparatorLine,
  holdsNulls,
  parseDelimiter,
} from '../../../src/sources/csv/dialect.js'

describe('the delimiter', () => {
  it.each([
    ['id,name,email\n', ','],
    ['id;name;email\n', ';'],
    ['id\tname\temail\n', '\t'],
    ['id|name|email\n', '|'],
    ['email\nann@example.com\n', ','],
    ['"Doe, John";"a, b";c\n', ';'],
    ['"a ""b"", c, d, e";f\n', ';'],
    ['"two\nlines, here";f\n', ';'],
    ['\n\nid;name\n1;a,b\n', ';'],
  ])('of %j is found from the header', (text, delimiter) => {
    expect(findDelimiter(text, undefined)).toBe(delimiter)
  })

  it('is, of two that the header holds, the one that the next row holds as often', () => {
    expect(findDelimiter('Name;Price, EUR, net\nAnn;3\n', undefined)).toBe(';')
    expect(findDelimiter('Name;Price, EUR, net\r\n"Ann, Jr";3\r\n', undefined)).toBe(';')
    expect(findDelimiter('id,name;alias,email\n1,"Bob",b@example.com\n', undefined)).toBe(',')
  })

  it('is, where the rows do not tell, the one that the header holds most of', () => {
    expect(findDelimiter('a;b;c,d', undefined)).toBe(';')
    expect(findDelimiter('a;b,c', undefined)).toBe(',')
  })

  it('is what the name promises if the header has it, or has none at all', () => {
    expect(findDelimiter('a,b,c\td', '\t')).toBe('\t')
    expect(findDelimiter('email\n', '\t')).toBe('\t')
    expect(findDelimiter('a,b,c\n', '\t')).toBe(',')
  })

  it('may be given as a character, or as tab', () => {
    expect([';', '\t', '\\t', 'tab', '§', '😀'].map(parseDelimiter)).toEqual([
      ';',
      '\t',
      '\t',
      '\t',
      '§',
      '😀',
    ])
  })

  it.each(['', ';;', '"', '\n'])('cannot be %j', (text) => {
    expect(() => parseDelimiter(text)).toThrow(
      `--delimiter ${JSON.stringify(text)}: it must be one character, no quote and no line break.`,
    )
  })
})

describe('the line that Excel begins a file with', () => {
  it.each([
    ['sep=;\r\nid;name', { delimiter: ';', length: 7 }],
    ['"sep=|"\nid|name', { delimiter: '|', length: 8 }],
    ['SEP=\t\rid', { delimiter: '\t', length: 6 }],
    ['sep=§\nid', { delimiter: '§', length: 7 }],
  ])('%j names the delimiter', (text, found) => {
    expect(findSeparatorLine(text)).toEqual(found)
  })

  it.each(['sep\nid', 'sep=;;\n', 'sep=', 'id\nsep=;\n'])('is not %j', (text) => {
    expect(findSeparatorLine(text)).toBeUndefined()
  })
})

describe('the escape of quotes', () => {
  it('is a backslash where quotes in cells have one before them', () => {
    expect(findEscape('a,b\n"say \\"hi\\" now",2\n', ',')).toBe('\\')
    expect(findEscape('a;b\n"\\"hi\\"";""\n', ';')).toBe('\\')
  })

  it('is a second quote where there is any, or nothing tells', () => {
    expect(findEscape('a,b\n"say ""hi"" now",2\n', ',')).toBe('"')
    expect(findEscape('a,b\n"say ""hi"", and \\"ho\\"",2\n', ',')).toBe('"')
    expect(findEscape('a,b\n"C:\\",2\n3,"D:\\"\n', ',')).toBe('"')
    expect(findEscape('a^b\n"C:\\"^2\n', '^')).toBe('"')
    expect(findEscape('a,b\n1,2\n', ',')).toBe('"')
  })
})

describe('NULL as databases write it', () => {
  it('is a whole cell', () => {
    expect(holdsNulls('a,b\n\\N,2\n', ',')).toBe(true)
    expect(holdsNulls('a]b\n1]\\N', ']')).toBe(true)
    expect(holdsNulls('a,b\nC:\\N,\\New\n', ',')).toBe(false)
  })
})
