import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../../src/sources/csv/dialect.js'
import { CsvReader } from '../../../src/sources/csv/reader.js'
import { RecordScanner } from '../../../src/sources/csv/scanner.js'
import { readWith } from '../reading.js'

const noise = fc.array(
  fc.constantFrom('"', '"', ',', '\\', ' ', 'a', 'é', '""', '",', ',"', '\\"', '😀', '\0'),
  {
    maxLength: 8,
  },
)

/** Lines of noise, each with a number of its own at some place: `<7>`. */
const lines = fc.array(fc.tuple(noise, noise, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 20 })

const dialect = fc.record<Dialect>({
  delimiter: fc.constantFrom(',', 'é'),
  escape: fc.constantFrom<Dialect['escape'][]>('"', '\\'),
})

function textOf(noisyLines: readonly [string[], string[], string][]): string {
  return noisyLines
    .map(([before, after, lineEnd], index) => `${before.join('')}<${index + 1}>${after.join('')}${lineEnd}`)
    .join('')
}

describe('whatever a file holds', () => {
  it('has every line in exactly one record', () => {
    fc.assert(
      fc.property(lines, dialect, fc.integer({ min: 1, max: 4 }), (noisyLines, how, width) => {
        const text = textOf(noisyLines)
        const records = readWith(new CsvReader(how, width, 1), text, text.length * 4 + 1)
        const found = records.flatMap((record) => {
          if (record.kind === 'object') throw new Error('A CSV file holds no objects.')
          const beyond =
            record.kind === 'broken' && record.issue.code === 'ragged-row' ? record.issue.message : ''
          const numbers = `${record.cells?.join(' ')} ${beyond}`.match(/<\d+>/g) ?? []
          expect(numbers[0]).toBe(`<${record.line}>`)
          return numbers
        })
        expect(found).toEqual(noisyLines.map((_, index) => `<${index + 1}>`))
        expect(records.map((record) => record.row)).toEqual(records.map((_, index) => index + 1))
      }),
      { numRuns: 1500 },
    )
  })

  it('is read the same wherever it is cut', () => {
    fc.assert(
      fc.property(lines, dialect, fc.integer({ min: 1, max: 30 }), (noisyLines, how, size) => {
        const text = textOf(noisyLines)
        const whole = readWith(new CsvReader(how, 3, 1), text, text.length * 4 + 1)
        expect(readWith(new CsvReader(how, 3, 1), text, size)).toEqual(whole)
      }),
      { numRuns: 1000 },
    )
  })

  it('has cells as many as the header, in every record', () => {
    fc.assert(
      fc.property(lines, dialect, fc.integer({ min: 1, max: 4 }), (noisyLines, how, width) => {
        for (const record of readWith(new CsvReader(how, width, 1), textOf(noisyLines), 64)) {
          expect(record.kind !== 'object' && record.cells).toHaveLength(width)
        }
      }),
    )
  })

  it('is parted by the scanner without a gap, at line ends only', () => {
    fc.assert(
      fc.property(lines, dialect, (noisyLines, how) => {
        const data = Buffer.from(textOf(noisyLines))
        const scanner = new RecordScanner(how)
        let breaks = 0
        for (let at = 0; at < data.length; at = scanner.end) {
          expect(scanner.scan(data, at, true)).not.toBe('more')
          expect(scanner.end).toBeGreaterThan(at)
          expect(data.toString('utf8', scanner.textEnd, scanner.end)).toMatch(/^(?:\r\n|\r|\n|)$/)
          breaks += scanner.breaks
        }
        expect(breaks).toBe(noisyLines.length)
      }),
      { numRuns: 1000 },
    )
  })
})
