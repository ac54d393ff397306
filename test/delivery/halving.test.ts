import { describe, expect, it } from 'vitest'
import { runSync, testSandbox } from './harness.js'

const rows = 500
const poisoned = [17, 250, 444]

function file(counters: boolean): string {
  const lines = Array.from({ length: rows }, (_, i) => `c${i + 1},Name ${i + 1}${counters ? ',1' : ''}`)
  return [`id,firstName${counters ? ',$inc.orders' : ''}`, ...lines, ''].join('\n')
}

describe('a batch that is refused as a whole', () => {
  it.concurrent.each([
    ['400', false],
    ['400', true],
    ['413', true],
    ['422', true],
  ] as const)(
    '%s, counters %s: it is halved until the rows at fault stand alone, at 36 calls more at most',
    async (status, counters) => {
      const faults = poisoned.map((row) => `${status}:key=c${row}`)
      const sandbox = await testSandbox({ faults })
      const { summary, report } = await runSync({ target: 'notifuse', input: file(counters), sandbox })
      expect(summary).toMatchObject({ status: 'partial', stopReason: null })
      expect(summary.rows).toMatchObject({
        read: rows,
        inserted: rows - 3,
        failed: 3,
        unknown: 0,
        pending: 0,
      })
      expect(summary.requests.sent).toBeLessThanOrEqual(rows / 50 + 36)
      const failed = await report('failed')
      expect(failed.map((row) => Number(row._sync_row)).sort((a, b) => a - b)).toEqual(poisoned)
      for (const row of failed) expect(row._sync_message).toContain('The contact is refused')
      // Every good row was written once, and none twice.
      expect(sandbox.stats().notifuse).toMatchObject({ inserted: rows - 3, updated: 0 })
    },
  )

  it('that is the first one: the rest of the file goes through', async () => {
    const sandbox = await testSandbox({ faults: [1, 2, 3].map((row) => `400:key=c${row}`) })
    const { summary } = await runSync({ target: 'notifuse', input: file(true), sandbox })
    expect(summary.rows).toMatchObject({ read: rows, inserted: rows - 3, failed: 3 })
  })

  it('for a file that is shorter than a batch: each row fails by itself, and the run is finished', async () => {
    const sandbox = await testSandbox({ faults: ['400'] })
    const input = file(true).split('\n').slice(0, 21).join('\n')
    const { summary } = await runSync({ target: 'notifuse', input, sandbox })
    expect(summary).toMatchObject({ status: 'partial', stopReason: null, exitCode: 1, resume: null })
    expect(summary.rows).toMatchObject({ read: 20, failed: 20 })
  })
})
