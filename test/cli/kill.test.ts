import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { foldJournal } from '../../src/journal/rebuild.js'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { testSandbox } from '../delivery/harness.js'
import { randomFrom, testSeed } from '../random.js'
import { tempFolder } from '../temp.js'
import { startBin, until } from './live.js'

const concurrency = 4
const batchSize = 50
const reportNames = ['inserted', 'updated', 'failed', 'unknown', 'skipped'] as const

interface Kills {
  /** SIGKILLs before the run is left alone. */
  readonly kills: number
  readonly rows: number
  readonly payload: 'counters' | 'sets'
  readonly from: 'file' | 'standard input'
  readonly seed: number
}

/** What is left when a run was killed again and again, and then allowed to finish. */
interface Aftermath {
  readonly sandbox: Sandbox
  readonly folder: string
  readonly exitCode: number | null
  readonly stderr: string
  readonly kills: number
  /** Rows that had left without an outcome in the journal, at each kill. */
  readonly openAtKills: readonly number[][]
  /** Row number to the reports that hold it. */
  readonly reported: ReadonlyMap<number, string[]>
}

/** Some keys stand on several rows: the second one must wait for the first, across kills too. */
const keyOf = (row: number) => `c${row % 40 === 0 ? row - 7 : row}`

function fileOf({ rows, payload }: Kills): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const name = `${keyOf(index + 1)},Name ${index + 1}`
    return payload === 'sets' ? name : `${name},1,x`
  })
  return [payload === 'sets' ? 'id,firstName' : 'id,firstName,$inc.orders,$push.tags', ...lines, ''].join(
    '\n',
  )
}

/** Kills a run at random moments, resumes it each time, and lets it finish in the end. */
async function ordeal(options: Kills): Promise<Aftermath> {
  const sandbox = await testSandbox({ latencyMs: 5, jitterMs: 25, seed: options.seed })
  const home = await tempFolder()
  const folder = join(home, 'run')
  const text = fileOf(options)
  writeFileSync(join(home, 'contacts.csv'), text)
  const random = randomFrom(options.seed)
  const openAtKills: number[][] = []
  let startUpMs = 300
  let kills = 0
  for (;;) {
    const isBegun = existsSync(join(folder, 'journal.ndjson'))
    // Killed before its journal stood, a run has sent nothing: it is typed again.
    if (!isBegun) rmSync(folder, { recursive: true, force: true })
    const live = startBin(isBegun ? resumeCommand(folder) : firstCommand(options, sandbox, folder), {
      home,
      env: { NOTIFUSE_API_KEY: 'key' },
      ...(options.from === 'file' || isBegun ? {} : { input: text }),
    })
    if (kills === options.kills) {
      const { code, stderr } = await live.ended
      const reported = reportedRows(folder)
      return { sandbox, folder, exitCode: code, stderr, kills, openAtKills, reported }
    }
    const startedAt = performance.now()
    const before = sandbox.stats().requests
    const arrived = (count: number) => () => sandbox.stats().requests >= before + count
    if (kills === 0) await sleep(5)
    // While it starts: before the journal, while it is read back, while reports are written again.
    else if (random() < 0.5) await sleep(random() * 1.3 * startUpMs)
    else {
      // While it sends.
      if (await until(arrived(1), live)) startUpMs = performance.now() - startedAt
      await until(arrived(1 + Math.floor(random() * 6)), live)
      await sleep(random() * 20)
    }
    const hit = live.child.kill('SIGKILL')
    await live.ended
    expect(hit, 'the run ended before it could be killed often enough').toBe(true)
    kills++
    openAtKills.push(await openRows(folder))
  }
}

function firstCommand({ from }: Kills, sandbox: Sandbox, folder: string): string[] {
  const file = from === 'file' ? ['contacts.csv'] : ['-', '--format', 'csv']
  const where = ['--base-url', sandbox.notifuseUrl, '--report-dir', folder]
  return ['notifuse', 'upsert', ...file, ...where, '--concurrency', String(concurrency)]
}

function resumeCommand(folder: string): string[] {
  return ['resume', folder]
}

/** The rows that the journal knows to have left, and knows no outcome of. */
async function openRows(folder: string): Promise<number[]> {
  if (!existsSync(join(folder, 'journal.ndjson'))) return []
  const { intended, settled } = await foldJournal(folder)
  const rows: number[] = []
  for (let row = 1; rows.length < intended.size; row++) {
    if (intended.has(row) && !settled.has(row)) rows.push(row)
  }
  return rows
}

