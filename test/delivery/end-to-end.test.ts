import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { isJsonObject, type JsonValue } from '../../src/json.js'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { type Ran, runSync, type TargetName, testSandbox } from './harness.js'

/** A value as it stands in a file, and whether the API's field can take it. */
interface Cell {
  readonly value: string
  readonly fits: boolean
}

/** A record of a generated file. `shape` is what may be wrong with it as a whole. */
interface Row {
  readonly key: Cell
  readonly name: Cell
  readonly number: Cell
  readonly note: Cell
  readonly shape: 'whole' | 'short' | 'long'
}

const good = (value: string): Cell => ({ value, fits: true })
const bad = (value: string): Cell => ({ value, fits: false })

/** Whatever people type: any script, and all that CSV and JSON have to quote. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom(...'a "\',;\t\n\r\\{}<é\u2028\u00a0😀', '\r\n', '""', '=1+1'),
    maxLength: 8,
  }),
  fc.constantFrom('', 'null', '007', '1e9', 'true', '-', '__proto__', 'ﷺ', 'a'.repeat(300)),
)
const text = anyText.map(good)

/** Few, so that they come again. */
const keys: Record<TargetName, fc.Arbitrary<Cell>> = {
  notifuse: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => good(`c${n}`)) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('007', '7', 'a/b?c', '张伟', '__proto__', 'Ana', 'ana').map(good),
    },
    { weight: 1, arbitrary: fc.constantFrom('', '   ', 'a\u0007b').map(bad) },
  ),
  connectif: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => good(`c${n}@example.com`)) },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(
          'a+b@example.com',
          'a/b?c#d%@example.com',
          'Ana@example.com',
          'ana@example.com',
          'ü@exämple.com',
        )
        .map(good),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'ana', 'a b@example.com', 'ana@localhost', 'a@b@example.com').map(bad),
    },
  ),
}

const number = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '-3', '0', '').map(good) },
  { weight: 1, arbitrary: fc.constantFrom('x', '1,5', '0x1f', 'NaN').map(bad) },
)

const rowsOf = (target: TargetName, shapes: Row['shape'][]): fc.Arbitrary<Row[]> =>
  fc.array(
    fc.record({
      key: keys[target] ?? fc.constant(bad('')),
      name: text,
      number,
      note: text,
      shape: fc.oneof({ weight: 20, arbitrary: fc.constant('whole' as const) }, fc.constantFrom(...shapes)),
    }),
    { minLength: 1, maxLength: 90 },
  )

/** The columns of each target, in the order of `cellsOf`. */
const columns: Record<TargetName, readonly [string, string, string, string]> = {
  notifuse: ['id', 'firstName', '$inc.visits', 'note'],
  connectif: ['email', '_name', '_points', 'note'],
}

const cellsOf = ({ key, name, number: count, note }: Row) =>
  [key, name, count, note].map(({ value }) => value)

/** A writer of its own, so that reader and writer are not wrong together. */
function csvText(header: readonly string[], rows: readonly (readonly string[])[], lineEnd: string): string {
  const cell = (value: string) =>
    /^[\w@. -]+$/.test(value) && value.trim() === value ? value : `"${value.replaceAll('"', '""')}"`
  return [header, ...rows].map((cells) => cells.map(cell).join(',') + lineEnd).join('')
}

function csvCells(row: Row): string[] {
  const cells = cellsOf(row)
  if (row.shape === 'short') return cells.slice(0, 3)
  return row.shape === 'long' ? [...cells, 'one more'] : cells
}

function ndjsonText(target: TargetName, rows: readonly Row[]): string {
  return rows.map((row) => `${ndjsonLine(columns[target] ?? [], row)}\n`).join('')
}

