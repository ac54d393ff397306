import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rebuildReports } from '../../src/journal/rebuild.js'
import { tempFolder } from '../temp.js'
import { type Ran, type RunOptions, resumeRun, runSync, testSandbox } from './harness.js'

/** Runs with one memory, each time another file. */
async function remembering(options: Partial<RunOptions> = {}) {
  const sandbox = options.sandbox ?? (await testSandbox())
  const path = join(await tempFolder(), 'memory.mdb')
  const run = (input: string, more: Partial<RunOptions> = {}, memory: object = {}): Promise<Ran> =>
    runSync({
      target: 'notifuse',
      sandbox,
      ...options,
      ...more,
      input,
      settings: {
        memory: { path, account: 'a', resendAfterMs: undefined, reportMissing: false, ...memory },
        ...options.settings,
        ...more.settings,
      },
    })
  return { sandbox, run, path }
}

const file = (...rows: string[]) => ['id,firstName,city', ...rows, ''].join('\n')

describe('--changed-only', () => {
  it('sends nothing the second time, whatever the order of rows and columns', async () => {
    const { run, sandbox } = await remembering()
    const first = await run(file('1,Ana,Madrid', '2,Bea,Lyon'))
    expect(first.summary.rows).toMatchObject({ inserted: 2, unchanged: 0 })
    const again = await run('city,id,firstName\nLyon,2,Bea\nMadrid,1,Ana\n')
    expect(again.summary).toMatchObject({ status: 'succeeded', exitCode: 0 })
    expect(again.summary.rows).toMatchObject({ read: 2, unchanged: 2, inserted: 0, updated: 0 })
    expect(again.summary.requests.sent).toBe(0)
    expect(sandbox.store.notifuse.counts).toEqual({ inserted: 2, updated: 0 })
  })

  it('sends exactly what changed', async () => {
    const { run, sandbox } = await remembering()
    await run(file('1,Ana,Madrid', '2,Bea,Lyon', '3,Zoë,Paris'))
    const changed = await run(file('1,Ana,Madrid', '2,Bea,Lille', '3,Zoë,Paris', '4,New,Bonn'))
    expect(changed.summary.rows).toMatchObject({ unchanged: 2, updated: 1, inserted: 1 })
    expect(sandbox.store.notifuse.contacts.get('2')?.profile.city).toBe('Lille')
  })

  it('sends everything when the mapping changes what is sent', async () => {
    const { run } = await remembering()
    await run(file('1,Ana,Madrid'))
    const mapping = { assignments: [{ option: 'set', text: 'town=city' }] }
    expect((await run(file('1,Ana,Madrid'), { mapping })).summary.rows).toMatchObject({ updated: 1 })
  })

  it('always sends rows that add up, and says so once', async () => {
    const { run, sandbox } = await remembering()
    const input = 'id,$inc.orders\n1,1\n2,1\n'
    await run(input)
    const again = await run(input)
    expect(again.summary.rows).toMatchObject({ unchanged: 0, updated: 2 })
    expect(sandbox.store.notifuse.timesApplied('1', '$inc.orders')).toBe(2)
    const said = again.events.filter((event) => event.type === 'warning' && /always sent/.test(event.message))
    expect(said.length).toBe(1)
  })

  it('does not take createdAt for a change: it counts only when the contact is inserted', async () => {
    const { run } = await remembering()
    await run('id,firstName,createdAt\n1,Ana,2020-01-01T00:00:00Z\n')
    const again = await run('id,firstName,createdAt\n1,Ana,2024-01-01T00:00:00Z\n')
    expect(again.summary.rows).toMatchObject({ unchanged: 1 })
  })

  it('sends a row again that failed, or whose outcome is not known', async () => {
    const { run, sandbox } = await remembering({ delivery: { maxAttempts: 1 } })
    await run(file('1,Ana,Madrid', '2,Bea,Lyon'))
    const remove = sandbox.faults.add('refused:key=1')
    expect((await run(file('1,Eve,Madrid', '2,Bea,Lyon'))).summary.rows).toMatchObject({
      failed: 1,
      unchanged: 1,
    })
    remove()
    sandbox.faults.add('ids-missing:key=1,times=1')
    expect((await run(file('1,Ana,Madrid', '2,Bea,Lyon'))).summary.rows).toMatchObject({
      unknown: 1,
      unchanged: 1,
    })
    expect((await run(file('1,Ana,Madrid', '2,Bea,Lyon'))).summary.rows).toMatchObject({
      updated: 1,
      unchanged: 1,
    })
    expect(sandbox.store.notifuse.contacts.get('1')?.profile.firstName).toBe('Ana')
  })

  it('remembers the last acknowledged payload of a key that stands twice in the file', async () => {
    const { run, sandbox } = await remembering()
    await run(file('1,Ana,Madrid', '1,Ana,Lyon'))
    expect(sandbox.store.notifuse.contacts.get('1')?.profile.city).toBe('Lyon')
    expect((await run(file('1,Ana,Lyon'))).summary.rows).toMatchObject({ unchanged: 1 })
    expect((await run(file('1,Ana,Madrid'))).summary.rows).toMatchObject({ updated: 1 })
  })

  it('sends again what was acknowledged longer ago than --resend-after', async () => {
    const { run } = await remembering()
    await run(file('1,Ana,Madrid'))
    const old = { resendAfterMs: -5000 }
    expect((await run(file('1,Ana,Madrid'), {}, old)).summary.rows).toMatchObject({ updated: 1 })
    expect((await run(file('1,Ana,Madrid'), {}, { resendAfterMs: 3_600_000 })).summary.rows).toMatchObject({
      unchanged: 1,
    })
  })

  it('lists the keys that the file no longer holds, failed rows being in the file', async () => {
    const { run } = await remembering()
    await run(file('1,Ana,Madrid', '2,Bea,Lyon', '3,Zoë,Paris', '4,Al,Bonn'))
    const wanted = { reportMissing: true }
    const later = await run('id,firstName,latitude\n1,Ana,north\n3,Zoë,\n', {}, wanted)
    expect(later.summary.rows).toMatchObject({ failed: 1 })
    expect(await later.report('missing')).toEqual([{ _sync_key: '2' }, { _sync_key: '4' }])
    const again = await rebuildReports(later.folder, { listen: () => {} })
    expect(again.reports).toEqual(later.summary.reports)
  })

  it('lists nothing as missing when only a part of the file was read', async () => {
    const { run } = await remembering()
    await run(file('1,Ana,Madrid', '2,Bea,Lyon'))
    const part = await run(file('1,Ana,Madrid', '2,Bea,Lyon'), { settings: { source: { limit: 1 } } })
    expect(part.summary.reports.missing).toBeUndefined()
  })

  it('is kept by a run that stops, and by its resumption', async () => {
    const { run, sandbox } = await remembering({ target: 'connectif', delivery: { concurrency: 1 } })
    const rows = Array.from({ length: 40 }, (_, row) => `c${row}@example.com,Name`)
    const input = ['email,_name', ...rows, ''].join('\n')
    sandbox.faults.add('401:after=9')
    const stopped = await run(input)
    expect(stopped.summary).toMatchObject({ status: 'refused', exitCode: 3 })
    sandbox.faults.clear()
    const resumed = await resumeRun(stopped, 'connectif')
    expect(resumed.summary).toMatchObject({ status: 'succeeded', rows: { inserted: 40 } })
    expect((await run(input)).summary.rows).toMatchObject({ unchanged: 40 })
  })

  it('refuses a file that is no memory, and makes none anew in its place', async () => {
    const { run, path } = await remembering()
    await run(file('1,Ana,Madrid'))
    await rm(path)
    const { writeFile } = await import('node:fs/promises')
    await writeFile(path, 'not a memory')
    await expect(run(file('1,Ana,Madrid'))).rejects.toMatchObject({ code: 'state' })
  })
})
