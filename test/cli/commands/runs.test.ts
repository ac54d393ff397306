import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { tempFolder } from '../../temp.js'
import { type BinResult, runBin } from '../bin.js'

const listed = z.array(z.looseObject({ run: z.string(), status: z.string(), folder: z.string() }))

/** A working folder, with a state folder of its own that outlives one call. */
async function workplace() {
  const cwd = await tempFolder()
  writeFileSync(join(cwd, 'c.csv'), 'id,name\n1,Ana\n2,Bo\n')
  const env = { XDG_STATE_HOME: join(cwd, 'state'), NOTIFUSE_API_KEY: 'k' }
  const bin = (...args: string[]): Promise<BinResult> => runBin(args, { cwd, env })
  const list = async () => listed.parse(JSON.parse((await bin('runs', '--json')).stdout))
  return { cwd, bin, list, sync: (...flags: string[]) => bin('notifuse', 'upsert', 'c.csv', ...flags) }
}

describe('runs', () => {
  test('says so where there are none', async () => {
    const { bin } = await workplace()
    expect(await bin('runs')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^There are no runs in /),
    })
    expect((await bin('runs', '--json')).stdout).toBe('[]\n')
  })

  test('lists finished and unfinished runs, wherever the latter lie, the latest first', async () => {
    const { cwd, bin, list, sync } = await workplace()
    await sync('--sandbox')
    const stopped = await sync(
      '--base-url',
      'http://127.0.0.1:1',
      '--max-attempts',
      '1',
      '--report-dir',
      'away',
    )
    expect(stopped.code).toBe(4)
    const runs = await list()
    expect(runs.map(({ status }) => status)).toEqual(['stopped', 'succeeded'])
    expect(runs[0]).toMatchObject({
      folder: join(cwd, 'away'),
      stopReason: 'unreachable',
      target: 'notifuse',
    })
    expect(runs[1]).toMatchObject({ rows: { read: 2, inserted: 2 }, source: 'c.csv', operation: 'upsert' })
    const { stdout } = await bin('runs')
    expect(stdout).toMatch(/ notifuse {2,}stopped {2,}2, 2 pending .*away\n/)
    expect(stdout).toMatch(
      /\n\n2 runs, .*\nGo on with one that stopped early: contact-sync resume <folder>\n$/,
    )
  })

  test('passes over folders that are not of a run', async () => {
    const { cwd, bin } = await workplace()
    mkdirSync(join(cwd, 'contact-sync-runs', 'mine'), { recursive: true })
    writeFileSync(join(cwd, 'contact-sync-runs', 'mine', 'journal.ndjson'), '{"type":"other"}\n')
    expect((await bin('runs', '--prune', '0s')).stdout).toBe('0 runs cleared, 0 B\n')
    expect(existsSync(join(cwd, 'contact-sync-runs', 'mine', 'journal.ndjson'))).toBe(true)
  })

  test('--prune deletes finished runs of that age, and leaves unfinished ones and what is not theirs', async () => {
    const { cwd, bin, list, sync } = await workplace()
    await sync('--sandbox', '--report-dir', 'contact-sync-runs/one')
    await sync('--sandbox', '--report-dir', 'contact-sync-runs/two')
    await sync(
      '--base-url',
      'http://127.0.0.1:1',
      '--max-attempts',
      '1',
      '--report-dir',
      'contact-sync-runs/open',
    )
    writeFileSync(join(cwd, 'contact-sync-runs', 'two', 'notes.txt'), 'mine')
    expect((await bin('runs', '--prune', '1d')).stdout).toBe('0 runs cleared, 0 B\n')
    expect(await list()).toHaveLength(3)
    const { stdout } = await bin('runs', '--prune', '0s')
    expect(stdout).toContain(`deleted  ${join(cwd, 'contact-sync-runs', 'one')}\n`)
    expect(stdout).toContain(`emptied  ${join(cwd, 'contact-sync-runs', 'two')} (`)
    expect(readdirSync(join(cwd, 'contact-sync-runs')).sort()).toEqual(['open', 'two'])
    expect(readdirSync(join(cwd, 'contact-sync-runs', 'two'))).toEqual(['notes.txt'])
    const pruned = await bin('runs', '--prune', '0s', '--unfinished', '--json')
    expect(JSON.parse(pruned.stdout)).toMatchObject({ removed: [join(cwd, 'contact-sync-runs', 'open')] })
    expect(await list()).toEqual([])
  })

  test.each([
    [['--prune', '30'], '--prune: "30" is not a duration'],
    [['--unfinished'], '--unfinished says nothing without --prune'],
  ])('refuses %j', async (flags, said) => {
    const { code, stderr } = await runBin(['runs', ...flags])
    expect(code).toBe(2)
    expect(stderr).toContain(said)
  })
})

describe('--keep-runs', () => {
  test('clears older finished runs beside this one, and keeps this one', async () => {
    const { cwd, sync, list } = await workplace()
    await sync('--sandbox', '--report-dir', 'contact-sync-runs/one')
    await sync('--sandbox', '--report-dir', 'elsewhere/other')
    await sync('--sandbox', '--report-dir', 'contact-sync-runs/two', '--keep-runs', '1d')
    expect(await list()).toHaveLength(2)
    await sync('--sandbox', '--report-dir', 'contact-sync-runs/three', '--keep-runs', '1ms')
    expect((await list()).map(({ folder }) => folder)).toEqual([join(cwd, 'contact-sync-runs', 'three')])
    expect(existsSync(join(cwd, 'elsewhere', 'other', 'journal.ndjson'))).toBe(true)
  })
})
