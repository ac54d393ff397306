import type { StatedBudget } from './pacer.js'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What an answer says about when the next request is welcome. */
export interface BudgetWords {
  readonly stated?: StatedBudget
  readonly retryAfterMs?: number
}

/** A budget that resets later than this is not believed: a number was meant in another unit. */
const FARTHEST_RESET_MS = 24 * 3600 * 1000
/** A wait as long as for ever, but still a date. */
const LONGEST_RETRY_AFTER_MS = 365 * 24 * 3600 * 1000
/** `Date` counts whole seconds, and an answer takes its time: so far apart, two clocks still agree. */
const CLOCKS_AGREE_MS = 2000
/** Above these, a number is an epoch in seconds, or in milliseconds, and no number of seconds from now. */
const EPOCH_SECONDS = 1e9
const EPOCH_MILLISECONDS = 1e12

/**
 * Reads `Retry-After` and the budget, as headers state it in the wild:
 *
 * - `X-RateLimit-Limit`, `-Remaining`, `-Reset`, with or without `X-`, `Rate-Limit` too;
 * - `RateLimit: limit=100, remaining=50, reset=5`;
 * - `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`; of several, the one that
 *   leaves least.
 *
 * A reset is an epoch or seconds from now. Points in time are judged against the answer's own `Date`, for the
 * clocks of two machines disagree. What makes no sense is left out; never throws.
 */
export function readBudget(headers: Headers, status: number, nowEpochMs: number): BudgetWords {
  const named = relevant(headers)
  if (named.size === 0) return {}
  const now = serverTime(headers, nowEpochMs)
  const stated = readStated(named, status, now)
  const retryAfterMs = readRetryAfter(named.get('retry-after'), now)
  return { ...(stated && { stated }), ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

/** By one name for every spelling: `X-Rate-Limit-Reset` is `ratelimit-reset`. */
function relevant(headers: Headers): Map<string, string> {
  const named = new Map<string, string>()
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined) continue
    const plain = name.toLowerCase().replace(/^x-/, '').replace('rate-limit', 'ratelimit')
    if (plain === 'retry-after' || plain.startsWith('ratelimit')) {
      named.set(plain, typeof value === 'string' ? value : value.join(', '))
    }
  }
  return named
}

/** The sender's time. Where our clock agrees with its `Date`, ours is the finer one. */
function serverTime(headers: Headers, nowEpochMs: number): number {
  const header = headers.date ?? headers.Date
  const date = typeof header === 'string' ? dateMs(header) : undefined
  if (date === undefined) return nowEpochMs
  return nowEpochMs >= date && nowEpochMs <= date + CLOCKS_AGREE_MS ? nowEpochMs : date
}

function readStated(named: Map<string, string>, status: number, now: number): StatedBudget | undefined {
  const combined = named.get('ratelimit')
  const words = combined === undefined ? undefined : (structured(combined, named) ?? pairs(combined))
  const limit = words?.limit ?? number(named.get('ratelimit-limit'))
  // A 429 that only says when the window resets leaves nothing of it.
  const none = status === 429 ? 0 : undefined
  const remaining = words?.remaining ?? number(named.get('ratelimit-remaining')) ?? none
  const resetInMs = untilMs(words?.reset ?? named.get('ratelimit-reset'), now)
  if (remaining === undefined || resetInMs === undefined || resetInMs > FARTHEST_RESET_MS) return undefined
  return { limit, remaining: Math.floor(remaining), resetInMs }
}

interface Words {
  readonly limit: number | undefined
  readonly remaining: number | undefined
  readonly reset: string | undefined
}

/** `limit=100, remaining=50, reset=5` */
function pairs(text: string): Words {
  const values = new Map<string, string>()
  for (const part of text.split(/[,;]/)) {
    const [name = '', value = ''] = part.split('=')
    values.set(name.trim().toLowerCase(), value)
  }
  return {
    limit: number(values.get('limit')),
    remaining: number(values.get('remaining')),
    reset: values.get('reset'),
  }
}

/** `"burst";r=5;t=1, "daily";r=500;t=3600`; undefined: it is not of this form. */
function structured(text: string, named: Map<string, string>): Words | undefined {
  const policies = new Map(items(named.get('ratelimit-policy') ?? '').map((item) => [item.name, item]))
  let tightest: (Words & { readonly remaining: number }) | undefined
  for (const { name, parameters } of items(text)) {
    const remaining = number(parameters.get('r'))
    if (remaining === undefined || remaining >= (tightest?.remaining ?? Number.POSITIVE_INFINITY)) continue
    const limit = number(policies.get(name)?.parameters.get('q'))
    tightest = { limit, remaining, reset: parameters.get('t') }
  }
  return tightest
}

function items(text: string): { name: string; parameters: Map<string, string> }[] {
  return text.split(',').map((item) => {
    const [name = '', ...rest] = item.split(';')
    const parameters = new Map<string, string>()
    for (const parameter of rest) {
      const [key = '', value = ''] = parameter.split('=')
      parameters.set(key.trim(), value)
    }
    return { name: name.trim(), parameters }
  })
}

function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const seconds = number(text)
  const ms = seconds === undefined ? (dateMs(text) ?? Number.NaN) - now : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS)
}

/** Milliseconds from `now` until a reset: an epoch, seconds from now, or a date. */
function untilMs(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined
  const value = number(text)
  const at = value === undefined ? dateMs(text) : epochMs(value)
  if (at !== undefined) return Math.max(0, at - now)
  return value === undefined ? undefined : value * 1000
}

function epochMs(value: number): number | undefined {
  if (value > EPOCH_MILLISECONDS) return value
  return value > EPOCH_SECONDS ? value * 1000 : undefined
}

/** The first value of a list, without its parameters: `100, 100;w=60` is 100. Negative is 0. */
function number(text: string | undefined): number | undefined {
  const first = text?.split(/[,;]/, 1)[0]?.trim() ?? ''
  if (!/^-?\d+(\.\d+)?$/.test(first)) return undefined
  const value = Number(first)
  return Number.isFinite(value) ? Math.max(0, value) : undefined
}

/** An HTTP date or an ISO one. Other texts are not given to `Date.parse`, which makes a date of nearly anything. */
function dateMs(text: string): number | undefined {
  const trimmed = text.trim()
  if (!/^([A-Z][a-z]+, .+ GMT|\d{4}-\d\d-\d\dT.+)$/.test(trimmed)) return undefined
  const ms = Date.parse(trimmed)
  return Number.isNaN(ms) ? undefined : ms
}
