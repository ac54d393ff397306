import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { apiKeys, baseUrlOf, type TargetName, testSandbox } from '../delivery/harness.js'
import { tempFolder } from '../temp.js'
import type { BinResult } from './bin.js'
import { type LiveBin, startBin, until } from './live.js'

interface Job {
  readonly target: TargetName
  readonly rows?: number
  readonly counters?: boolean
  readonly options?: readonly string[]
  readonly apiKey?: string
  /** In place of a sandbox's. */
  readonly baseUrl?: string
}

/** A run of the program over a made-up file, and what it leaves. */
interface Ran {
  readonly live: LiveBin
  readonly folder: string
  readonly ended: Promise<BinResult>
  summary(): { rows: Record<string, number>; [name: string]: unknown }
  /** Types the command that the program printed, with the key that is right. */
  resume(options?: readonly string[]): Promise<BinResult>
}

const variable: Readonly<Record<string, string>> = {
  notifuse: 'NOTIFUSE_API_KEY',
  connectif: 'CONNECTIF_API_KEY',
}

async function start(job: Job, sandbox: Sandbox | undefined): Promise<Ran> {
  const { target, rows = 600, counters = false, options = [], apiKey } = job
  const home = await tempFolder()
  const folder = join(home, 'run')
  writeFileSync(join(home, 'contacts.csv'), fileOf(target, rows, counters))
  const baseUrl = job.baseUrl ?? (sandbox === undefined ? '' : baseUrlOf(sandbox, target))
  const operation = target === 'notifuse' ? 'upsert' : 'patch'
  const args = [target, operation, 'contacts.csv', '--base-url', baseUrl, '--report-dir', folder]
  const rightKey = { [variable[target] ?? '']: apiKeys[target] ?? '' }
  const live = startBin([...args, '--rate', 'none', ...options], {
    home,
    env: apiKey === undefined ? rightKey : { [variable[target] ?? '']: apiKey },
  })
  return {
    live,
    folder,
    ended: live.ended,
    summary: () => JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')),
    resume: async (more = []) => {
      const { stderr } = await live.ended
      const command = `contact-sync resume ${folder}`
      expect(stderr).toContain(command)
      return startBin([...command.split(' ').slice(1), ...more], { home, env: rightKey }).ended
    },
  }
}

function fileOf(target: TargetName, rows: number, counters: boolean): string {
  const header = target === 'notifuse' ? `id,firstName${counters ? ',$inc.orders' : ''}` : 'email,_name'
  const lines = Array.from({ length: rows }, (_, index) => {
    const key = target === 'notifuse' ? `c${index + 1}` : `c${index + 1}@example.com`
    return `${key},Name ${index + 1}${counters ? ',1' : ''}`
  })
  return [header, ...lines, ''].join('\n')
}

/** The resumed run has come to its end, with every row once. */
function expectWhole(ran: Ran, rows = 600): void {
  expect(ran.summary()).toMatchObject({ status: 'succeeded', stopReason: null, resume: null })
  expect(ran.summary().rows).toMatchObject({ read: rows, pending: 0, failed: 0, unknown: 0 })
}

describe('a signal', () => {
  it.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: what is in flight is finished, and the command that is printed does the rest',
    async (signal) => {
      const sandbox = await testSandbox({ latencyMs: 30 })
      const ran = await start({ target: 'notifuse', rows: 3000, counters: true }, sandbox)
      await until(() => sandbox.stats().requests >= 4, ran.live)
      ran.live.child.kill(signal)
      const { code, stderr } = await ran.ended
      expect(code, stderr).toBe(4)
      expect(ran.summary()).toMatchObject({ status: 'stopped', stopReason: 'signal', exitCode: 4 })
      expect(ran.summary().rows).toMatchObject({ unknown: 0, failed: 0 })
      const told = ran.summary().rows.inserted ?? 0
      expect(sandbox.stats().notifuse.inserted).toBe(told)
      expect(told).toBeLessThan(3000)
      expect((await ran.resume()).code).toBe(0)
      expectWhole(ran, 3000)
      expect(sandbox.stats().notifuse).toMatchObject({ inserted: 3000, updated: 0, overlaps: 0, repeats: 0 })
    },
  )

  it.concurrent('twice: it ends at once, and the journal holds what is needed to go on', async () => {
    const sandbox = await testSandbox({ faults: ['hang-after:after=1'] })
    const ran = await start({ target: 'notifuse', counters: true }, sandbox)
    await until(() => sandbox.stats().requests >= 3, ran.live)
    const before = sandbox.stats().requests
    // One after the other: two that come together are heard as one.
    const again = setInterval(() => ran.live.child.kill('SIGINT'), 300)
    const { code, stderr } = await ran.ended
    clearInterval(again)
    expect(code, stderr).toBe(4)
    expect(sandbox.stats().requests).toBeLessThanOrEqual(before + 8)
    expect(existsSync(join(ran.folder, 'summary.json'))).toBe(false)
    sandbox.faults.clear()
    const resumed = await ran.resume()
    expect(resumed.code, resumed.stderr).toBe(1)
    const { rows } = ran.summary()
    expect(rows).toMatchObject({ read: 600, pending: 0, failed: 0 })
    expect(rows.unknown).toBeGreaterThan(0)
    for (let row = 1; row <= 600; row++) {
      expect(sandbox.store.notifuse.timesApplied(`c${row}`, '$inc.orders')).toBeLessThanOrEqual(1)
    }
  })
})

