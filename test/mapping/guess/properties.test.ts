import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { guessMapping } from '../../../src/delivery/guess-mapping.js'
import { ContactSyncError } from '../../../src/errors.js'
import { compileMapping } from '../../../src/mapping/compile.js'
import { openSource } from '../../../src/sources/open.js'
import { targets } from '../../../src/targets/index.js'
import { tempFolder } from '../../temp.js'

const name = fc.oneof(
  fc.string({ maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom(
    'id',
    'Email',
    'Nombre',
    'tél',
    'Fecha alta',
    'lat',
    'lng',
    '_points',
    '$inc.n',
    'tags',
    '__proto__',
  ),
  fc.constantFrom(
    'constructor',
    'pays',
    'langue',
    'newsletter',
    'a.b',
    '{x}',
    'key: x',
    '#',
    '- y',
    'profile.$set.id',
  ),
)
const cell = fc.oneof(
  fc.string({ maxLength: 8, unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '1',
    '007',
    '1,5',
    '1.234',
    'yes',
    'Sí',
    'a|b',
    '17/05/1990',
    '1/2/24',
    '2020-01-01',
    'España',
  ),
  fc.constantFrom(
    'a@b.co',
    '+34651234567',
    '651234567',
    '[1]',
    '{"a":1}',
    'null',
    'subscribed',
    '99999999999999999',
  ),
)
const table = fc
  .array(name, { minLength: 1, maxLength: 6 })
  .chain((header) =>
    fc.tuple(
      fc.constant(header),
      fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), { maxLength: 8 }),
    ),
  )

/** Guesses, and tries the mapping on the whole file; undefined where the file itself, or its lack of a key, ends it. */
async function tried(
  file: string,
  target: (typeof targets)[number],
): Promise<{ told: number; failing: number } | undefined> {
  const settings = { target, file, source: {}, schema: 'x.json', lines: [] }
  const guessed = await guessMapping(settings).catch((error: unknown) => {
    if (error instanceof ContactSyncError && !/guessed mapping/.test(error.message)) return undefined
    throw error
  })
  if (guessed === undefined) return undefined
  const source = await openSource(file, {})
  const mapping = { file: { path: 'm.yaml', text: guessed.text }, assignments: [], empty: 'skip' } as const
  const mapper = await compileMapping(mapping, source, target.dialect)
  let failing = 0
  for await (const records of source.chunks()) {
    for (const record of records) if (record.kind !== 'broken' && !mapper.map(record).ok) failing++
  }
  return { told: Number(/With it, (\d+) of/.exec(guessed.text)?.[1] ?? 0), failing }
}

async function compare(name: string, text: string): Promise<void> {
  const file = join(await tempFolder(), name)
  await writeFile(file, text)
  for (const target of targets) {
    const result = await tried(file, target)
    if (result !== undefined) expect(result.failing).toBe(result.told)
  }
}

it('whatever a CSV file holds, the guess runs and tells how many rows would fail', async () => {
  await fc.assert(
    fc.asyncProperty(table, ([header, rows]) => compare('in.csv', stringify([header, ...rows]))),
    { numRuns: 150 },
  )
})

it('whatever NDJSON holds, the guess runs and tells how many rows would fail', async () => {
  const value = fc.oneof(cell, fc.jsonValue({ maxDepth: 2 }))
  const record = fc
    .dictionary(name, value, { maxKeys: 5 })
    .map((one) => ({ id: 'i1', email: 'a@b.co', ...one }))
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 6 }), (records) =>
      compare('in.ndjson', records.map((one) => `${JSON.stringify(one)}\n`).join('')),
    ),
    { numRuns: 150 },
  )
})
