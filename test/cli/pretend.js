// A run that sends nothing, shown by the real display: what the terminal tests look at.
// Arguments: those of the command line. PRETEND_MS: how long it takes.
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../dist/cli/run.js'

const never = () => {
  throw new Error('not asked for')
}
const target = {
  name: 'bulk',
  title: 'Bulk',
  operation: 'upsert',
  summary: 'upsert contacts into Bulk',
  defaultBaseUrl: 'https://api.bulk.example',
  apiKeyVariable: 'BULK_API_KEY',
  batchSize: 50,
  rate: undefined,
  dialect: { keyNames: ['id'], keyLabel: 'id', sections: [] },
  orderKey: never,
}

const all = 1_234_567
const bytes = 98_765_432
const total = Number(process.env.PRETEND_MS ?? 3000)

function counts(done) {
  const failed = Math.floor(done / 1000)
  const rows = {
    read: done + 400,
    inserted: done - failed,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    failed,
    unknown: 0,
  }
  return { ...rows, pending: 400 }
}

async function sync({ file }, { listen, stop }) {
  const source = { path: file, format: 'csv', bytes }
  const startedAt = new Date()
  listen({
    type: 'started',
    run: 'r1',
    folder: 'runs/r1',
    target: 'bulk',
    operation: 'upsert',
    source,
    resumed: false,
  })
  let done = 0
  let waited = false
  while (Date.now() - startedAt < total && !stop.aborted) {
    await sleep(20, undefined, { signal: stop }).catch(() => {})
    const share = Math.min(1, (Date.now() - startedAt) / total)
    done = Math.floor(all * share)
    const requests = { sent: Math.ceil(done / 50), retried: 0, rateLimited: 2 }
    listen({ type: 'progress', rows: counts(done), requests, bytesRead: bytes * share, inFlight: 8 })
    if (share > 0.5 && !waited) {
      waited = true
      listen({ type: 'warning', message: 'the columns a, b are used by nothing' })
      listen({ type: 'waiting', reason: 'budget', until: Date.now() + total })
    }
  }
  if (stop.aborted) listen({ type: 'stopping', reason: stop.reason, message: 'stopping' })
  if (stop.aborted) await sleep(Number(process.env.PRETEND_DRAIN_MS ?? 200))
  const rows = { ...counts(done), read: done, pending: 0 }
  const exitCode = stop.aborted ? 4 : 1
  const summary = {
    schemaVersion: 1,
    tool: { name: 'contact-sync', version: '0.0.0' },
    run: 'r1',
    target: 'bulk',
    operation: 'upsert',
    source,
    status: stop.aborted ? 'stopped' : 'partial',
    stopReason: stop.aborted ? 'signal' : null,
    exitCode,
    rows,
    requests: { sent: Math.ceil(done / 50), retried: 0, rateLimited: 2 },
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    durationMs: Date.now() - startedAt,
    reports: { inserted: 'runs/r1/inserted.csv', failed: 'runs/r1/failed.csv' },
    resume: stop.aborted ? 'contact-sync resume runs/r1' : null,
  }
  listen({ type: 'finished', summary })
  return summary
}

const rooms = { targets: [target], sync: async () => sync }
const io = { stdout: process.stdout, stderr: process.stderr, env: { BULK_API_KEY: 'k', ...process.env } }
process.exitCode = await run(process.argv.slice(2), rooms, io, { json: false, verbose: false })