describe('a limit of the run', () => {
  it.concurrent('--max-duration stops it, resumable', async () => {
    const sandbox = await testSandbox({ latencyMs: 100 })
    const options = ['--max-duration', '1s', '--concurrency', '2']
    const ran = await start({ target: 'notifuse', rows: 3000, options }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ status: 'stopped', stopReason: 'max-duration' })
    expect((await ran.resume(['--concurrency', '16'])).code).toBe(0)
    expectWhole(ran, 3000)
  })

  it.concurrent.each([
    ['5', 6],
    ['10%', 20],
  ])('--max-failed %s stops it', async (limit, atLeast) => {
    const sandbox = await testSandbox({ faults: ['refused:match=c.*[05]$'] })
    const options = ['--max-failed', limit, '--concurrency', '1']
    const ran = await start({ target: 'notifuse', options }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ status: 'stopped', stopReason: 'max-failed' })
    const { rows } = ran.summary()
    // One batch is in flight when the limit is passed, and it is finished.
    expect(rows.failed).toBeGreaterThanOrEqual(atLeast)
    expect(rows.failed).toBeLessThanOrEqual(atLeast + 10)
    expect((await ran.resume()).code).toBe(1)
    expect(ran.summary().rows).toMatchObject({ read: 600, inserted: 480, failed: 120, pending: 0 })
  })
})

