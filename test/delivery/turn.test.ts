import { describe, expect, it } from 'vitest'
import type { Pacer } from '../../src/delivery/pacer.js'
import { type Clock, Turnstile } from '../../src/delivery/turn.js'

/** A clock that a test moves by hand. */
function handClock(): Clock & { move(ms: number): Promise<void> } {
  let now = 0
  let sleepers: { until: number; wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((wake) => {
        sleepers.push({ until: now + ms, wake })
        signal.addEventListener('abort', () => wake(), { once: true })
      }),
    move: async (ms) => {
      now += ms
      const due = sleepers.filter(({ until }) => until <= now)
      sleepers = sleepers.filter(({ until }) => until > now)
      for (const { wake } of due) wake()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** Lets one request out every 2 s, from a given time on. */
function slowPacer(): Pacer & { openAt: number; sentAt: number[] } {
  const pacer = {
    openAt: 0,
    sentAt: [] as number[],
    delay: (now: number) => Math.max(0, pacer.openAt - now),
    reason: () => 'rate' as const,
    sent: (now: number) => {
      pacer.sentAt.push(now)
      pacer.openAt = now + 2000
    },
    accepted: () => {},
    refused: () => {},
    lost: () => {},
    hold: (until: number) => {
      pacer.openAt = Math.max(pacer.openAt, until)
    },
    perSecond: () => undefined,
  }
  return pacer
}

const never = new AbortController().signal

describe('the turnstile', () => {
  it('lets waiters out one by one, in the order they came', async () => {
    const clock = handClock()
    const pacer = slowPacer()
    const turnstile = new Turnstile({ pacer, clock })
    const order: string[] = []
    for (const name of ['a', 'b', 'c'])
      void turnstile.take(never).then((at) => order.push(`${name} at ${at}`))
    await clock.move(0)
    expect(order).toEqual(['a at 0'])
    await clock.move(2000)
    expect(order).toEqual(['a at 0', 'b at 2000'])
    await clock.move(2000)
    expect(order).toEqual(['a at 0', 'b at 2000', 'c at 4000'])
    expect(pacer.sentAt).toEqual([0, 2000, 4000])
  })

  it('counts nothing for a waiter that gives up, and lets the next one through', async () => {
    const clock = handClock()
    const pacer = slowPacer()
    const turnstile = new Turnstile({ pacer, clock })
    await turnstile.take(never)
    const giveUp = new AbortController()
    const first = turnstile.take(giveUp.signal).catch(() => 'gave up')
    const second = turnstile.take(never)
    giveUp.abort()
    expect(await first).toBe('gave up')
    await clock.move(2000)
    expect(await second).toBe(2000)
    expect(pacer.sentAt).toEqual([0, 2000])
  })

  it('says once for how long nothing can leave, and again when that changes', async () => {
    const clock = handClock()
    const said: string[] = []
    const onWait = (reason: string, ms: number) => said.push(`${reason} ${ms}`)
    const turnstile = new Turnstile({ pacer: slowPacer(), clock, onWait })
    await turnstile.take(never)
    void turnstile.take(never)
    void turnstile.take(never)
    expect(said).toEqual(['rate 2000'])
    turnstile.hold(10_000)
    expect(said).toEqual(['rate 2000', 'rate 10000'])
  })
})