/** Numbers as JSON has them, so that files of native values are tried too; a `short` line is cut, a `long` one a text. */
function ndjsonLine(names: readonly string[], row: Row): string {
  const [key = '', name = '', count = '', note = ''] = cellsOf(row)
  const value: JsonValue = count === '' ? null : row.number.fits ? Number(count) : count
  const members = names.map((column, i) => [column, [key, name, value, note][i] ?? null] as const)
  const line = JSON.stringify(
    Object.fromEntries(count === '' ? members.filter(([, one]) => one !== null) : members),
  )
  if (row.shape === 'short') return line.slice(0, -1)
  return row.shape === 'long' ? JSON.stringify(line) : line
}

/** What a file must come to: a second, small implementation of the whole program, without a network. */
class Model {
  readonly outcomes: string[] = []
  readonly held = new Map<string, Map<string, JsonValue>>()

  constructor(target: TargetName, format: 'csv' | 'ndjson', rows: readonly Row[]) {
    const [, nameField = '', countField = '', noteField = ''] = columns[target] ?? []
    const fields = [nameField, countField.replace('$inc.', ''), noteField] as const
    for (const row of rows) this.outcomes.push(this.#take(row, fields, target, format))
  }

  #take(
    row: Row,
    [name, count, note]: readonly [string, string, string],
    target: TargetName,
    format: string,
  ): string {
    const isGood = row.shape === 'whole' && row.key.fits && row.number.fits
    if (!isGood) return 'failed'
    const key = row.key.value
    const before = this.held.get(key)
    const contact = before ?? new Map<string, JsonValue>()
    this.held.set(key, contact)
    // An empty CSV cell leaves the field alone; "" in NDJSON is a value.
    for (const [field, { value }] of [
      [name, row.name],
      [note, row.note],
    ] as const) {
      if (value !== '' || format === 'ndjson') contact.set(field, value)
    }
    if (row.number.value !== '') {
      const base = target === 'notifuse' ? Number(contact.get(count) ?? 0) : 0
      contact.set(count, base + Number(row.number.value))
    }
    return before === undefined ? 'inserted' : 'updated'
  }
}

function heldBy(sandbox: Sandbox, target: TargetName): Map<string, Map<string, JsonValue>> {
  const all = new Map<string, Map<string, JsonValue>>()
  for (const [key, contact] of sandbox.store.notifuse.contacts) {
    if (target === 'notifuse') all.set(key, new Map(Object.entries(contact.profile)))
  }
  for (const [key, { _email, ...contact }] of sandbox.store.connectif.contacts) {
    if (target === 'connectif') all.set(key, new Map(Object.entries(contact)))
  }
  return all
}

const reportNames = ['inserted', 'updated', 'failed', 'unknown', 'skipped']

/** The outcome of each row as the reports tell it; fails if a row is in two. */
async function outcomesOf(ran: Ran): Promise<string[]> {
  const outcomes: string[] = []
  for (const name of reportNames) {
    for (const row of await ran.report(name)) {
      const at = Number(syncOf(row).row) - 1
      expect(outcomes[at], `row ${at + 1} is reported as ${name} too`).toBeUndefined()
      outcomes[at] = name
    }
  }
  return outcomes
}

/** CSV has `_sync_row` and the like, NDJSON of whole records `_sync: {row, …}`. */
function syncOf(reported: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { _sync: nested } = reported
  if (typeof nested === 'object' && nested !== null) return { ...nested }
  const flat = Object.entries(reported).filter(([name]) => name.startsWith('_sync_'))
  return Object.fromEntries(flat.map(([name, value]) => [name.slice('_sync_'.length), value]))
}

function expectCountsToAddUp({ rows }: Ran['summary'], outcomes: readonly string[]): void {
  const { read, ...ends } = rows
  expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(read)
  for (const [name, count] of Object.entries(ends)) {
    expect(count, name).toBe(outcomes.filter((outcome) => outcome === name).length)
  }
}

