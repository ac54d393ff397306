import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { testSandbox } from '../delivery/harness.js'
import { afterwards, tempFolder } from '../temp.js'
import type { BinResult } from './bin.js'
import { startBin } from './live.js'

const env = { NOTIFUSE_API_KEY: 'key' }

function countersFile(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => `${keyOf(index + 1)},1,x`)
  return ['id,$inc.orders,$push.tags', ...lines, ''].join('\n')
}

/** Long enough that journals grow quickly. */
const keyOf = (row: number) => `contact-with-a-rather-long-identifier-${row}`

interface Home {
  readonly home: string
  readonly sandbox: Sandbox
  upsert(folder: string, more?: { ulimit?: string; input?: string }): Promise<BinResult>
  resume(folder: string): Promise<BinResult>
}

async function homeWith(rows: number): Promise<Home> {
  const sandbox = await testSandbox({ jitterMs: 3 })
  const home = await tempFolder()
  writeFileSync(join(home, 'contacts.csv'), countersFile(rows))
  const upsert: Home['upsert'] = (folder, { input, ...more } = {}) => {
    const file = input === undefined ? ['contacts.csv'] : ['-', '--format', 'csv']
    const where = ['--base-url', sandbox.notifuseUrl, '--report-dir', folder, '--rate', 'none']
    const given = input === undefined ? {} : { input }
    return startBin(['notifuse', 'upsert', ...file, ...where], { home, env, ...given, ...more }).ended
  }
  return { home, sandbox, upsert, resume: (folder) => startBin(['resume', folder], { home, env }).ended }
}

function summaryOf(folder: string) {
  return JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))
}

function mostApplied(sandbox: Sandbox, rows: number): number {
  const times = Array.from({ length: rows }, (_, index) =>
    sandbox.store.notifuse.timesApplied(keyOf(index + 1), '$inc.orders'),
  )
  return Math.max(...times)
}

describe('a journal that can be written no further', () => {
  it.concurrent('stops the run before more is sent, and a resumption applies nothing twice', async () => {
    const rows = 30_000
    const { home, sandbox, upsert, resume } = await homeWith(rows)
    const folder = join(home, 'run')
    // In blocks of 1024 bytes: no file may grow larger, and no making of room helps.
    const { code, stderr } = await upsert(folder, { ulimit: '-f 1100' })
    expect(code, stderr).toBe(4)
    expect(stderr).toContain(`cannot write ${join(folder, 'journal.ndjson')}`)
    expect(stderr).toContain(`contact-sync resume ${folder}`)
    expect(summaryOf(folder)).toMatchObject({ status: 'stopped', stopReason: 'disk' })
    expect(sandbox.stats().notifuse.inserted).toBeLessThan(rows)

    const resumed = await resume(folder)
    const { rows: counts } = summaryOf(folder)
    expect(resumed.code, resumed.stderr).toBe(counts.unknown > 0 ? 1 : 0)
    expect(counts).toMatchObject({ read: rows, failed: 0, pending: 0 })
    expect(counts.unknown).toBeLessThanOrEqual(8 * 50)
    expect(counts.inserted).toBe(rows - counts.unknown)
    expect(mostApplied(sandbox, rows)).toBe(1)
  })
})

/** A disk of its own, so small that it fills up; undefined where nothing may be mounted. */
async function smallDisk(
  size: string,
): Promise<{ path: string; enlarge: (size: string) => void } | undefined> {
  const path = join(await tempFolder(), 'disk')
  mkdirSync(path)
  const run = (...args: string[]) => spawnSync('mount', args, { stdio: 'ignore' }).status === 0
  if (!run('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path)) return undefined
  afterwards(async () => {
    spawnSync('umount', ['-l', path])
  })
  return { path, enlarge: (larger) => expect(run('-o', `remount,size=${larger}`, path)).toBe(true) }
}

describe('a full disk (skipped where no small one may be mounted)', () => {
  it('stops the run; what is in flight is written into the room that was kept, and nothing is unknown', async (test) => {
    const disk = await smallDisk('1700k')
    if (disk === undefined) return test.skip('a tmpfs cannot be mounted here')
    const rows = 15_000
    const { sandbox, upsert, resume } = await homeWith(rows)
    const folder = join(disk.path, 'run')
    const { code, stderr } = await upsert(folder)
    expect(code, stderr).toBe(4)
    expect(stderr).toContain('no space left')
    expect(summaryOf(folder)).toMatchObject({ status: 'stopped', stopReason: 'disk' })
    const told = summaryOf(folder).rows
    expect(told).toMatchObject({ unknown: 0, failed: 0 })
    expect(told.inserted).toBe(sandbox.stats().notifuse.inserted)
    expect(told.inserted).toBeLessThan(rows)

    disk.enlarge('20m')
    const resumed = await resume(folder)
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(summaryOf(folder).rows).toMatchObject({ read: rows, inserted: rows, pending: 0 })
    expect(mostApplied(sandbox, rows)).toBe(1)
  })

  it.for(['a file', 'standard input'])(
    'at the start: nothing is sent from %s, and no folder stays',
    async (from, test) => {
      const disk = await smallDisk('300k')
      if (disk === undefined) return test.skip('a tmpfs cannot be mounted here')
      const { sandbox, upsert } = await homeWith(10)
      const folder = join(disk.path, 'run')
      const { code, stderr } = await upsert(folder, from === 'a file' ? {} : { input: countersFile(20_000) })
      expect(code, stderr).toBe(2)
      expect(stderr).toContain('cannot write')
      expect(existsSync(folder)).toBe(false)
      expect(sandbox.stats().requests).toBe(0)
    },
  )
})

describe('a run that ends before anything is sent', () => {
  it.concurrent('has a folder that cannot be made', async () => {
    const { home, sandbox, upsert } = await homeWith(10)
    const { code, stderr } = await upsert(join(home, 'contacts.csv', 'run'))
    expect(code, stderr).toBe(2)
    expect(stderr).toContain('contacts.csv')
    expect(sandbox.stats().requests).toBe(0)
  })

  it.concurrent.each([
    ['no rows and no header', ''],
    ['no key column', 'name\nAna\n'],
    ['bytes that are no UTF-8', Buffer.from('id,firstName\nc1,Jos\xe9\n', 'latin1')],
  ])('leaves no folder behind: %s', async (_why, content) => {
    const { home, sandbox } = await homeWith(1)
    writeFileSync(join(home, 'bad.csv'), content)
    const common = ['--base-url', sandbox.notifuseUrl, '--rate', 'none']
    const fromFile = startBin(['notifuse', 'upsert', 'bad.csv', ...common], { home, env }).ended
    const fromInput = startBin(['notifuse', 'upsert', '-', '--format', 'csv', ...common], {
      home,
      env,
      input: content,
    }).ended
    for (const { code, stderr } of await Promise.all([fromFile, fromInput])) expect(code, stderr).toBe(2)
    expect(
      readdirSync(home)
        .filter((name) => name !== 'state')
        .sort(),
    ).toEqual(['bad.csv', 'contacts.csv'])
    expect(sandbox.stats().requests).toBe(0)
  })
})
