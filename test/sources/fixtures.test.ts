import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SourceRecord } from '../../src/record.js'
import { surveyInput } from '../../src/sources/open.js'
import { readAll } from './reading.js'

/** What a file in `fixtures/sources` must read as: `<file>.expected.json`. */
const Expected = z.object({
  options: z.object({ encoding: z.string().optional(), delimiter: z.string().optional() }).default({}),
  format: z.enum(['csv', 'ndjson']),
  delimiter: z.string().optional(),
  encoding: z.string(),
  columns: z.array(z.string()).optional(),
  warnings: z.array(z.string()),
  records: z.array(z.unknown()),
})

const folder = join(import.meta.dirname, '../../fixtures/sources')
const suffix = '.expected.json'
const names = readdirSync(folder)
  .filter((name) => name.endsWith(suffix))
  .map((name) => name.slice(0, -suffix.length))

/** A record as the expectations write it. */
function plain(record: SourceRecord): unknown {
  const { kind, ...rest } = record
  if (record.kind !== 'broken') return rest
  const { issue, kind: _, ...place } = record
  return { ...place, broken: issue.code }
}

describe('files as the programs that people use write them', () => {
  it('are there', () => {
    expect(names.length).toBeGreaterThan(10)
  })

  it.each(names)('%s', async (name) => {
    const path = join(folder, name)
    const expected = Expected.parse(JSON.parse(readFileSync(path + suffix, 'utf8')))
    for (const size of [undefined, 1, 5]) {
      const { source, records } = await readAll(path, expected.options, size)
      expect(records.map(plain)).toEqual(expected.records)
      expect(source).toMatchObject({
        path,
        format: expected.format,
        encoding: expected.encoding,
        warnings: expected.warnings,
      })
      expect(source.columns).toEqual(expected.columns)
      expect(source.delimiter).toBe(expected.delimiter)
      expect(source.bytesRead).toBe(source.bytes)
    }
    await expect(surveyInput(path, expected.options)).resolves.toHaveProperty('digest')
  })
})
