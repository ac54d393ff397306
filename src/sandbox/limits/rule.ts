import { z } from 'zod'
import { type ApiName, apiNames } from '../apis/names.js'
import { checked, duration, number, readSpec, type SpecGrammar, text } from '../spec.js'

const limitKinds = ['none', 'fixed', 'sliding', 'token'] as const

/**
 * - `x-ratelimit`: `X-RateLimit-Limit`, `-Remaining`, `-Reset`.
 * - `ratelimit`: the same without the `X-`.
 * - `combined`: `RateLimit: limit=100, remaining=98, reset=30`.
 * - `structured`: `RateLimit: "default";r=98;t=30` beside `RateLimit-Policy`.
 * - `none`: the limit says nothing about itself.
 */
const headerStyles = ['x-ratelimit', 'ratelimit', 'combined', 'structured', 'none'] as const

/** Headers that do not tell the truth: nothing used, nothing left, a reset long gone or far away, or no numbers. */
export const headerLies = ['generous', 'stingy', 'past', 'far', 'garbage'] as const

const count = z.int().min(1).max(10_000_000)
const time = z.number().positive()

/** What one API grants, and what it says about it. */
const limitRuleSchema = z
  .strictObject({
    /** Which API; both if left out. */
    api: z.enum(apiNames).optional(),
    kind: z.enum(limitKinds),
    /** Calls that `perMs` milliseconds grant. */
    calls: count.optional(),
    perMs: time.optional(),
    /** Token bucket: calls that may be spent at once; `calls` if left out. */
    burst: count.optional(),
    /** Fixed window: opens with its first call, or on the clock. */
    start: z.enum(['first', 'clock']).default('first'),
    /** The vendor's own if left out: Connectif states its limit, Notifuse does not. */
    headers: z.enum(headerStyles).optional(),
    reset: z.enum(['epoch', 'delta']).default('epoch'),
    retryAfter: z.enum(['none', 'seconds', 'date']).default('none'),
    /** How far the server's clock is ahead: shifts `Date` and every instant that is stated. */
    skewMs: z.number().default(0),
    /** Answers after which the headers are no longer sent. */
    vanishAfter: z.int().min(0).optional(),
    lie: z.enum(headerLies).optional(),
    /** Another user of the account, who spends so many calls per `othersPerMs`, evenly. */
    others: count.optional(),
    /** `perMs` if left out. */
    othersPerMs: time.optional(),
  })
  .refine((rule) => rule.kind === 'none' || (rule.calls !== undefined && rule.perMs !== undefined), {
    error: 'needs calls and per',
  })
  .refine((rule) => rule.kind === 'token' || rule.burst === undefined, {
    error: 'only a token bucket has a burst',
  })

/** As given; what is left out has its default. */
export type LimitOptions = z.input<typeof limitRuleSchema>
export type LimitRule = z.output<typeof limitRuleSchema>

const grammar: SpecGrammar = {
  what: 'limit',
  nameAs: 'kind',
  names: limitKinds,
  settings: {
    api: ['api', text],
    calls: ['calls', number],
    per: ['perMs', duration],
    burst: ['burst', number],
    start: ['start', text],
    headers: ['headers', text],
    reset: ['reset', text],
    'retry-after': ['retryAfter', text],
    skew: ['skewMs', duration],
    'vanish-after': ['vanishAfter', number],
    lie: ['lie', text],
    others: ['others', number],
    'others-per': ['othersPerMs', duration],
  },
}

/**
 * Reads a limit as it is typed: `fixed:calls=100,per=60s,retry-after=seconds,api=notifuse`.
 * Throws UsageError that names what is wrong.
 */
export function parseLimit(spec: string): LimitRule {
  return checked(limitRuleSchema, readSpec(spec, grammar), `limit "${spec}"`)
}

/** A rule from what was typed, or from what came as JSON. Throws UsageError. */
export function limitFrom(value: unknown): LimitRule {
  return typeof value === 'string' ? parseLimit(value) : checked(limitRuleSchema, value, 'limit')
}

/** What a vendor grants unless told otherwise: Connectif documents its limit, Notifuse none. */
export function vendorLimit(api: ApiName): LimitRule {
  return withVendorHeaders(api, parseLimit(api === 'connectif' ? 'fixed:calls=100,per=60s' : 'none'))
}

/** The rule with the headers that the vendor sends, unless it names its own. */
export function withVendorHeaders(api: ApiName, rule: LimitRule): LimitRule {
  return { ...rule, headers: rule.headers ?? (api === 'connectif' ? 'x-ratelimit' : 'none') }
}