describe('credentials', () => {
  it.concurrent.each(['notifuse', 'connectif'] as const)(
    '%s: a bad key costs one request, and a better one goes on with the run',
    async (target) => {
      const sandbox = await testSandbox({ keys: [apiKeys[target] ?? ''] })
      const ran = await start({ target, rows: 100, apiKey: 'bad:key' }, sandbox)
      const { code, stderr } = await ran.ended
      expect(code, stderr).toBe(3)
      expect(stderr).not.toContain('bad:key')
      expect(sandbox.stats().requests).toBe(1)
      expect(ran.summary()).toMatchObject({ status: 'refused', stopReason: 'unauthorized', exitCode: 3 })
      expect(ran.summary().rows).toMatchObject({ inserted: 0, failed: 0, unknown: 0 })
      expect((await ran.resume()).code).toBe(0)
      expectWhole(ran, 100)
    },
  )

  it.concurrent.each([
    ['401', 'notifuse'],
    ['403', 'notifuse'],
    ['401', 'connectif'],
    ['403', 'connectif'],
  ] as const)('%s in the middle of a run of %s stops it, and nothing is lost', async (status, target) => {
    const sandbox = await testSandbox({ faults: [`${status}:after=3`] })
    const counters = target === 'notifuse'
    const ran = await start({ target, rows: 300, counters, options: ['--concurrency', '2'] }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(3)
    expect(ran.summary()).toMatchObject({ status: 'refused', stopReason: 'unauthorized' })
    expect(ran.summary().rows).toMatchObject({ failed: 0, unknown: 0 })
    expect(sandbox.stats().requests).toBeLessThanOrEqual(5)
    sandbox.faults.clear()
    expect((await ran.resume()).code).toBe(0)
    expectWhole(ran, 300)
    expect(sandbox.stats()[target]).toMatchObject({ inserted: 300, updated: 0 })
  })
})

describe('an API that is not there', () => {
  it.concurrent('nothing listens: rows stay pending', async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}/v2`
    const options = ['--max-attempts', '2', '--timeout', '2s']
    const ran = await start({ target: 'notifuse', counters: true, options, baseUrl }, undefined)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(stderr).toContain(baseUrl)
    expect(ran.summary()).toMatchObject({ status: 'stopped', stopReason: 'unreachable' })
    const { rows } = ran.summary()
    expect(rows).toMatchObject({ inserted: 0, updated: 0, failed: 0, unknown: 0 })
    expect(rows.pending).toBe(rows.read)
    expect(rows.pending).toBeGreaterThan(0)
  })

  it.concurrent.each(['404', 'redirect', 'redirect:status=301'])(
    '%s: the base URL is named, nothing is halved, no redirect is followed',
    async (fault) => {
      const sandbox = await testSandbox({ faults: [fault] })
      const ran = await start({ target: 'notifuse', counters: true }, sandbox)
      const { code, stderr } = await ran.ended
      expect(code, stderr).toBe(4)
      expect(stderr).toContain(sandbox.notifuseUrl)
      expect(ran.summary()).toMatchObject({ stopReason: 'unreachable' })
      expect(ran.summary().rows).toMatchObject({ failed: 0, unknown: 0 })
      expect(sandbox.stats()).toMatchObject({ requests: 1, redirectsFollowed: 0 })
      sandbox.faults.clear()
      expect((await ran.resume()).code).toBe(0)
      expectWhole(ran)
    },
  )

  it.concurrent('only 5xx: rows that could be sent again are unknown, and the run stops', async () => {
    const sandbox = await testSandbox({ faults: ['500-before'] })
    const ran = await start({ target: 'notifuse', options: ['--max-attempts', '2'] }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ stopReason: 'unreachable' })
    expect(ran.summary().rows).toMatchObject({ unknown: 50, failed: 0 })
    expect(sandbox.stats().requests).toBe(2)
  })

  it.concurrent('counters and only 5xx: few rows become unknown before the run stops', async () => {
    const sandbox = await testSandbox({ faults: ['500-after'] })
    const ran = await start({ target: 'notifuse', rows: 2000, counters: true }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ stopReason: 'unreachable' })
    expect(ran.summary().rows.unknown).toBe(150)
  })
})

describe('an API that asks to wait', () => {
  it.concurrent('for more than 15 minutes: the run stops', async () => {
    const sandbox = await testSandbox({ faults: ['429:after=2,retry-after=20m'] })
    const ran = await start({ target: 'notifuse', counters: true }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ stopReason: 'unreachable' })
    expect(ran.summary().rows).toMatchObject({ failed: 0, unknown: 0 })
    sandbox.faults.clear()
    expect((await ran.resume()).code).toBe(0)
    expectWhole(ran)
  })

  it.concurrent('past --max-duration: the run stops rather than sleep through it', async () => {
    const sandbox = await testSandbox({ faults: ['429:after=2,retry-after=14m'] })
    const ran = await start({ target: 'notifuse', options: ['--max-duration', '5m'] }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ stopReason: 'max-duration' })
    sandbox.faults.clear()
    expect((await ran.resume()).code).toBe(0)
    expectWhole(ran)
  })
})

describe('an API that refuses everything', () => {
  it.concurrent.each(['400', '413', '422'])(
    '%s to every batch: one batch is halved, and the run stops',
    async (status) => {
      const sandbox = await testSandbox({ faults: [status] })
      const ran = await start({ target: 'notifuse', counters: true }, sandbox)
      const { code, stderr } = await ran.ended
      expect(code, stderr).toBe(4)
      expect(ran.summary()).toMatchObject({ stopReason: 'all-refused' })
      expect(ran.summary().rows).toMatchObject({ failed: 50, inserted: 0, unknown: 0 })
      expect(sandbox.stats().requests).toBeLessThanOrEqual(99)
    },
  )

  it.concurrent('415 is about no contact: no batch is halved', async () => {
    const sandbox = await testSandbox({ faults: ['415'] })
    const ran = await start({ target: 'notifuse' }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ stopReason: 'all-refused' })
    expect(sandbox.stats().requests).toBe(1)
  })

  it.concurrent('one contact to a call: it stops after 50 rows', async () => {
    const sandbox = await testSandbox({ faults: ['422'] })
    const ran = await start({ target: 'connectif' }, sandbox)
    const { code, stderr } = await ran.ended
    expect(code, stderr).toBe(4)
    expect(ran.summary()).toMatchObject({ stopReason: 'all-refused' })
    expect(ran.summary().rows).toMatchObject({ failed: 50, inserted: 0, unknown: 0 })
    expect(sandbox.stats().requests).toBe(50)
  })
})

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