describe.each(['notifuse', 'connectif'] as const)('a file for %s, whatever is in it', (target) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await testSandbox()
  })

  /** Syncs a file and holds what came of it against the model. */
  async function check(format: 'csv' | 'ndjson', rows: readonly Row[], input: string): Promise<Ran> {
    sandbox.reset()
    const ran = await runSync({ target, input, name: `contacts.${format}`, sandbox })
    const model = new Model(target, format, rows)
    const outcomes = await outcomesOf(ran)
    expect(outcomes).toEqual(model.outcomes)
    expectCountsToAddUp(ran.summary, outcomes)
    expect(heldBy(sandbox, target)).toEqual(model.held)
    expect(sandbox.stats()[target]).toMatchObject({ overlaps: 0, repeats: 0 })
    return ran
  }

  /** Gives a mended failed report back: every row of it goes through now. */
  async function checkMended(format: 'csv' | 'ndjson', rows: number, input: string): Promise<void> {
    sandbox.reset()
    const { summary } = await runSync({ target, input, name: `failed.${format}`, sandbox })
    expect(summary.rows).toMatchObject({ read: rows, inserted: rows, failed: 0 })
    expect(heldBy(sandbox, target).size).toBe(rows)
    for (const [, contact] of heldBy(sandbox, target)) {
      expect([...contact.keys()].filter((name) => name.startsWith('_sync'))).toEqual([])
    }
  }

  const goodKey = (index: number) =>
    target === 'notifuse' ? `mended-${index}` : `mended-${index}@example.com`

  it('CSV: each row ends once, the API holds what the file says, and failed rows can be mended', async () => {
    const header = columns[target] ?? []
    await fc.assert(
      fc.asyncProperty(
        rowsOf(target, ['short', 'long']),
        fc.constantFrom('\n', '\r\n'),
        async (rows, lineEnd) => {
          const ran = await check('csv', rows, csvText(header, rows.map(csvCells), lineEnd))
          const failed = await ran.report('failed')
          for (const one of failed) {
            const cells = csvCells(rows[Number(one._sync_row) - 1] ?? never())
            expect(header.map((column) => one[column])).toEqual(header.map((_, index) => cells[index] ?? ''))
          }
          const [keyColumn = '', , countColumn = ''] = header
          const mended = failed.map((one, i) => ({ ...one, [keyColumn]: goodKey(i), [countColumn]: '1' }))
          const names = Object.keys(mended[0] ?? {})
          if (mended.length === 0) return
          const cells = mended.map((one: Record<string, string>) => names.map((name) => one[name] ?? ''))
          await checkMended('csv', mended.length, csvText(names, cells, '\n'))
        },
      ),
      { numRuns: 20 },
    )
  })

  it('NDJSON: the same, and what is no JSON is kept as it was', async () => {
    await fc.assert(
      fc.asyncProperty(rowsOf(target, ['short', 'long']), async (rows) => {
        const input = ndjsonText(target, rows)
        const ran = await check('ndjson', rows, input)
        const failed = await failedLines(ran)
        const lines = input.split('\n')
        for (const { _sync, _sync_raw, ...own } of failed) {
          const line = lines[Number(syncOf({ _sync }).row) - 1]
          if (_sync_raw === undefined) expect(own).toEqual(JSON.parse(line ?? ''))
          else expect(_sync_raw).toBe(line)
        }
        if (failed.length === 0) return
        const [keyName = '', , countName = ''] = columns[target] ?? []
        const mended = failed.map(({ _sync_raw, ...one }, i) => ({
          ...one,
          [keyName]: goodKey(i),
          [countName]: 1,
        }))
        await checkMended('ndjson', mended.length, mended.map((one) => `${JSON.stringify(one)}\n`).join(''))
      }),
      { numRuns: 20 },
    )
  })
})

async function failedLines({ summary }: Ran): Promise<Record<string, JsonValue>[]> {
  const content = await readFile(summary.reports.failed ?? '', 'utf8')
  return content
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const value: JsonValue = JSON.parse(line)
      return isJsonObject(value) ? value : never()
    })
}

function never(): never {
  throw new Error('this cannot be')
}
