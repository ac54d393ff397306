import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCells, splitQuotedCells } from '../../../src/sources/csv/cells.js'
import { RecordScanner } from '../../../src/sources/csv/scanner.js'

const noise = fc
  .array(fc.constantFrom('"', '"', ',', ',"', '",', '""', ' ', 'a', 'é', 'éé', '\n', '\r\n', '😀'), {
    maxLength: 16,
  })
  .map((parts) => parts.join(''))

/** A cell that is quoted, whatever it holds, beside two that may hold anything. */
const line = fc.tuple(noise, noise, noise).map(([before, quoted, after]) => {
  return [before, `"${quoted.replaceAll('"', '""')}"`, after].join(',')
})

describe('quoted cells', () => {
  it.each([',', 'é', ';'])('are the same that csv-parse finds, with %j between them', (delimiter) => {
    let compared = 0
    fc.assert(
      fc.property(line, (written) => {
        const data = Buffer.from(written.replaceAll(',', delimiter))
        const dialect = { delimiter, escape: '"' } as const
        const scanner = new RecordScanner(dialect)
        if (scanner.scan(data, 0, true) !== 'quoted') return
        const record = data.subarray(0, scanner.textEnd)
        compared++
        expect(splitQuotedCells(record.toString(), delimiter)).toEqual(parseCells([record], 1, dialect)[0])
      }),
      { numRuns: 2000 },
    )
    expect(compared).toBeGreaterThan(100)
  })

  it('may be empty, also at the end of the line', () => {
    expect(splitQuotedCells('"",,"a,b",', ',')).toEqual(['', '', 'a,b', ''])
  })
})
