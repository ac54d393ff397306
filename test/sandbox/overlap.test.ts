import { describe, expect, test } from 'vitest'
import { OverlapWatch } from '../../src/sandbox/overlap.js'
import { open, patch, until, upsert } from './client.js'

describe('OverlapWatch', () => {
  test('counts a contact that is in two requests at the same time', () => {
    const watch = new OverlapWatch()
    const leave = watch.enter(['a', 'b'])
    watch.enter(['b', 'c'])()
    leave()
    watch.enter(['a', 'b'])()
    expect(watch).toMatchObject({ overlaps: 1, repeats: 0, inFlight: 0, peak: 2 })
  })

  test('counts a contact that is twice in one request, once', () => {
    const watch = new OverlapWatch()
    watch.enter(['a', 'b', 'a'])()
    expect(watch).toMatchObject({ overlaps: 0, repeats: 1 })
  })

  test('takes a request as over only once', () => {
    const watch = new OverlapWatch()
    const leave = watch.enter(['a'])
    const other = watch.enter(['b'])
    leave()
    leave()
    expect(watch.inFlight).toBe(1)
    other()
    expect(watch.inFlight).toBe(0)
  })
})

test('a client that sends a contact twice at once is found out', async () => {
  const sandbox = await open({ latencyMs: 200 })
  await Promise.all([upsert(sandbox, [{ id: '1' }]), upsert(sandbox, [{ id: '2' }, { id: '1' }])])
  expect(sandbox.stats().notifuse).toMatchObject({ overlaps: 1, peakInFlight: 2, inFlight: 0 })
})

test('a client that waits for each answer is not', async () => {
  const sandbox = await open({ limits: ['none'], faults: ['drop-after-answer:every=2', '500-after:every=3'] })
  for (let i = 0; i < 30; i++) await patch(sandbox, 'ana@example.com', { _points: i })
  expect(sandbox.stats().connectif).toMatchObject({ overlaps: 0, peakInFlight: 1 })
})

test('a request that is never answered is over when its client gives up', async () => {
  const sandbox = await open({ faults: ['hang-after:first=1'] })
  const controller = new AbortController()
  const hanging = upsert(sandbox, [{ id: '1' }], { signal: controller.signal })
  await until(() => sandbox.stats().requests === 1)
  expect(sandbox.stats().notifuse.inFlight).toBe(1)
  controller.abort()
  await expect(hanging).rejects.toThrow()
  await until(() => sandbox.stats().notifuse.inFlight === 0)
  await upsert(sandbox, [{ id: '1' }])
  expect(sandbox.stats().notifuse.overlaps).toBe(0)
})
