import { retryAfter } from '../clock.js'
import type { Budget } from './meter.js'
import type { LimitRule } from './rule.js'

type Headers = Record<string, string>

/** What is stated: text, since a lie need not be a number. */
interface Statement {
  readonly limit: string
  readonly remaining: string
  readonly reset: string
}

/**
 * The headers that state a budget. `answers`: how many answers this API has given before, for headers that vanish.
 */
export function rateHeaders(rule: LimitRule, budget: Budget, now: number, answers: number): Headers {
  const headers: Headers = rule.skewMs === 0 ? {} : { Date: new Date(now + rule.skewMs).toUTCString() }
  if (answers >= (rule.vanishAfter ?? Number.POSITIVE_INFINITY)) return headers
  return Object.assign(headers, styled(rule, state(rule, budget, now)))
}

/** The `Retry-After` of a 429, if this limit sends one. */
export function retryAfterHeader(rule: LimitRule, budget: Budget | undefined, now: number): Headers {
  if (rule.retryAfter === 'none' || budget === undefined) return {}
  return { 'Retry-After': retryAfter(rule.retryAfter, now + rule.skewMs, budget.resetAt + rule.skewMs) }
}

function state(rule: LimitRule, budget: Budget, now: number): Statement {
  if (rule.lie === 'garbage') return { limit: 'some', remaining: 'a few', reset: 'soon' }
  const resetAt =
    rule.lie === 'past' ? now - 3_600_000 : rule.lie === 'far' ? now + 86_400_000 : budget.resetAt
  const remaining = rule.lie === 'generous' ? budget.limit : rule.lie === 'stingy' ? 0 : budget.remaining
  const epoch = rule.reset === 'epoch' && rule.headers !== 'combined' && rule.headers !== 'structured'
  const reset = epoch ? resetAt + rule.skewMs : resetAt - now
  // Rounded up: who waits until then finds the window open.
  return { limit: String(budget.limit), remaining: String(remaining), reset: String(Math.ceil(reset / 1000)) }
}

function styled(rule: LimitRule, { limit, remaining, reset }: Statement): Headers {
  switch (rule.headers) {
    case 'x-ratelimit':
      return { 'X-RateLimit-Limit': limit, 'X-RateLimit-Remaining': remaining, 'X-RateLimit-Reset': reset }
    case 'ratelimit':
      return { 'RateLimit-Limit': limit, 'RateLimit-Remaining': remaining, 'RateLimit-Reset': reset }
    case 'combined':
      return { RateLimit: `limit=${limit}, remaining=${remaining}, reset=${reset}` }
    case 'structured': {
      const seconds = Math.ceil((rule.perMs ?? 0) / 1000)
      return {
        RateLimit: `"default";r=${remaining};t=${reset}`,
        'RateLimit-Policy': `"default";q=${limit};w=${seconds}`,
      }
    }
    default:
      return {}
  }
}
