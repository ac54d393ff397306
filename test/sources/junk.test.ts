import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openSource } from '../../src/sources/open.js'
import { failureOf, inputFolder, readAll } from './reading.js'

const folder = inputFolder()

async function failure(content: Buffer): Promise<string> {
  const path = await folder.write('contacts.csv', content)
  return (await failureOf(openSource(path, {}))).replaceAll(path, 'contacts.csv')
}

const saveAsCsv = 'Open it and save it as “CSV UTF-8”.'
const giveCsv = 'Export the contacts as CSV or NDJSON.'

describe('files of other kinds under the name of CSV', () => {
  it.each([
    ['PK\x03\x04\x14\0\x06\0[Content_Types].xml', 'an Excel workbook, not CSV', saveAsCsv],
    [
      'PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet',
      'an OpenDocument spreadsheet, not CSV',
      saveAsCsv,
    ],
    ['PK\x03\x04\x14\0contacts.csv', 'a ZIP archive', 'Unpack it first: unzip, then give the file in it.'],
    ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel workbook, not CSV', saveAsCsv],
    ['%PDF-1.7\n', 'a PDF document', giveCsv],
    ['SQLite format 3\0', 'an SQLite database', giveCsv],
    ['PAR1\x15', 'a Parquet file', giveCsv],
    ['Obj\x01\x04', 'an Avro file', giveCsv],
    ['BZh91AY&SY', 'compressed in a way that is not read here', 'Unpack it first, or pack it with gzip.'],
    ['\xfd7zXZ\0\0', 'compressed in a way that is not read here', 'Unpack it first, or pack it with gzip.'],
    [`\x89PNG\r\n\x1a\n${'\0\x01\x02\x03\x04\x05\x06\x07'.repeat(20)}`, 'binary, not text', giveCsv],
    ['\0\0\0\0\0\0\0\0id', 'binary, not text', giveCsv],
  ])('%j is called %s', async (content, kind, hint) => {
    expect(await failure(Buffer.from(content, 'latin1'))).toBe(
      `InputError: contacts.csv is ${kind}.\n${hint}`,
    )
  })

  it('are found out when they are packed as well', async () => {
    const workbook = Buffer.from('PK\x03\x04\x14\0xl/workbook.xml', 'latin1')
    expect(await failure(gzipSync(workbook))).toMatch('contacts.csv is an Excel workbook, not CSV.')
  })

  it.each([
    '<!DOCTYPE html><html>',
    '\ufeff\r\n <html xmlns="x">',
    '<table border=1>',
    '<?xml version="1.0"?>',
  ])('%j is called a web page or XML', async (content) => {
    expect(await failure(Buffer.from(content))).toBe(
      `InputError: contacts.csv is a web page or XML, not CSV or NDJSON.\n${saveAsCsv}`,
    )
  })
})

it('a stray control character does not make a text binary', async () => {
  const path = await folder.write('stray.csv', 'id,name\n1,A\0n\x1an\n')
  const { records } = await readAll(path)
  expect(records).toEqual([{ kind: 'table', row: 1, line: 2, cells: ['1', 'A\0n\x1an'] }])
})
