import { describe, expect, it } from 'vitest'
import { type Ran, resumeRun, runSync, type TargetName, testSandbox } from './harness.js'

const rows = 900
const concurrency = 8

/** Every third row is of one of ten contacts, which come again and again; each row says which it is. */
function keyOf(target: TargetName, row: number): string {
  const key = row % 3 === 0 ? `again${row % 10}` : `c${row}`
  if (target === 'notifuse') return key
  // Two spellings of one address may be one contact: they must not be under way together either.
  return `${row % 2 === 0 ? key.toUpperCase() : key}@example.com`
}

function file(target: TargetName): string {
  const header = target === 'notifuse' ? 'id,firstName' : 'email,_name'
  const lines = Array.from({ length: rows }, (_, index) => `${keyOf(target, index + 1)},row ${index + 1}`)
  return [header, ...lines, ''].join('\n')
}

/** The last row of each key that was written, as the reports tell it. */
async function lastWritten(ran: Ran): Promise<Map<string, number>> {
  const last = new Map<string, number>()
  for (const name of ['inserted', 'updated']) {
    for (const { _sync_key: key = '', _sync_row: row } of await ran.report(name)) {
      last.set(key, Math.max(last.get(key) ?? 0, Number(row)))
    }
  }
  return last
}

describe.each(['notifuse', 'connectif'] as const)('contacts of %s that stand on many rows', (target) => {
  it.concurrent.each([
    ['no fault', []],
    ['refusals of batches', ['400:p=0.1']],
    ['429', ['429:after=12,p=0.5,times=3']],
    ['lost answers', ['reset-after:p=0.03', '503-after:p=0.03']],
    ['slow answers', ['late-answer:p=0.2,ms=40', 'latency:p=0.2,ms=40']],
  ])('are never in two requests at once, and end as their last row says: %s', async (_name, faults) => {
    const sandbox = await testSandbox({ faults: [...faults], jitterMs: 4, seed: 11 })
    const settings = { concurrency, timeoutMs: 10_000, maxAttempts: 10 }
    const first = await runSync({ target, input: file(target), sandbox, delivery: settings })
    sandbox.faults.clear()
    const ran = await resumeRun(first, target, 3)
    expect(ran.summary.rows).toMatchObject({ read: rows, pending: 0, unknown: 0 })
    expect(sandbox.stats()[target]).toMatchObject({ overlaps: 0, repeats: 0 })
    for (const [key, row] of await lastWritten(ran)) {
      const held =
        target === 'notifuse'
          ? sandbox.store.notifuse.contacts.get(key)?.profile.firstName
          : sandbox.store.connectif.contacts.get(key)?._name
      expect(held, key).toBe(`row ${row}`)
    }
  })

  it('do not hold up the others: while one is stuck, all lanes but its own go on', async () => {
    const stuck = keyOf(target, 3)
    // Its second row hangs until its time is up; those after it wait behind it.
    const sandbox = await testSandbox({
      faults: [{ fault: 'hang-before', api: target, key: stuck, after: 1, times: 1 }],
    })
    let writtenMeanwhile = 0
    const ran = await runSync({
      target,
      input: file(target),
      sandbox,
      delivery: { concurrency: 2, timeoutMs: 3000 },
      onEvent: (event) => {
        if (event.type === 'request' && event.status === 0)
          writtenMeanwhile = sandbox.stats()[target].inserted
      },
    })
    expect(ran.summary.rows).toMatchObject({ read: rows, pending: 0, failed: 0, unknown: 0 })
    expect(sandbox.stats()[target]).toMatchObject({ overlaps: 0, repeats: 0 })
    // Two thirds of the rows are of contacts that stand on one row.
    expect(writtenMeanwhile).toBeGreaterThan(rows / 2)
  })
})
