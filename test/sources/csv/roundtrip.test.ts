import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputFolder, readAll } from '../reading.js'

const folder = inputFolder()

/** Cells full of what CSV must quote, and of characters of one to four bytes. */
const cell = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', '\r\n', '\\', ' ', 'a', 'é', '€', '😀'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  // Read as empty: see the reader's own tests.
  .filter((text) => text !== '\\N')

const table = fc
  .integer({ min: 2, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }))

const options = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
  quoted_empty: fc.boolean(),
  quoted_string: fc.boolean(),
  bom: fc.boolean(),
  eof: fc.boolean(),
  escape: fc.constantFrom('"', '\\'),
  // Else it leaves a CR bare in a file of LFs: mixed line ends are read, so that a bare one ends a record.
  quote_record_delimiter: fc.constant(true),
})

const chunkSize = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(256 * 1024))

/** The line that each record must be found on: line breaks before it, counted in the text itself. */
function linesOf(written: readonly string[]): number[] {
  let line = 1
  return written.map((text) => {
    const at = line
    line += text.match(/\r\n|\r|\n/g)?.length ?? 0
    return at
  })
}

describe('what csv-stringify writes', () => {
  it('is read back the same, with the right rows and lines, under any of its options', async () => {
    await fc.assert(
      fc.asyncProperty(table, options, chunkSize, async (rows, written, size) => {
        const header = Array.from({ length: rows[0]?.length ?? 2 }, (_, index) => `name ${index}`)
        // Nothing but a quote that is escaped with a backslash tells that quotes are.
        const marked = written.escape === '\\' ? [header.map(() => 'a "b" c'), ...rows] : rows
        const parts = [header, ...marked].map((row) =>
          stringify([row], { ...written, bom: false, eof: true }),
        )
        const text = stringify([header, ...marked], written)
        const { source, records } = await readAll(await folder.write('roundtrip.csv', text), {}, size)

        expect(source.columns).toEqual(header)
        expect(source.delimiter).toBe(written.delimiter)
        expect(records.map((record) => (record.kind === 'table' ? record.cells : record))).toEqual(marked)
        expect(records.map((record) => record.row)).toEqual(marked.map((_, index) => index + 1))
        expect(records.map((record) => record.line)).toEqual(linesOf(parts).slice(1))
      }),
      { numRuns: 500 },
    )
  })

  it('is read back the same in one column, where no cell is a blank line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cell), options, async (cells, { escape: _, ...written }) => {
        const text = stringify([['name'], ...cells.map((value) => [value])], {
          ...written,
          quoted_empty: true,
        })
        const path = await folder.write('column.csv', text)
        const { records } = await readAll(path, { delimiter: written.delimiter })
        expect(records.map((record) => (record.kind === 'table' ? record.cells : record))).toEqual(
          cells.map((value) => [value]),
        )
      }),
    )
  })
})
