import { z } from 'zod'
import { customFieldSchema } from './apis/connectif-fields.js'
import { unknownFieldPolicies } from './apis/connectif-rules.js'
import { type FaultRule, faultFrom } from './faults/rule.js'
import { type LimitOptions, limitFrom } from './limits/rule.js'
import { checked } from './spec.js'

const faultOption = z.custom<string | FaultRule>().transform(faultFrom)
const limitOption = z.custom<string | LimitOptions>().transform(limitFrom)
const keyList = z.array(z.string().min(1))

/** What a sandbox can be told. Everything may be left out. */
export const sandboxOptionsSchema = z.strictObject({
  /** 0: any free one. */
  port: z.int().min(0).max(65_535).default(0),
  /** The loopback address to listen on; no other is possible. */
  host: z.enum(['127.0.0.1', '::1']).default('127.0.0.1'),
  /** Repeats what faults and latency draw at random. */
  seed: z.int().default(1),
  /** API keys that are taken, as each vendor writes them; any well-formed one if left out. */
  keys: keyList.optional(),
  /** API keys that are known and lack the permission: 403. */
  forbiddenKeys: keyList.default([]),
  /** As typed or as rules; the vendors' own limits where none is given. A later one for the same API wins. */
  limits: z.array(limitOption).default([]),
  /** As typed or as rules. */
  faults: z.array(faultOption).default([]),
  /** What every request takes before it is applied, and at most how much longer at random. */
  latencyMs: z.number().min(0).default(0),
  jitterMs: z.number().min(0).default(0),
  /** False: contacts are counted and not kept, and every one counts as new. */
  store: z.boolean().default(true),
  /** False: values are not looked at. */
  validate: z.boolean().default(true),
  /** Requests that the log keeps. */
  logSize: z.int().min(0).max(1_000_000).default(1000),
  /** A larger body gets 413. */
  maxBodyBytes: z
    .int()
    .min(1)
    .default(1024 * 1024),
  /** An idle connection is closed after this long. */
  keepAliveMs: z.int().min(1).default(5000),
  notifuse: z
    .strictObject({
      /** What a contact that breaks a rule gets: a place in `failed`, or a 400 for its whole batch. */
      invalid: z.enum(['failed', 'refuse']).default('failed'),
    })
    .prefault({}),
  connectif: z
    .strictObject({
      /** The account's custom fields. */
      fields: z.array(customFieldSchema).default([]),
      /** What a custom field that the account does not have gets. */
      unknownFields: z.enum(unknownFieldPolicies).default('accept'),
      /** Fields on one page of the schema. */
      fieldsPageSize: z.int().min(1).default(100),
    })
    .prefault({}),
})

/** As given. */
export type SandboxOptions = z.input<typeof sandboxOptionsSchema>
/** Checked, with every default filled in. */
export type SandboxSettings = z.output<typeof sandboxOptionsSchema>

/** Checks options. Throws UsageError that names the first that cannot be. */
export function parseSandboxOptions(options: unknown): SandboxSettings {
  return checked(sandboxOptionsSchema, options, 'sandbox')
}
