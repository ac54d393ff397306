import { describe, expect, it } from 'vitest'
import { type FaultKind, faultCatalogue, type Sandbox } from '../../src/sandbox/sandbox.js'
import { resumeRun, runSync, type TargetName, testSandbox } from './harness.js'

const rows = 120

/** One line of the matrix: what the payloads hold, and what the API is asked to do to them. */
interface Case {
  readonly target: TargetName
  readonly payload: 'replayable' | 'not replayable'
  readonly fault: FaultKind
}

const cases: Case[] = faultCatalogue.flatMap((fault: FaultKind) =>
  fault.apis.flatMap((target): Case[] => {
    const replayable: Case = { target, payload: 'replayable', fault }
    return target === 'notifuse' ? [replayable, { ...replayable, payload: 'not replayable' }] : [replayable]
  }),
)

const key = (target: TargetName, row: number) => (target === 'notifuse' ? `c${row}` : `c${row}@example.com`)
const field = (target: TargetName) => (target === 'notifuse' ? 'firstName' : '_name')

function fileFor({ target, payload }: Case): string {
  const keyed = target === 'notifuse' ? 'id,firstName' : 'email,_name'
  const counted = payload === 'replayable' ? '' : ',$inc.orders,$push.tags'
  const lines = Array.from({ length: rows }, (_, index) => {
    const counters = payload === 'replayable' ? '' : ',1,x'
    return `${key(target, index + 1)},Name ${index + 1}${counters}`
  })
  return [`${keyed}${counted}`, ...lines, ''].join('\n')
}

/** Strikes often enough to be met, and not so often that nothing gets through. */
function ruleFor({ fault, target }: Case): string {
  const api = fault.effect.on === 'connection' ? '' : `,api=${target}`
  if (fault.effect.on === 'contact') return `${fault.name}:share=0.1${api}`
  return `${fault.name}:every=${target === 'notifuse' ? 2 : 9},times=12${api}`
}

/** What the API holds of each row's contact. */
function held(sandbox: Sandbox, target: TargetName, row: number): unknown {
  const contact =
    target === 'notifuse'
      ? sandbox.store.notifuse.contacts.get(key(target, row))?.profile
      : sandbox.store.connectif.contacts.get(key(target, row))
  return contact?.[field(target)]
}

describe('whatever the API does', () => {
  it.concurrent.each(cases.map((one) => [one.target, one.payload, one.fault.name, one] as const))(
    '%s, %s, %s: every row ends once, as the API holds it, and no counter is above one',
    async (target, _payload, _fault, one) => {
      const sandbox = await testSandbox({ faults: [ruleFor(one)], seed: 7 })
      const first = await runSync({
        target,
        input: fileFor(one),
        sandbox,
        delivery: { timeoutMs: 400 },
      })
      sandbox.faults.clear()
      const last = await resumeRun(first, target, 3)

      const { rows: counts } = last.summary
      expect(last.summary.resume).toBeNull()
      expect(counts.read).toBe(rows)
      expect(counts.pending).toBe(0)
      const outcome = new Map<number, string>()
      for (const name of ['inserted', 'updated', 'failed', 'unknown', 'skipped']) {
        for (const { _sync_row: row = '' } of await last.report(name)) {
          expect(outcome.get(Number(row)), `row ${row} is reported twice`).toBeUndefined()
          outcome.set(Number(row), name)
        }
      }
      expect(outcome.size).toBe(rows)
      for (let row = 1; row <= rows; row++) {
        const name = outcome.get(row)
        const value = held(sandbox, target, row)
        if (name === 'inserted' || name === 'updated') expect(value, `row ${row}`).toBe(`Name ${row}`)
        if (name === 'failed') expect(value, `row ${row} is said to have failed`).toBeUndefined()
        for (const operation of ['$inc.orders', '$push.tags']) {
          const times = sandbox.store.notifuse.timesApplied(key(target, row), operation)
          expect(times, `${operation} of row ${row}`).toBeLessThanOrEqual(1)
        }
      }
    },
  )
})
