import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { testSandbox } from '../delivery/harness.js'
import { tempFolder } from '../temp.js'
import type { BinResult } from './bin.js'
import { startBin } from './live.js'

const rows = 400
const env = { NOTIFUSE_API_KEY: 'key' }
const mapping = 'key: id\nprofile:\n  $set: {firstName: name}\n  $inc: {orders: orders}\n'

interface Stopped {
  readonly home: string
  readonly folder: string
  readonly sandbox: Sandbox
  resume(...options: string[]): Promise<BinResult>
  report(): Promise<BinResult>
}

/** A run of counters with a mapping file that was stopped half-way by a refused key. */
async function stoppedRun(): Promise<Stopped> {
  const sandbox = await testSandbox({ faults: ['401:after=4', 'refused:match=c7\\d$'] })
  const home = await tempFolder()
  const folder = join(home, 'run')
  const lines = Array.from({ length: rows }, (_, index) => `c${index + 1},"Name, ${index + 1}",1`)
  writeFileSync(join(home, 'contacts.csv'), ['id,name,orders', ...lines, ''].join('\n'))
  writeFileSync(join(home, 'mapping.yaml'), mapping)
  const where = ['--base-url', sandbox.notifuseUrl, '--report-dir', folder, '--concurrency', '1']
  const start = (...args: string[]) => startBin(args, { home, env }).ended
  const { code, stderr } = await start('notifuse', 'upsert', 'contacts.csv', '-m', 'mapping.yaml', ...where)
  expect(code, stderr).toBe(3)
  sandbox.faults.clear()
  return {
    home,
    folder,
    sandbox,
    resume: (...options) => start('resume', folder, ...options),
    report: () => start('report', folder),
  }
}

const reportNames = ['inserted.csv', 'updated.csv', 'failed.csv', 'unknown.csv', 'skipped.csv']

function texts(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...reportNames, 'summary.json'].map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

function countsOf(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')).rows
}

describe('resume', () => {
  it.concurrent('goes on where the run stopped, with other options where they are given', async () => {
    const { folder, sandbox, resume } = await stoppedRun()
    expect(countsOf(folder)).toMatchObject({ inserted: 190, failed: 10 })
    const { code, stderr, stdout } = await resume('--json', '--concurrency', '3', '--max-failed', '100')
    expect(code, stderr).toBe(1)
    expect(JSON.parse(stdout).rows).toMatchObject({ read: rows, inserted: 390, failed: 10, pending: 0 })
    expect(sandbox.stats().notifuse).toMatchObject({ inserted: 390, updated: 0 })
  })

  it.concurrent('refuses another input, and says so', async () => {
    const { home, folder, sandbox, resume } = await stoppedRun()
    const before = sandbox.stats().requests
    const original = readFileSync(join(home, 'contacts.csv'))
    writeFileSync(join(home, 'contacts.csv'), `${original}c401,Late,1\n`)
    const { code, stderr } = await resume()
    expect(code).toBe(2)
    expect(stderr).toContain('contacts.csv has changed')
    expect(sandbox.stats().requests).toBe(before)
    writeFileSync(join(home, 'contacts.csv'), original)
    expect((await resume()).code).toBe(1)
    expect(countsOf(folder)).toMatchObject({ inserted: 390, failed: 10 })
  })

  it.concurrent('refuses another mapping, and says so', async () => {
    const { home, sandbox, resume } = await stoppedRun()
    const before = sandbox.stats().requests
    writeFileSync(join(home, 'mapping.yaml'), mapping.replace('firstName', 'lastName'))
    const { code, stderr } = await resume()
    expect(code).toBe(2)
    expect(stderr).toContain('mapping.yaml has changed')
    expect(sandbox.stats().requests).toBe(before)
    writeFileSync(join(home, 'mapping.yaml'), mapping)
    expect((await resume()).code).toBe(1)
  })

  it.concurrent('takes a last line that was never finished as not written', async () => {
    const { folder, sandbox, resume } = await stoppedRun()
    const journal = readFileSync(join(folder, 'journal.ndjson'), 'utf8')
    const lastOutcome = journal.lastIndexOf('{"type":"settled"')
    truncateSync(join(folder, 'journal.ndjson'), Buffer.byteLength(journal.slice(0, lastOutcome)) + 40)
    const { code, stderr } = await resume()
    expect(code, stderr).toBe(1)
    // The batch whose outcome is lost had left: whether it was applied is not known any more.
    expect(countsOf(folder)).toMatchObject({ read: rows, unknown: 50, pending: 0 })
    for (let row = 1; row <= rows; row++) {
      expect(sandbox.store.notifuse.timesApplied(`c${row}`, '$inc.orders')).toBeLessThanOrEqual(1)
    }
  })

  it.concurrent('does not guess at a journal that is damaged elsewhere', async () => {
    const { folder, sandbox, resume } = await stoppedRun()
    const before = sandbox.stats().requests
    const journal = readFileSync(join(folder, 'journal.ndjson'), 'utf8').split('\n')
    writeFileSync(join(folder, 'journal.ndjson'), journal.with(2, journal[2]?.slice(5) ?? '').join('\n'))
    const { code, stderr } = await resume()
    expect(code).toBe(2)
    expect(stderr).toContain('journal.ndjson, line 3')
    expect(sandbox.stats().requests).toBe(before)
  })

  it.concurrent('says at once how a finished run ended, and sends nothing', async () => {
    const { folder, sandbox, resume } = await stoppedRun()
    expect((await resume()).code).toBe(1)
    const before = texts(folder)
    const sent = sandbox.stats().requests
    const { code, stdout } = await resume('--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toEqual(JSON.parse(before['summary.json'] ?? ''))
    expect(sandbox.stats().requests).toBe(sent)
    expect(texts(folder)).toEqual(before)
  })

  it.concurrent('of a folder that holds no run says so', async () => {
    const home = await tempFolder()
    const { code, stderr } = await startBin(['resume', 'nowhere'], { home, env }).ended
    expect(code).toBe(2)
    expect(stderr).toContain('no run is recorded')
  })
})

describe('report', () => {
  it.concurrent.each(['stopped', 'finished'])('writes a %s run again, byte for byte', async (state) => {
    const { folder, resume, report } = await stoppedRun()
    if (state === 'finished') await resume()
    const before = texts(folder)
    for (const name of [...reportNames, 'summary.json']) writeFileSync(join(folder, name), 'spoiled')
    const { code, stderr } = await report()
    expect(code, stderr).toBe(0)
    expect(texts(folder)).toEqual(before)
  })

  it.concurrent('keeps the cells of failed rows as they were read', async () => {
    const { home, folder } = await stoppedRun()
    const failed = parse(readFileSync(join(folder, 'failed.csv')), { columns: true }) as Record<
      string,
      string
    >[]
    const input = parse(readFileSync(join(home, 'contacts.csv')), { columns: true }) as Record<
      string,
      string
    >[]
    expect(failed.length).toBe(10)
    for (const { _sync_row: row, id, name, orders } of failed) {
      expect({ id, name, orders }).toEqual(input[Number(row) - 1])
    }
  })
})
