import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LockedError, UsageError } from '../../src/errors.js'
import { type RunOptions, resumeRun, runSync, testSandbox } from './harness.js'

const counters = ['id,$inc.orders', ...Array.from({ length: 120 }, (_, row) => `c${row},1`), ''].join('\n')
const sets = counters.replace('$inc.orders', 'orders')

/** A run of `input` that stops after its first request. */
async function stopped(input: string, options: Partial<RunOptions> = {}) {
  const sandbox = await testSandbox()
  sandbox.faults.add('401:after=1')
  const base = { target: 'notifuse', input, sandbox, delivery: { concurrency: 1 }, ...options }
  const run = await runSync(base)
  expect(run.summary).toMatchObject({ status: 'refused', rows: { inserted: 50 } })
  sandbox.faults.clear()
  return { sandbox, run, base }
}

describe('a command typed again over a run that stopped', () => {
  it('is refused if the run holds counters, naming the command that goes on with it', async () => {
    const { base, run } = await stopped(counters)
    const error = await runSync(base).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ hint: expect.stringContaining(`contact-sync resume ${run.folder}`) })
  })

  it('starts anew if the run holds nothing that adds up', async () => {
    const { base, sandbox } = await stopped(sets)
    expect((await runSync(base)).summary).toMatchObject({
      status: 'succeeded',
      rows: { inserted: 70, updated: 50 },
    })
    expect(sandbox.store.notifuse.counts.inserted).toBe(120)
  })

  it('starts anew with --again, and applies what was applied a second time', async () => {
    const { base, sandbox } = await stopped(counters)
    await runSync({ ...base, settings: { unfinished: 'again' } })
    expect(sandbox.store.notifuse.timesApplied('c0', '$inc.orders')).toBe(2)
    expect(sandbox.store.notifuse.timesApplied('c119', '$inc.orders')).toBe(1)
  })

  it('goes on with --continue, in the folder of the run, and leaves no other behind', async () => {
    const { base, run, sandbox } = await stopped(counters)
    const continued = await runSync({ ...base, settings: { unfinished: 'continue' } })
    expect(continued.summary).toMatchObject({
      run: run.summary.run,
      status: 'succeeded',
      rows: { inserted: 120 },
    })
    await expect(readFile(join(continued.folder, 'journal.ndjson'))).rejects.toThrow('ENOENT')
    expect(sandbox.store.notifuse.timesApplied('c0', '$inc.orders')).toBe(1)
  })

  it('goes on with --continue although --report-dir names the folder of the run, which is not empty', async () => {
    const { base, run } = await stopped(counters)
    const settings = { unfinished: 'continue', reportDir: run.folder } as const
    const { summary } = await runSync({ ...base, settings })
    expect(summary).toMatchObject({ run: run.summary.run, status: 'succeeded', rows: { inserted: 120 } })
    await expect(runSync({ ...base, settings })).rejects.toThrow('is in use')
    await expect(runSync({ ...base, input: 'id\nother\n', settings })).rejects.toThrow('is in use')
  })

  it('starts with --continue where nothing stopped, and once more when that is finished', async () => {
    const sandbox = await testSandbox()
    const base = {
      target: 'notifuse',
      input: counters,
      sandbox,
      settings: { unfinished: 'continue' },
    } as const
    const first = await runSync(base)
    const second = await runSync(base)
    expect(second.summary.run).not.toBe(first.summary.run)
    expect(second.summary.rows).toMatchObject({ updated: 120 })
  })

  it('is not refused once the run has been resumed to its end', async () => {
    const { base, run } = await stopped(counters)
    await resumeRun(run, 'notifuse')
    expect((await runSync(base)).summary).toMatchObject({ status: 'succeeded' })
  })
})

describe('two runs of one input on one target', () => {
  it('never overlap: the second one is told who holds it', async () => {
    const sandbox = await testSandbox({ latencyMs: 200 })
    const base = { target: 'notifuse', input: sets, sandbox }
    const first = runSync(base)
    await new Promise((resolve) => setTimeout(resolve, 150))
    const error = await runSync(base).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LockedError)
    expect(String(error)).toContain(`pid ${process.pid}`)
    expect((await first).summary.status).toBe('succeeded')
  })

  it('follow each other with --wait-lock', async () => {
    const sandbox = await testSandbox({ latencyMs: 100 })
    const base = { target: 'notifuse', input: sets, sandbox, settings: { waitLockMs: 20_000 } }
    const [one, other] = await Promise.all([runSync(base), runSync(base)])
    expect([one.summary.rows.inserted, other.summary.rows.inserted].sort()).toEqual([0, 120])
    expect(sandbox.stats().notifuse.overlaps).toBe(0)
  })
})

describe('a resumption', () => {
  it('is refused when the input has changed, and says so', async () => {
    const { run } = await stopped(sets)
    await writeFile(join(run.folder, '..', 'contacts.csv'), `${sets}new,1\n`)
    await expect(resumeRun(run, 'notifuse')).rejects.toThrow('contacts.csv has changed since the run began')
  })

  it('is refused when the mapping has changed, and goes on with its own when the file is gone', async () => {
    const path = join((await stopped(sets)).run.folder, '..', 'map.yaml')
    const text = 'key: id\nprofile:\n  $set:\n    orders: orders\n'
    await writeFile(path, text)
    const { run } = await stopped(sets, { mapping: { file: { path, text } } })
    await writeFile(path, text.replace('orders: orders', 'total: orders'))
    await expect(resumeRun(run, 'notifuse')).rejects.toThrow('map.yaml has changed since the run began')
    await writeFile(path, text)
    expect((await resumeRun(run, 'notifuse')).summary.status).toBe('succeeded')
  })
})
