import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { compileMapping } from '../../src/mapping/compile.js'
import type { Mapped } from '../../src/mapping/mapper.js'
import type { SourceRecord } from '../../src/record.js'
import { dialects } from './support.js'

// Each theme is an input, a mapping where it has one, and what is expected of every record, one JSON line each.
const folder = join(import.meta.dirname, '../../fixtures/mapping')

interface Input {
  readonly columns: readonly string[] | undefined
  readonly records: readonly SourceRecord[]
}

function readInput(theme: string): Input {
  const files = readdirSync(join(folder, theme))
  const text = (name: string) => readFileSync(join(folder, theme, name), 'utf8')
  if (!files.includes('input.csv')) {
    const lines = text('input.ndjson').trimEnd().split('\n')
    const records = lines.map((line, index): SourceRecord => {
      return { kind: 'object', row: index + 1, line: index + 1, value: JSON.parse(line) }
    })
    return { columns: undefined, records }
  }
  const csv = text('input.csv')
  const delimiter = csv.slice(0, csv.indexOf('\n')).includes(';') ? ';' : ','
  const [columns = [], ...rows]: string[][] = parse(csv, { delimiter })
  const records = rows.map(
    (cells, index): SourceRecord => ({ kind: 'table', row: index + 1, line: index + 2, cells }),
  )
  return { columns, records }
}

/** One line of what is expected: the payload of a record that maps well, the issue of one that does not. */
function lineOf(mapped: Mapped): string {
  if (!mapped.ok) return JSON.stringify({ key: mapped.key, ...mapped.issue })
  const { key, payload, replayable } = mapped.contact
  return JSON.stringify({ key, payload, replayable })
}

it.each(readdirSync(folder))('%s is mapped as expected', async (theme) => {
  const { columns, records } = readInput(theme)
  const files = readdirSync(join(folder, theme))
  const path = join(folder, theme, 'mapping.yaml')
  const file = files.includes('mapping.yaml') ? { path, text: readFileSync(path, 'utf8') } : undefined
  const dialect = theme.startsWith('notifuse') ? dialects.notifuse : dialects.connectif
  const format = columns === undefined ? 'ndjson' : 'csv'
  const mapper = await compileMapping({ file, assignments: [], empty: 'skip' }, { format, columns }, dialect)
  const lines = records.map((record) => lineOf(mapper.map(record)))
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(folder, theme, 'expected.ndjson'))
})
