import { PassThrough } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { jsonUi } from '../../../src/cli/ui/json-ui.js'
import { canDrawLive, type OutputSettings, openUi } from '../../../src/cli/ui/ui.js'
import type { RunEvent } from '../../../src/delivery/events.js'
import { fakeSummary, noRows } from '../fakes.js'

const normal: OutputSettings = {
  json: false,
  logFormat: 'text',
  volume: 'normal',
  progress: true,
  color: true,
}
const limit = { rate: undefined, batchSize: 1 }
const source = { path: 'in.csv', format: 'csv', bytes: 1000 }
const started: RunEvent = {
  type: 'started',
  run: 'r1',
  folder: 'runs/r1',
  target: 'bulk',
  operation: 'upsert',
  source,
  resumed: false,
}
const progressed: RunEvent = {
  type: 'progress',
  rows: { ...noRows, read: 500, inserted: 400, pending: 100 },
  requests: { sent: 8, retried: 0, rateLimited: 0 },
  bytesRead: 500,
  inFlight: 2,
}
const request: RunEvent = { type: 'request', status: 200, ms: 120, contacts: 50 }
const lost: RunEvent = { type: 'request', status: 0, ms: 30_000, contacts: 1 }
const issue: RunEvent = {
  type: 'issue',
  outcome: 'failed',
  row: 12,
  line: 13,
  issue: { code: 'bad-value', field: 'email', reason: 'has no @' },
}
const finished: RunEvent = { type: 'finished', summary: fakeSummary() }

async function said(output: Partial<OutputSettings>, ...events: readonly RunEvent[]): Promise<string> {
  const stderr = new PassThrough()
  const ui = await openUi({ ...normal, ...output }, limit, { stdout: new PassThrough(), stderr, env: {} })
  for (const event of events) ui.listen(event)
  ui.close()
  return String(stderr.read() ?? '')
}

describe('text', () => {
  test('names the run and its folder, so that it can be resumed whatever happens', async () => {
    expect(await said({}, started)).toBe('contact-sync: starting a run in runs/r1\n')
    expect(await said({}, { ...started, resumed: true })).toBe(
      'contact-sync: going on with the run in runs/r1\n',
    )
  })

  test('names requests and failed rows only with -v, and rows by number', async () => {
    expect(await said({}, request, issue)).toBe('')
    expect(await said({ volume: 'verbose' }, request, lost, issue)).toBe(
      'contact-sync: request of 50 contacts: answer 200 in 120 ms\n' +
        'contact-sync: request of 1 contact: no answer in 30,000 ms\n' +
        'contact-sync: row 12, line 13: failed (bad-value): email: has no @\n',
    )
  })

  test('says why a run stops', async () => {
    const stopping: RunEvent = { type: 'stopping', reason: 'disk', message: 'no space left on the device' }
    expect(await said({}, stopping)).toBe('contact-sync: no space left on the device\n')
  })

  test('is nothing with -q', async () => {
    const warning: RunEvent = { type: 'warning', message: 'w' }
    expect(await said({ volume: 'quiet' }, started, warning, request, issue, progressed, finished)).toBe('')
  })

  test('off a terminal is a line of progress every ten seconds, and none after the end', async () => {
    vi.useFakeTimers({ now: 0 })
    try {
      const stderr = new PassThrough()
      const ui = await openUi(normal, limit, { stdout: new PassThrough(), stderr, env: {} })
      ui.listen(started)
      stderr.read()
      ui.listen(progressed)
      for (let second = 0; second < 25; second++) {
        vi.advanceTimersByTime(1000)
        ui.listen(progressed)
      }
      expect(String(stderr.read())).toBe(
        '40%, 400 of about 1,000 rows, 0 rows/s\n40%, 400 of about 1,000 rows, 0 rows/s\n',
      )
      ui.listen(finished)
      vi.advanceTimersByTime(60_000)
      expect(stderr.read()).toBeNull()
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('JSON events', () => {
  function events(
    output: Partial<OutputSettings>,
    list: readonly RunEvent[],
    stepMs = 1000,
  ): readonly { type: string }[] {
    const stderr = new PassThrough()
    let time = 0
    const ui = jsonUi({ ...normal, logFormat: 'json', ...output }, stderr, () => time)
    for (const event of list) {
      time += stepMs
      ui.listen(event)
    }
    const lines = String(stderr.read() ?? '')
      .split('\n')
      .slice(0, -1)
    return lines.map((line) => JSON.parse(line))
  }

  test('are one object a line, with the time', () => {
    expect(events({}, [started])).toEqual([{ time: '1970-01-01T00:00:01.000Z', ...started }])
  })

  test('tell progress at most every ten seconds', () => {
    expect(
      events(
        {},
        Array.from({ length: 35 }, () => progressed),
      ),
    ).toHaveLength(3)
  })

  test('tell requests and failed rows only with -v', () => {
    expect(events({}, [request, issue, finished]).map(({ type }) => type)).toEqual(['finished'])
    expect(events({ volume: 'verbose' }, [request, issue]).map(({ type }) => type)).toEqual([
      'request',
      'issue',
    ])
  })

  test('with -q are only the end of a run that did not go well', () => {
    const partial: RunEvent = { type: 'finished', summary: fakeSummary({ status: 'partial', exitCode: 1 }) }
    expect(events({ volume: 'quiet' }, [started, finished, partial])).toMatchObject([partial])
  })
})

test('a live line needs a terminal that is neither dumb nor a CI log', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const able = (env: Record<string, string>, stderr = terminal) =>
    canDrawLive({ stdout: new PassThrough(), stderr, env: { TERM: 'xterm', ...env } })
  expect(able({})).toBe(true)
  expect(able({ CI: 'false' })).toBe(true)
  expect(able({ CI: 'true' })).toBe(false)
  expect(able({ TERM: 'dumb' })).toBe(false)
  expect(canDrawLive({ stdout: new PassThrough(), stderr: new PassThrough(), env: {} })).toBe(false)
})
