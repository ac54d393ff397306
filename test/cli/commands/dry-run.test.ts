import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/delivery/plan.js'
import { fakeRooms, runWith } from '../fakes.js'

describe('a dry run', () => {
  const plan: Plan = {
    schemaVersion: 1,
    dryRun: true,
    warnings: [],
    target: 'bulk',
    operation: 'upsert',
    source: { path: 'in.csv', format: 'csv', bytes: 10 },
    rows: { read: 1200, toSend: 1199, unchanged: 0, skipped: 0, failed: 1 },
    duplicates: 2,
    requests: {
      count: 24,
      leastMs: 90_000,
      first: [{ method: 'POST', path: '/contacts', body: '{"contacts":[]}' }],
    },
    exitCode: 1,
  }
  const rooms = fakeRooms({
    plan:
      async () =>
      async (_settings, { listen }) => {
        listen({
          type: 'issue',
          outcome: 'failed',
          row: 7,
          line: 8,
          issue: { code: 'no-key', reason: 'no id' },
        })
        return plan
      },
  })

  test('needs no key, sends nothing and prints the plan on stdout', async () => {
    const { code, stdout } = await runWith(rooms, ['bulk', 'upsert', 'in.csv', '--dry-run'])
    expect(code).toBe(1)
    expect(stdout).toBe(`bulk upsert in.csv: a dry run; nothing was sent

  to send     1,199
  would fail      1
  read        1,200
  2 rows with a key that stands on an earlier row

Why rows would fail
  1  no id (row 7, line 8)

24 calls; at the API's rate at least 1 min 30 s

Request 1: POST /contacts
{
  "contacts": []
}
`)
  })

  test('is JSON with --json', async () => {
    const { stdout } = await runWith(rooms, ['bulk', 'upsert', 'in.csv', '--dry-run', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ ...plan, reasons: [{ text: 'no id', rows: 1 }] })
  })
})
