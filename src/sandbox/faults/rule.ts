import { z } from 'zod'
import { apiNames } from '../apis/names.js'
import { checked, duration, number, readSpec, type SpecGrammar, text } from '../spec.js'
import { faultKind, faultNames } from './catalogue.js'
import type { FaultSetting } from './kinds.js'

const count = z.int().min(1)
const ms = z.number().min(0)

/**
 * A fault and whom it strikes. `api`, `key`, `match` and `share` say which contacts and requests are looked at; the
 * rest says which of those are struck, counted in the order of their arrival. All that are given must agree. A fault
 * of single contacts counts contacts, one of connections counts connections, any other counts requests.
 */
const faultRuleSchema = z
  .strictObject({
    fault: z.enum(faultNames),
    /** One API only. */
    api: z.enum(apiNames).optional(),
    /** One contact only, or the requests that hold it. */
    key: z.string().optional(),
    /** Contacts whose key holds this regular expression. */
    match: z.string().refine(isRegExp, { error: 'is no regular expression' }).optional(),
    /** A share (0 to 1) of all contacts, always the same ones. */
    share: z.number().min(0).max(1).optional(),
    /** Only the nth. */
    nth: count.optional(),
    /** Every nth. */
    every: count.optional(),
    /** Only the first n. */
    first: count.optional(),
    /** Only those after the first n. */
    after: z.int().min(0).optional(),
    /** With this probability (0 to 1). */
    p: z.number().min(0).max(1).optional(),
    /** No more than n times. */
    times: count.optional(),
    /** How long: `latency`, `late-answer`, and between the pieces of `trickle`. */
    ms: ms.optional(),
    /** At most this much longer, at random. */
    jitterMs: ms.optional(),
    /** States a `Retry-After`. */
    retryAfterMs: ms.optional(),
    retryAfterForm: z.enum(['seconds', 'date']).optional(),
    /** The status of a `redirect`. */
    status: z.union([301, 302, 303, 307, 308].map((status) => z.literal(status))).optional(),
  })
  .superRefine((rule, context) => {
    const problem = misfit(rule)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })

export type FaultRule = z.output<typeof faultRuleSchema>

const ownSettings: readonly FaultSetting[] = ['ms', 'jitterMs', 'retryAfterMs', 'retryAfterForm', 'status']
const contactSelectors = ['key', 'match', 'share'] as const

/** What a rule asks of its fault that the fault cannot do. */
function misfit(rule: z.output<typeof faultRuleSchema>): string | undefined {
  const kind = faultKind(rule.fault)
  if (rule.api !== undefined && !kind.apis.includes(rule.api)) {
    return `"${rule.fault}" cannot strike ${rule.api}`
  }
  const foreign = ownSettings.find((name) => rule[name] !== undefined && !kind.settings.includes(name))
  if (foreign !== undefined) return `"${rule.fault}" has no ${foreign}`
  const { on } = kind.effect
  const byContact = contactSelectors.find((name) => rule[name] !== undefined)
  if ((on === 'head' || on === 'connection') && byContact !== undefined) {
    return `"${rule.fault}" strikes before the contacts are known: it takes no ${byContact}`
  }
  return on === 'connection' && rule.api ? `"${rule.fault}" strikes before the API is known` : undefined
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp
  } catch {
    return false
  }
}

const grammar: SpecGrammar = {
  what: 'fault',
  nameAs: 'fault',
  names: faultNames,
  settings: {
    api: ['api', text],
    key: ['key', text],
    match: ['match', text],
    share: ['share', number],
    nth: ['nth', number],
    every: ['every', number],
    first: ['first', number],
    after: ['after', number],
    p: ['p', number],
    times: ['times', number],
    ms: ['ms', duration],
    jitter: ['jitterMs', duration],
    'retry-after': ['retryAfterMs', duration],
    'retry-after-form': ['retryAfterForm', text],
    status: ['status', number],
  },
}

/**
 * Reads a fault as it is typed: `reset-after:every=10,api=notifuse`.
 * Throws UsageError that names what is wrong, and the nearest right name.
 */
export function parseFault(spec: string): FaultRule {
  return checked(faultRuleSchema, readSpec(spec, grammar), `fault "${spec}"`)
}

/** A rule from what was typed, or from what came as JSON. Throws UsageError. */
export function faultFrom(value: unknown): FaultRule {
  return typeof value === 'string' ? parseFault(value) : checked(faultRuleSchema, value, 'fault')
}