function reportedRows(folder: string): Map<number, string[]> {
  const reported = new Map<number, string[]>()
  for (const name of reportNames) {
    for (const { _sync_row: row = '' } of readReport(folder, name)) {
      reported.set(Number(row), [...(reported.get(Number(row)) ?? []), name])
    }
  }
  return reported
}

function readReport(folder: string, name: string): Record<string, string>[] {
  return parse(readFileSync(join(folder, `${name}.csv`)), { columns: true })
}

function summaryOf(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))
}

/** Every row is in exactly one report, and the counts say the same. */
function expectEachRowOnce({ folder, reported }: Aftermath, rows: number): void {
  expect([...reported.values()].filter((names) => names.length !== 1)).toEqual([])
  expect(reported.size).toBe(rows)
  const counts = summaryOf(folder).rows
  expect(counts).toMatchObject({ read: rows, pending: 0, failed: 0, skipped: 0 })
  for (const name of reportNames) expect(counts[name]).toBe(readReport(folder, name).length)
}

/** What was applied is what was said, key by key; rows that are unknown may or may not be. */
function expectCountersToHold({ sandbox, reported }: Aftermath, rows: number): void {
  const sure = new Map<string, number>()
  const most = new Map<string, number>()
  for (let row = 1; row <= rows; row++) {
    const isUnknown = reported.get(row)?.[0] === 'unknown'
    const key = keyOf(row)
    if (!isUnknown) sure.set(key, (sure.get(key) ?? 0) + 1)
    most.set(key, (most.get(key) ?? 0) + 1)
  }
  for (const [key, limit] of most) {
    const held = sandbox.store.notifuse.contacts.get(key)?.profile
    for (const operation of ['$inc.orders', '$push.tags']) {
      const times = sandbox.store.notifuse.timesApplied(key, operation)
      expect(times, `${operation} of ${key} was applied too often`).toBeLessThanOrEqual(limit)
      expect(times, `${operation} of ${key} was lost`).toBeGreaterThanOrEqual(sure.get(key) ?? 0)
    }
    if (held !== undefined) expect(held.orders).toBe(sandbox.store.notifuse.timesApplied(key, '$inc.orders'))
  }
}

/** Nothing is unknown but what had left without an answer in the journal when a kill came. */
function expectFewUnknown({ folder, openAtKills }: Aftermath): void {
  for (const open of openAtKills) expect(open.length).toBeLessThanOrEqual(concurrency * batchSize)
  const unknown = readReport(folder, 'unknown')
  expect(new Set(unknown.map((row) => row._sync_code))).toEqual(
    new Set(unknown.length > 0 ? ['interrupted'] : []),
  )
  const open = new Set(openAtKills.flat())
  expect(unknown.filter((row) => !open.has(Number(row._sync_row)))).toEqual([])
}

describe(`a run that is killed (TEST_SEED=${testSeed})`, () => {
  it('25 times over a file of counters: nothing is lost, nothing is applied twice', async () => {
    const options: Kills = { kills: 25, rows: 9000, payload: 'counters', from: 'file', seed: testSeed }
    const after = await ordeal(options)
    expect(after.exitCode, after.stderr).toBe(readReport(after.folder, 'unknown').length > 0 ? 1 : 0)
    expect(after.kills).toBe(25)
    expectEachRowOnce(after, options.rows)
    expectCountersToHold(after, options.rows)
    expectFewUnknown(after)
    expect(after.openAtKills.flat().length, 'no kill came while anything was in flight').toBeGreaterThan(0)
    expect(after.sandbox.stats().notifuse).toMatchObject({ repeats: 0 })
  }, 180_000)

  it('with its input from standard input: the copy in its folder is read again, and removed at the end', async () => {
    const options: Kills = {
      kills: 6,
      rows: 3000,
      payload: 'counters',
      from: 'standard input',
      seed: testSeed + 1,
    }
    const after = await ordeal(options)
    expectEachRowOnce(after, options.rows)
    expectCountersToHold(after, options.rows)
    expectFewUnknown(after)
    expect(existsSync(join(after.folder, 'input'))).toBe(false)
  }, 180_000)

  it('over a file of sets: all of it is sent again where that is needed, and nothing is unknown', async () => {
    const options: Kills = { kills: 6, rows: 4000, payload: 'sets', from: 'file', seed: testSeed + 2 }
    const after = await ordeal(options)
    expect(after.exitCode, after.stderr).toBe(0)
    expectEachRowOnce(after, options.rows)
    expect(readReport(after.folder, 'unknown')).toEqual([])
    for (let row = 1; row <= options.rows; row++) {
      if ((row + 7) % 40 === 0) continue
      expect(after.sandbox.store.notifuse.contacts.get(keyOf(row))?.profile.firstName).toBe(`Name ${row}`)
    }
  }, 180_000)
})
