import { z } from 'zod'
import type { WaitReason } from '../delivery/pacer.js'
import { type IssueCode, issueCodes } from '../outcome.js'
import { stopReasons } from './summary.js'

/** Version of the journal's format; a journal of another version is refused, not guessed at. */
export const journalVersion = 1

const waitReasons = ['budget', 'retry-after', 'refused', 'rate'] as const satisfies readonly WaitReason[]

const issueCode = z.enum(Object.keys(issueCodes) as [IssueCode, ...IssueCode[]])

/** A failed or unknown row, whole: the reports are written from the journal alone. */
const reportedRow = z.object({
  row: z.int().positive(),
  line: z.int().positive(),
  key: z.string().nullable(),
  code: issueCode,
  message: z.string(),
  reason: z.string().optional(),
  field: z.string().optional(),
  attempts: z.int().nonnegative(),
  /** The record as read: a CSV row's cells, an NDJSON record's value, or the line that could not be read. */
  cells: z.array(z.string()).optional(),
  value: z.record(z.string(), z.json()).optional(),
  raw: z.string().optional(),
})

/** Rows and their keys, side by side: half the size of a pair each. */
const keyedRows = z.object({ rows: z.array(z.int().positive()), keys: z.array(z.string()) })

/** Rows by runs, `[first, last]`: a million unchanged rows are one pair. */
const rowRuns = z.array(z.tuple([z.int().positive(), z.int().positive()]))

const requests = z.object({ sent: z.int(), retried: z.int(), rateLimited: z.int() })

/**
 * First line of the journal: what the run is bound to. It holds no API key, nor anything a key can be found from.
 */
export const headerEntry = z.object({
  type: z.literal('run'),
  version: z.literal(journalVersion),
  tool: z.string(),
  run: z.string(),
  target: z.string(),
  operation: z.string(),
  baseUrl: z.string(),
  startedAt: z.iso.datetime(),
  source: z.object({
    /** As the user typed it; `-` for standard input. */
    path: z.string(),
    /** Where it is read from: absolute, or the spooled copy's name in the run's folder. */
    file: z.string(),
    spooled: z.boolean(),
    format: z.enum(['csv', 'ndjson']),
    delimiter: z.string().optional(),
    encoding: z.string().optional(),
    skip: z.int().nonnegative().optional(),
    limit: z.int().nonnegative().optional(),
    bytes: z.int().nonnegative(),
    /** sha256 of the file's bytes. */
    digest: z.string(),
    columns: z.array(z.string()).optional(),
  }),
  mapping: z.object({
    file: z.object({ path: z.string(), text: z.string(), at: z.array(z.string()).optional() }).optional(),
    keyColumn: z.string().optional(),
    assignments: z.array(z.object({ option: z.string(), text: z.string() })),
    empty: z.enum(['skip', 'null', 'keep']),
  }),
  /** Options that a resumption takes over as they are. */
  options: z.object({
    onDuplicate: z.enum(['send', 'first', 'last', 'error']),
    sandbox: z.boolean(),
    memory: z
      .object({
        path: z.string(),
        account: z.string(),
        resendAfterMs: z.number().optional(),
        reportMissing: z.boolean(),
      })
      .optional(),
  }),
  /** Options that a resumption takes over unless it is given others. */
  delivery: z.object({
    concurrency: z.int().positive(),
    rate: z.union([z.literal('none'), z.object({ calls: z.number(), perMs: z.number() })]).optional(),
    headroom: z.number(),
    maxAttempts: z.int().positive(),
    timeoutMs: z.number(),
    maxFailed: z.union([z.object({ rows: z.number() }), z.object({ percent: z.number() })]).optional(),
    maxDurationMs: z.number().optional(),
  }),
})

/** A request that cannot be repeated safely is about to leave with these rows; on disk before it does. */
const intentEntry = z.object({ type: z.literal('intent'), rows: z.array(z.int().positive()) })

/** These rows were certainly not applied after all: the intent no longer counts. */
const withdrawnEntry = z.object({ type: z.literal('withdrawn'), rows: z.array(z.int().positive()) })

/** Outcomes. A row stands in exactly one such entry, once. */
const settledEntry = z.object({
  type: z.literal('settled'),
  /** Epoch milliseconds. */
  at: z.number(),
  inserted: keyedRows.optional(),
  updated: keyedRows.optional(),
  skipped: keyedRows.optional(),
  unchanged: rowRuns.optional(),
  failed: z.array(reportedRow).optional(),
  unknown: z.array(reportedRow).optional(),
})

/** A run that goes on after it stopped or was killed. */
const resumedEntry = z.object({ type: z.literal('resumed'), at: z.number() })

/** What happened on the wire since the last such entry. `requests` are those of the session so far. */
const pulseEntry = z.object({
  type: z.literal('pulse'),
  at: z.number(),
  requests,
  /** `[status, ms, how many]`; status 0: no answer. */
  calls: z.array(z.tuple([z.int(), z.number(), z.int().positive()])),
  /** Waits for the API's limit: `[from, until, why]`, epoch milliseconds. */
  waits: z.array(z.tuple([z.number(), z.number(), z.enum(waitReasons)])),
})

/** The end of a session. `pending` rows were read and have no outcome. */
const endedEntry = z.object({
  type: z.literal('ended'),
  at: z.number(),
  stopReason: z.enum(stopReasons).nullable(),
  status: z.enum(['succeeded', 'partial', 'stopped', 'refused']),
  pending: z.int().nonnegative(),
  durationMs: z.number(),
})

export const laterEntry = z.discriminatedUnion('type', [
  intentEntry,
  withdrawnEntry,
  settledEntry,
  resumedEntry,
  pulseEntry,
  endedEntry,
])

export type HeaderEntry = z.infer<typeof headerEntry>
export type LaterEntry = z.infer<typeof laterEntry>
export type PulseEntry = z.infer<typeof pulseEntry>
export type SettledEntry = z.infer<typeof settledEntry>
export type EndedEntry = z.infer<typeof endedEntry>
export type KeyedRows = z.infer<typeof keyedRows>
export type ReportedRow = z.infer<typeof reportedRow>
