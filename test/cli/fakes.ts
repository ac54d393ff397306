import { PassThrough } from 'node:stream'
import type { Environment } from '../../src/cli/environment.js'
import type { Io } from '../../src/cli/io.js'
import type { Rooms } from '../../src/cli/rooms.js'
import { run } from '../../src/cli/run.js'
import { InternalError } from '../../src/errors.js'
import type { RowCounts, Summary } from '../../src/journal/summary.js'
import type { Target } from '../../src/targets/target.js'

/** A target that a command line can be made for; it is never sent to. */
function fakeTarget(name: string, part: Partial<Target> & { options?: readonly string[] } = {}): Target {
  const { options = [], ...rest } = part
  const never = () => {
    throw new InternalError('the command line asks no target to do its work')
  }
  return {
    name,
    title: name[0]?.toUpperCase() + name.slice(1),
    operation: 'upsert',
    summary: `upsert contacts into ${name}`,
    defaultBaseUrl: `https://api.${name}.example`,
    apiKeyVariable: `${name.toUpperCase()}_API_KEY`,
    batchSize: 50,
    lasting: (payload) => payload,
    rate: undefined,
    dialect: {
      keyNames: ['id'],
      keyLabel: 'id',
      addsUp: false,
      checkKey: never,
      base: never,
      sections: options.map((option) => ({
        at: ['profile', `$${option}`],
        single: false,
        names: [],
        option,
        field: never,
      })),
      implicitField: never,
      vocabulary: { keys: ['id'], field: never, named: never, custom: never },
      native: never,
      check: never,
    },
    orderKey: never,
    authorization: never,
    request: never,
    settle: never,
    refusal: never,
    ...rest,
  }
}

export const bulk = fakeTarget('bulk', { options: ['set', 'push', 'inc'] })
export const single = fakeTarget('single', {
  operation: 'patch',
  batchSize: 1,
  rate: { calls: 100, perMs: 60_000 },
  options: ['field'],
})

export const noRows: RowCounts = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  unknown: 0,
  pending: 0,
}

export function fakeSummary(part: Partial<Summary> = {}): Summary {
  return {
    schemaVersion: 1,
    tool: { name: 'contact-sync', version: '0.0.0' },
    run: 'r1',
    target: 'bulk',
    operation: 'upsert',
    source: { path: 'contacts.csv', format: 'csv', bytes: 1000 },
    status: 'succeeded',
    stopReason: null,
    exitCode: 0,
    rows: { ...noRows, read: 2, inserted: 2 },
    requests: { sent: 1, retried: 0, rateLimited: 0 },
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:01.000Z',
    durationMs: 1000,
    reports: {},
    resume: null,
    ...part,
  }
}

const notGiven = () => Promise.reject(new InternalError('this test gave no such room'))

export function fakeRooms(part: Partial<Rooms> = {}): Rooms {
  return {
    targets: [bulk, single],
    sync: notGiven,
    plan: notGiven,
    explain: notGiven,
    guessMapping: notGiven,
    resume: notGiven,
    rebuildReports: notGiven,
    standIn: notGiven,
    startSandbox: notGiven,
    ...part,
  }
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process, against fake rooms. */
export async function runWith(rooms: Rooms, argv: readonly string[], env: Environment = {}): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const io: Io = { stdout, stderr, env }
  const code = await run(argv, rooms, io, { json: false, verbose: false })
  const text = (stream: PassThrough) => String(stream.read() ?? '')
  return { code, stdout: text(stdout), stderr: text(stderr) }
}
