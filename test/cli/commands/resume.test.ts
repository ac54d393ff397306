import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ResumeOverrides } from '../../../src/cli/rooms.js'
import { withTempFolder } from '../bin.js'
import { bulk, fakeRooms, fakeSummary, noRows, runWith } from '../fakes.js'

async function overridesOf(argv: readonly string[], env: Record<string, string> = {}) {
  const seen: { folder: string; overrides: ResumeOverrides; key: string }[] = []
  const rooms = fakeRooms({
    resume: async () => async (folder, overrides) => {
      seen.push({ folder, overrides, key: await overrides.apiKey(bulk) })
      return fakeSummary({ exitCode: 0 })
    },
  })
  return { ...(await runWith(rooms, argv, { BULK_API_KEY: 'k', ...env })), seen: seen[0] }
}

describe('resume', () => {
  test('leaves the pace to the run where nothing is given', async () => {
    const { seen, code } = await overridesOf(['resume', 'runs/r1'])
    expect(code).toBe(0)
    expect(seen?.folder).toBe('runs/r1')
    expect(seen?.overrides.delivery).toEqual({})
  })

  test('takes anew what is given, and only as flags', async () => {
    const argv = ['resume', 'runs/r1', '--rate', 'none', '--max-failed', '5', '--timeout', '1s']
    const { seen } = await overridesOf(argv, { CONTACT_SYNC_CONCURRENCY: '99' })
    expect(seen?.overrides.delivery).toEqual({ rate: 'none', maxFailed: { rows: 5 }, timeoutMs: 1000 })
  })

  test('finds the key of the target that the run names', async () => {
    expect((await overridesOf(['resume', 'runs/r1'])).seen?.key).toBe('k')
    const { code, stderr } = await overridesOf(['resume', 'runs/r1'], { BULK_API_KEY: '' })
    expect(code).toBe(2)
    expect(stderr).toContain('there is no API key for Bulk')
  })

  test("follows the section of the run's target in the configuration file, once it is over", async () => {
    await withTempFolder('contact-sync-resume-', async (folder) => {
      const [config, metrics] = [join(folder, 'c.yaml'), join(folder, 'bulk.prom')]
      writeFileSync(config, `bulk:\n  metrics-file: ${metrics}\n`)
      expect((await overridesOf(['resume', 'runs/r1', '--config', config])).code).toBe(0)
      expect(readFileSync(metrics, 'utf8')).toContain('contact_sync_run_exit_code')
    })
  })

  test.each(['--skip', '--mapping', '--set', '--dry-run', '--base-url'])(
    "does not take %s, which is the run's",
    async (flag) => {
      const { code, stderr } = await overridesOf(['resume', 'runs/r1', flag, '1'])
      expect(code).toBe(2)
      expect(stderr).toContain(`contact-sync: ${flag} is no option of resume`)
    },
  )
})

describe('report', () => {
  const summary = fakeSummary({
    status: 'stopped',
    stopReason: 'signal',
    exitCode: 4,
    rows: { ...noRows, read: 5, inserted: 2, pending: 3 },
    resume: 'contact-sync resume runs/r1',
  })
  const rooms = fakeRooms({ rebuildReports: async () => async () => summary })

  test('prints the summary on stdout: it is what was asked for', async () => {
    const { code, stdout, stderr } = await runWith(rooms, ['report', 'runs/r1'])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^bulk upsert contacts\.csv: stopped by a signal\n/)
    expect(stdout).toContain('  contact-sync resume runs/r1\n')
  })

  test('prints JSON with --json', async () => {
    expect(JSON.parse((await runWith(rooms, ['report', 'runs/r1', '--json'])).stdout)).toEqual(summary)
  })
})
