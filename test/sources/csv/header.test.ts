import { describe, expect, it } from 'vitest'
import { readHeader } from '../../../src/sources/csv/header.js'

function read(...cells: string[]): { columns: readonly string[]; warnings: readonly string[] } {
  return readHeader(cells, 'contacts.csv', 1)
}

describe('a header', () => {
  it('is taken as it stands, case kept', () => {
    expect(read('id', 'First Name', 'ID', '$set.plan')).toEqual({
      columns: ['id', 'First Name', 'ID', '$set.plan'],
      warnings: [],
    })
  })

  it('has padded names trimmed, with a warning', () => {
    expect(read(' id', 'Email\u00a0', 'a b')).toEqual({
      columns: ['id', 'Email', 'a b'],
      warnings: [
        'The header pads "id" with spaces: they are left out.',
        'The header pads "Email" with spaces: they are left out.',
      ],
    })
  })

  it('gives columns without a name one, with a warning', () => {
    expect(read('', 'id', ' ', 'column 3', 'email')).toEqual({
      columns: ['column 1', 'id', 'column 3 (2)', 'column 3', 'email'],
      warnings: [
        'Column 1 has no name: it is read as "column 1".',
        'Column 3 has no name: it is read as "column 3 (2)".',
      ],
    })
  })

  it('keeps both columns of a name that is there twice, with a warning', () => {
    expect(read('Email', 'Email (2)', ' Email', 'Email')).toEqual({
      columns: ['Email', 'Email (2)', 'Email (3)', 'Email (4)'],
      warnings: [
        'The header names "Email" more than once: column 3 is read as "Email (3)".',
        'The header names "Email" more than once: column 4 is read as "Email (4)".',
      ],
    })
  })

  it('loses empty names at its end, with a warning', () => {
    expect(read('id', 'email', '', ' ')).toEqual({
      columns: ['id', 'email'],
      warnings: ['The header ends with 2 empty names: rows that hold something there fail as ragged.'],
    })
    expect(read('id', '').warnings).toEqual([
      'The header ends with an empty name: rows that hold something there fail as ragged.',
    ])
  })

  it('is quoted with its control characters escaped', () => {
    expect(read('id', ' a\u001b[31m\n"b" ').warnings).toEqual([
      'The header pads "a\\u001b[31m\\n\\"b\\"" with spaces: they are left out.',
    ])
  })

  it('takes names that objects have of themselves', () => {
    expect(read('__proto__', 'constructor', '__proto__').columns).toEqual([
      '__proto__',
      'constructor',
      '__proto__ (2)',
    ])
  })
})
