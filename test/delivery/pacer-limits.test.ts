import { describe, expect, it } from 'vitest'
import { createPacer } from '../../src/delivery/pacer.js'
import {
  clockWindow,
  hiddenLimits,
  median,
  run,
  type Score,
  score,
  seeded,
  statedWindow,
} from './pacing-lab.js'

const trials = 5
const concurrency = 16

function paced(random: () => number) {
  return createPacer({ rate: undefined, documented: undefined, headroom: 10, concurrency, random })
}

describe('a limit that says nothing of itself', () => {
  it.each(hiddenLimits.map((limit) => [limit.name, limit] as const))('%s: is found', (name, limit) => {
    const scores: Score[] = Array.from({ length: trials }, (_, trial) => {
      const random = seeded(trial + 1)
      return score(paced(random), limit, { concurrency, random })
    })
    const use = median(scores.map((one) => one.use))
    const refused = median(scores.map((one) => one.refused))
    const { reach } = limit
    expect(use, `${name}: used ${use}`).toBeGreaterThanOrEqual(reach.use)
    expect(refused, `${name}: refused ${refused}`).toBeLessThanOrEqual(reach.refused)
  })
})

it('a silent window that follows the clock is found as well as one that opens with its first call', () => {
  const random = seeded(11)
  const api = clockWindow(100, 5000, 1700)
  const { accepted, refused } = run(paced(random), { api, durationMs: 300_000, concurrency, random })
  expect(accepted / 6000).toBeGreaterThanOrEqual(0.92)
  expect(refused / (accepted + refused)).toBeLessThanOrEqual(0.06)
})

describe('a refusal before anything was accepted', () => {
  it('says little of the limit: the rate is found again within seconds', () => {
    const random = seeded(2)
    let first = true
    const api = () => {
      const accepted = !first
      first = false
      return { accepted }
    }
    const result = run(paced(random), { api, durationMs: 60_000, requests: 400, concurrency, random })
    expect(result.accepted).toBe(400)
    expect(result.finishedAt).toBeLessThan(15_000)
  })
})

describe('a budget that the API states', () => {
  const window = { calls: 100, windowMs: 60_000 }

  it('of two and a half windows takes little more than two resets, without a 429', () => {
    const random = seeded(3)
    const pacer = createPacer({ rate: undefined, documented: undefined, headroom: 0, concurrency, random })
    const result = run(pacer, {
      api: statedWindow(window),
      durationMs: 600_000,
      requests: 250,
      concurrency,
      random,
    })
    expect(result.accepted).toBe(250)
    expect(result.refused).toBe(0)
    // Two resets have to be waited for, and the last half window takes next to nothing.
    expect(result.finishedAt).toBeLessThanOrEqual(1.05 * 120_000)
  })

  it('is spent at once where it is enough', () => {
    const random = seeded(4)
    const result = run(paced(random), {
      api: statedWindow(window),
      durationMs: 60_000,
      requests: 90,
      concurrency,
      random,
    })
    expect(result.finishedAt).toBeLessThan(2000)
  })

  it('leaves the headroom to others in every window', () => {
    const random = seeded(5)
    const { sentAt } = run(paced(random), {
      api: statedWindow(window),
      durationMs: 600_000,
      concurrency,
      random,
    })
    for (let start = 0; start < 600_000; start += window.windowMs) {
      const inWindow = sentAt.filter((at) => at >= start && at < start + window.windowMs)
      expect(inWindow.length).toBeLessThanOrEqual(91)
    }
  })

  it('that another user takes 30 % of costs at most three 429s in ten windows', () => {
    const random = seeded(6)
    const others = (sinceMs: number) => Math.floor((30 * sinceMs) / window.windowMs)
    const api = statedWindow({ ...window, others })
    const result = run(paced(random), { api, durationMs: 600_000, concurrency, random })
    expect(result.refused).toBeLessThanOrEqual(3)
    expect(result.accepted).toBeGreaterThan(10 * 55)
  })

  it.each([-300_000, -5000, 5000, 300_000])('is understood when the clocks differ by %i ms', (clockMs) => {
    const random = seeded(7)
    const api = statedWindow({ ...window, clockMs, offsetMs: 20_000 })
    const result = run(paced(random), { api, durationMs: 300_000, concurrency, random })
    expect(result.refused).toBe(0)
    expect(result.accepted).toBeGreaterThan(4 * 85)
  })
})

describe('--rate', () => {
  it.each([
    [10, 1000],
    [100, 60_000],
  ])('%i calls in any %i ms are never exceeded, and are spent', (calls, perMs) => {
    const random = seeded(8)
    const pacer = createPacer({
      rate: { calls, perMs },
      documented: undefined,
      headroom: 10,
      concurrency,
      random,
    })
    const api = () => ({ accepted: true })
    const { sentAt } = run(pacer, { api, durationMs: 5 * perMs, concurrency, random })
    for (const [index, at] of sentAt.entries()) {
      const later = sentAt[index + calls]
      // The clock counts in floating point.
      if (later !== undefined) expect(later - at).toBeGreaterThan(perMs - 0.001)
    }
    expect(sentAt.length).toBeGreaterThanOrEqual(4 * calls)
  })
})

describe('Retry-After', () => {
  it('holds everybody back until it is over, whatever comes before', () => {
    const pacer = paced(seeded(9))
    pacer.sent(0)
    pacer.sent(1)
    pacer.refused(10, 0, undefined, 5000)
    pacer.accepted(20, 1)
    expect(pacer.delay(21)).toBeGreaterThanOrEqual(4900)
    expect(pacer.reason(21)).toBe('retry-after')
    expect(pacer.delay(5011)).toBe(0)
  })
})
