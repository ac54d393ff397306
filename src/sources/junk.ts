import { InputError } from '../errors.js'
import { CR, LF, TAB } from './bytes.js'

const saveAsCsv = 'Open it and save it as “CSV UTF-8”.'
const giveCsv = 'Export the contacts as CSV or NDJSON.'

/** Throws InputError for files that are no text, known by their first bytes. */
export function refuseBinary(name: string, start: Buffer): void {
  const text = start.toString('latin1')
  const found = knownKinds.find(([mark]) => mark.test(text))
  if (found) throw new InputError(`${name} is ${found[1]}.`, { hint: found[2] })
}

const knownKinds: readonly (readonly [mark: RegExp, kind: string, hint: string])[] = [
  [/^PK\x03\x04.*(?:\[Content_Types\]\.xml|xl\/)/s, 'an Excel workbook, not CSV', saveAsCsv],
  [/^PK\x03\x04.*opendocument\.spreadsheet/s, 'an OpenDocument spreadsheet, not CSV', saveAsCsv],
  [/^PK\x03\x04/, 'a ZIP archive', 'Unpack it first: unzip, then give the file in it.'],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'an old Excel workbook, not CSV', saveAsCsv],
  [/^%PDF-/, 'a PDF document', giveCsv],
  [/^SQLite format 3\0/, 'an SQLite database', giveCsv],
  [/^PAR1[\0-\x1f]/, 'a Parquet file', giveCsv],
  [/^Obj\x01/, 'an Avro file', giveCsv],
  [
    /^(?:BZh[1-9]1AY|\xfd7zXZ\0)/,
    'compressed in a way that is not read here',
    'Unpack it first, or pack it with gzip.',
  ],
]

/** Throws InputError for text that holds no records: a web page under another name, UTF-16 unseen, control bytes. */
export function refuseJunkText(name: string, head: Buffer): void {
  if (
    /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|head|body)/i.test(head.toString('latin1', 0, 256))
  ) {
    throw new InputError(`${name} is a web page or XML, not CSV or NDJSON.`, { hint: saveAsCsv })
  }
  const zeros = countZeros(head)
  if (zeros.even + zeros.odd > head.length / 4) throw hiddenUtf16(name, zeros)
  if (countControls(head) > Math.max(32, head.length / 20)) {
    throw binary(name)
  }
}

function hiddenUtf16(name: string, zeros: { even: number; odd: number }): InputError {
  if (Math.min(zeros.even, zeros.odd) > Math.max(zeros.even, zeros.odd) / 10) return binary(name)
  return new InputError(`${name} looks like UTF-16 without a byte order mark.`, {
    hint: `Try --encoding ${zeros.odd > zeros.even ? 'utf-16le' : 'utf-16be'}.`,
  })
}

function binary(name: string): InputError {
  return new InputError(`${name} is binary, not text.`, { hint: giveCsv })
}

/** Half of the bytes of Western text in UTF-16 are zeros, nearly all at odd or nearly all at even places. */
function countZeros(head: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 }
  for (let at = head.indexOf(0); at !== -1; at = head.indexOf(0, at + 1)) {
    if (at % 2 === 0) zeros.even++
    else zeros.odd++
  }
  return zeros
}

function countControls(head: Buffer): number {
  let count = 0
  for (const byte of head) {
    if (byte < 0x20 && byte !== TAB && byte !== LF && byte !== CR) count++
  }
  return count
}
