/**
 * A laboratory for pacers. Time is virtual: an hour of pacing takes a moment to try, and a seed repeats it exactly.
 *
 * An API here is a function from the time a request arrives to its reply. `run` drives a pacer against it as the
 * engine would: up to `concurrency` requests in flight, each answered after a latency of its own.
 */
import { readBudget } from '../../src/delivery/budget.js'
import type { Pacer } from '../../src/delivery/pacer.js'

export interface Reply {
  readonly accepted: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** What our clock shows when a trial starts. */
export const startEpochMs = Date.UTC(2024, 0, 1, 12)

/** Called in order of arrival, in milliseconds since the start. */
export type Api = (at: number) => Reply

export interface Trial {
  readonly api: Api
  readonly durationMs: number
  /** Requests to get accepted; the trial ends with the last of them. Default: as many as the time allows. */
  readonly requests?: number
  readonly concurrency?: number
  /** From sending to the answer. Default: 15 to 30 ms. */
  readonly latencyMs?: readonly [least: number, most: number]
  /** From sending to arrival. Default: 1 ms, so that requests arrive in the order they were sent. */
  readonly wayMs?: readonly [least: number, most: number]
  readonly random: () => number
}

export interface Result {
  readonly accepted: number
  readonly refused: number
  /** When the last accepted request was answered. */
  readonly finishedAt: number
  /** When each request left. */
  readonly sentAt: readonly number[]
}

interface InFlight {
  readonly sentAt: number
  readonly arrivesAt: number
  readonly answeredAt: number
  reply: Reply | undefined
}

export function run(pacer: Pacer, trial: Trial): Result {
  const { api, durationMs, requests = Infinity, concurrency = 16, random } = trial
  const { latencyMs = [15, 30], wayMs = [1, 1] } = trial
  const between = ([least, most]: readonly [number, number]) => least + random() * (most - least)
  const inFlight = new Set<InFlight>()
  const sentAt: number[] = []
  let now = 0
  let accepted = 0
  let refused = 0
  let finishedAt = 0

  const send = () => {
    pacer.sent(now)
    sentAt.push(now)
    const way = between(wayMs)
    inFlight.add({
      sentAt: now,
      arrivesAt: now + way,
      answeredAt: now + Math.max(way, between(latencyMs)),
      reply: undefined,
    })
  }
  const settle = (request: InFlight, reply: Reply) => {
    inFlight.delete(request)
    const status = reply.accepted ? 200 : 429
    const { stated, retryAfterMs } = readBudget(reply.headers ?? {}, status, startEpochMs + now)
    if (reply.accepted) {
      accepted++
      finishedAt = now
      pacer.accepted(now, request.sentAt, stated)
    } else {
      refused++
      pacer.refused(now, request.sentAt, stated, retryAfterMs)
    }
  }

  while (accepted < requests) {
    const free = inFlight.size < concurrency && accepted + inFlight.size < requests
    const sendAt = free ? now + pacer.delay(now) : Infinity
    const request = nextEvent(inFlight)
    const eventAt = request === undefined ? Infinity : request.reply ? request.answeredAt : request.arrivesAt
    if (Math.min(sendAt, eventAt) >= durationMs) break
    if (sendAt < eventAt || request === undefined) {
      now = sendAt
      // As the engine does: ask again on waking.
      if (pacer.delay(now) === 0) send()
    } else {
      now = eventAt
      if (request.reply === undefined) request.reply = api(now)
      else settle(request, request.reply)
    }
  }
  return { accepted, refused, finishedAt, sentAt }
}

function nextEvent(inFlight: Iterable<InFlight>): InFlight | undefined {
  let next: InFlight | undefined
  let nextAt = Infinity
  for (const request of inFlight) {
    const at = request.reply ? request.answeredAt : request.arrivesAt
    if (at < nextAt) {
      nextAt = at
      next = request
    }
  }
  return next
}

/** Tokens come back at a steady pace, up to `burst`. */
export function tokenBucket(perSecond: (at: number) => number, burst: number): Api {
  let tokens = burst
  let last = 0
  return (at) => {
    tokens = Math.min(burst, tokens + ((at - last) * perSecond(at)) / 1000)
    last = at
    if (tokens < 1) return { accepted: false }
    tokens--
    return { accepted: true }
  }
}

/** `calls` in a window; the first request after a window's end opens the next one. */
export function fixedWindow(calls: number, windowMs: number): Api {
  let startedAt = -Infinity
  let used = 0
  return (at) => {
    if (at - startedAt >= windowMs) {
      startedAt = at
      used = 0
    }
    if (used === calls) return { accepted: false }
    used++
    return { accepted: true }
  }
}

/** `calls` in a window; windows follow the clock, whether or not anybody calls. */
export function clockWindow(calls: number, windowMs: number, offsetMs = 0): Api {
  let window = -1
  let used = 0
  return (at) => {
    const current = Math.floor((at + offsetMs) / windowMs)
    if (current !== window) {
      window = current
      used = 0
    }
    if (used === calls) return { accepted: false }
    used++
    return { accepted: true }
  }
}

/** Never more than `calls` in any window. */
export function slidingWindow(calls: number, windowMs: number): Api {
  const recent: number[] = []
  return (at) => {
    while (recent.length > 0 && at - (recent[0] ?? 0) >= windowMs) recent.shift()
    if (recent.length === calls) return { accepted: false }
    recent.push(at)
    return { accepted: true }
  }
}

export interface StatedWindow {
  readonly calls: number
  readonly windowMs: number
  /** Calls that others make in a window, by the time since it began. */
  readonly others?: (sinceMs: number) => number
  /** How the server's clock stands against ours. Default: 0. */
  readonly clockMs?: number
  /** Into which window the trial starts. Default: 0. */
  readonly offsetMs?: number
}

/** Windows that follow the clock, and headers that tell of them: an epoch in seconds, and the server's `Date`. */
export function statedWindow(options: StatedWindow): Api {
  const { calls, windowMs, others = () => 0, clockMs = 0, offsetMs = 0 } = options
  const startedAt = startEpochMs + clockMs
  let current = -1
  let ours = 0
  return (at) => {
    const window = Math.floor((at + offsetMs) / windowMs)
    if (window !== current) {
      current = window
      ours = 0
    }
    const left = Math.max(0, calls - ours - others((at + offsetMs) % windowMs))
    const accepted = left > 0
    if (accepted) ours++
    const resetsAt = startedAt + (window + 1) * windowMs - offsetMs
    const headers = {
      date: new Date(startedAt + at).toUTCString(),
      'x-ratelimit-limit': String(calls),
      'x-ratelimit-remaining': String(accepted ? left - 1 : 0),
      'x-ratelimit-reset': String(Math.ceil(resetsAt / 1000)),
    }
    return { accepted, headers }
  }
}

/** A limit that says nothing of itself, and how well a pacer has to find it. */
export interface HiddenLimit {
  readonly name: string
  readonly api: () => Api
  /** What it grants, at a time. */
  readonly perSecond: (at: number) => number
  /** Granted once, at the start, on top of the rate: no merit of the pacer's. */
  readonly burst: number
  readonly durationMs: number
  readonly reach: { readonly use: number; readonly refused: number }
}

const steady = (perSecond: number) => () => perSecond
const aStep = (at: number) => (at < 25_000 ? 100 : at < 50_000 ? 50 : 100)

function hiddenBucket(
  name: string,
  perSecond: (at: number) => number,
  burst: number,
  reach: HiddenLimit['reach'],
  durationMs = 60_000,
): HiddenLimit {
  return { name, api: () => tokenBucket(perSecond, burst), perSecond, burst, durationMs, reach }
}

function hiddenWindow(
  kind: typeof fixedWindow,
  name: string,
  calls: number,
  windowMs: number,
  reach: HiddenLimit['reach'],
  durationMs = 60_000,
): HiddenLimit {
  const perSecond = steady((calls * 1000) / windowMs)
  return { name, api: () => kind(calls, windowMs), perSecond, burst: 0, durationMs, reach }
}

export const hiddenLimits: readonly HiddenLimit[] = [
  hiddenBucket('5/s, burst 5', steady(5), 5, { use: 0.92, refused: 0.06 }),
  hiddenBucket('40/s, burst 10', steady(40), 10, { use: 0.95, refused: 0.03 }),
  hiddenBucket('120/s, burst 20', steady(120), 20, { use: 0.95, refused: 0.03 }),
  hiddenBucket('500/s, burst 50', steady(500), 50, { use: 0.95, refused: 0.03 }),
  hiddenBucket('100/min, burst 100', steady(100 / 60), 100, { use: 0.92, refused: 0.06 }, 900_000),
  hiddenWindow(slidingWindow, '20 in any 1 s', 20, 1000, { use: 0.9, refused: 0.03 }),
  hiddenWindow(fixedWindow, '40 in each 1 s', 40, 1000, { use: 0.95, refused: 0.03 }),
  hiddenWindow(fixedWindow, '100 in each 5 s', 100, 5000, { use: 0.92, refused: 0.06 }, 300_000),
  hiddenWindow(fixedWindow, '100 in each 60 s', 100, 60_000, { use: 0.95, refused: 0.08 }, 1_800_000),
  hiddenBucket('100, then 50, then 100/s', aStep, 20, { use: 0.95, refused: 0.03 }, 80_000),
]

export interface Score {
  /** Accepted, as a share of what the limit granted. */
  readonly use: number
  /** Refused, as a share of all requests. */
  readonly refused: number
}

export function score(pacer: Pacer, limit: HiddenLimit, how: Omit<Trial, 'api' | 'durationMs'>): Score {
  const { accepted, refused } = run(pacer, { ...how, api: limit.api(), durationMs: limit.durationMs })
  let granted = 0
  for (let at = 0; at < limit.durationMs; at += 10) granted += limit.perSecond(at) / 100
  return { use: (accepted - limit.burst) / granted, refused: refused / (accepted + refused) }
}

/** Numbers in [0, 1) that a seed repeats: a multiplicative generator modulo the prime 2³¹ − 1. */
export function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
