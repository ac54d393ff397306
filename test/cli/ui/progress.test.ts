import { describe, expect, test } from 'vitest'
import { type KnownLimit, Progress } from '../../../src/cli/ui/progress.js'
import type { RunEvent } from '../../../src/delivery/events.js'
import { noRows } from '../fakes.js'

const blind: KnownLimit = { rate: undefined, batchSize: 50 }
const source = { path: 'in.csv', format: 'csv', bytes: 1000 }
const started: RunEvent = {
  type: 'started',
  run: 'r',
  folder: 'f',
  target: 't',
  operation: 'o',
  source,
  resumed: false,
}

function progressed(
  done: number,
  part: { read?: number; bytesRead?: number; sent?: number; failed?: number } = {},
): RunEvent {
  const { read = done, bytesRead = 0, sent = 0, failed = 0 } = part
  return {
    type: 'progress',
    rows: { ...noRows, read, inserted: done - failed, failed, pending: read - done },
    requests: { sent, retried: 0, rateLimited: 0 },
    bytesRead,
    inFlight: 8,
  }
}

/** Plays events, each at its second. */
function playing(limit: KnownLimit, ...events: readonly (readonly [number, RunEvent])[]): Progress {
  const progress = new Progress(limit)
  for (const [second, event] of events) progress.on(event, second * 1000)
  return progress
}

describe('progress', () => {
  test('knows nothing before anything was read', () => {
    expect(playing(blind, [0, started]).view(5000)).toMatchObject({
      done: 0,
      total: undefined,
      share: undefined,
      perSecond: undefined,
      leftMs: undefined,
    })
  })

  test('estimates all rows from bytes, and counts what was read but not sent as not done', () => {
    const view = playing(blind, [0, started], [1, progressed(100, { read: 400, bytesRead: 500 })]).view(1000)
    expect(view.total).toEqual({ rows: 800, exact: false })
    expect(view.share).toBe(100 / 800)
  })

  test('knows all rows once the file was read to its end, which is not yet the end', () => {
    const view = playing(blind, [0, started], [1, progressed(100, { read: 400, bytesRead: 1000 })]).view(1000)
    expect(view.total).toEqual({ rows: 400, exact: true })
    expect(view.share).toBe(0.25)
  })

  test('says nothing of all rows where the size is not known', () => {
    const unsized: RunEvent = { ...started, source: { ...source, bytes: 0 } }
    const view = playing(blind, [0, unsized], [1, progressed(100)], [3, progressed(300)]).view(3000)
    expect(view.share).toBeUndefined()
    expect(view.leftMs).toBeUndefined()
    expect(view.perSecond).toBe(100)
  })

  test('measures the rate over the last two minutes, not since the beginning', () => {
    const events: [number, RunEvent][] = [[0, started]]
    for (let second = 0; second <= 100; second++) events.push([second, progressed(second * 1000)])
    for (let second = 101; second <= 400; second++)
      events.push([second, progressed(100_000 + (second - 100) * 10)])
    expect(playing(blind, ...events).view(400_000).perSecond).toBeCloseTo(10, 5)
  })

  test('goes down while nothing comes back', () => {
    const progress = playing(blind, [0, started], [0, progressed(0)], [10, progressed(1000)])
    expect(progress.view(10_000).perSecond).toBe(100)
    expect(progress.view(20_000).perSecond).toBe(50)
  })

  test('a resumed run is as fast as it is now: rows that were done before do not count', () => {
    const resumed: RunEvent = { ...started, resumed: true }
    const view = playing(blind, [0, resumed], [0, progressed(900_000)], [10, progressed(900_100)]).view(
      10_000,
    )
    expect(view.perSecond).toBe(10)
  })

  test('the time left is at least what the limit of the API takes', () => {
    const limit = { rate: { calls: 100, perMs: 60_000 }, batchSize: 1 }
    // The first window's calls are spent within a second: at this rate all would be done in nine.
    const whole = { read: 1000, bytesRead: 1000 }
    const view = playing(
      limit,
      [0, started],
      [0, progressed(0, { ...whole, sent: 0 })],
      [1, progressed(100, { ...whole, sent: 100 })],
    ).view(1000)
    // 1,000 calls are ten windows; the tenth begins nine minutes after the first.
    expect(view.leftMs).toBe(9 * 60_000 - 1000)
  })

  test('rows that need no call leave more of the limit to the others', () => {
    const limit = { rate: { calls: 100, perMs: 60_000 }, batchSize: 1 }
    const whole = { read: 2000, bytesRead: 1000 }
    const view = playing(
      limit,
      [0, started],
      [0, progressed(0, { ...whole, sent: 0 })],
      [1, progressed(1000, { ...whole, sent: 100 })],
    ).view(1000)
    expect(view.leftMs).toBe(59_000)
  })

  test('waits are shown until they are over, short ones never', () => {
    const waiting = (until: number): RunEvent => ({ type: 'waiting', reason: 'budget', until })
    const progress = playing(blind, [0, started], [1, waiting(31_000)])
    expect(progress.view(30_000).waiting).toMatchObject({ reason: 'budget', until: 31_000 })
    expect(progress.view(31_000).waiting).toBeUndefined()
    expect(playing(blind, [0, started], [1, waiting(1500)]).view(1200).waiting).toBeUndefined()
  })

  test('the time left is never less than the wait', () => {
    const events: [number, RunEvent][] = [
      [0, started],
      [0, progressed(0, { read: 100, bytesRead: 1000 })],
      [10, progressed(99, { read: 100, bytesRead: 1000 })],
      [10, { type: 'waiting', reason: 'retry-after', until: 100_000 }],
    ]
    expect(playing(blind, ...events).view(10_000).leftMs).toBe(90_000)
  })

  test('once it stops, what counts is what is in flight', () => {
    const stopping: RunEvent = { type: 'stopping', reason: 'signal', message: '' }
    const view = playing(blind, [0, started], [1, progressed(10, { read: 20 })], [2, stopping]).view(2000)
    expect(view.finishing).toBe(8)
    expect(view.leftMs).toBeUndefined()
  })
})
