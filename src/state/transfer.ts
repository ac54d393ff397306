import { z } from 'zod'
import { StateError } from '../errors.js'
import { digestKind, fromHex, toHex } from './digest.js'
import type { MemoryIdentity } from './location.js'
import type { Memory } from './memory.js'
import { dayOf, dayStart } from './seen.js'
import { type OpenOptions, openExisting, openMemory } from './store.js'

// A memory as NDJSON: a first line that says whose it is, then one line a key. For machines that keep nothing
// between runs, for backups, and for reading.

const headSchema = z.object({
  format: z.literal('contact-sync-memory'),
  version: z.literal(1),
  digest: z.literal(digestKind),
  target: z.string().min(1),
  baseUrl: z.url(),
  account: z.string().min(1),
  /** Keys that follow: fewer mean that the file was cut short. */
  keys: z.int().nonnegative(),
})
type Head = z.infer<typeof headSchema>

const fingerprintSchema = z.string().transform((text, context) => {
  const digest = fromHex(text)
  if (digest !== undefined) return digest
  context.addIssue('is not 32 hexadecimal digits')
  return z.NEVER
})

const lineSchema = z.object({
  key: z.string().min(1),
  /** Null: the key was acknowledged once, but what the API holds now is not known. */
  fingerprint: fingerprintSchema.nullable(),
  acknowledgedAt: z.iso.datetime(),
  seenOn: z.iso.date().nullable(),
})
type Line = z.infer<typeof lineSchema>

export interface ImportResult {
  readonly identity: MemoryIdentity
  readonly path: string
  /** Keys taken over. */
  readonly imported: number
  /** Keys left as they were, since the memory knew of a later answer. */
  readonly kept: number
  /** Lines that could not be read; the first 100 of them in `errors`, without their content. */
  readonly failed: number
  readonly errors: readonly { readonly line: number; readonly problem: string }[]
  /** Keys that the file said it has and does not. */
  readonly absent: number
}

export interface ImportOptions extends OpenOptions {
  /** Where the memory of this identity lies: made if it is not there. */
  readonly pathFor: (identity: MemoryIdentity) => string
  /** Another account than the one in the file, when it got a new key or name. */
  readonly account?: string | undefined
}

const errorsKept = 100
const keysPerCommit = 100_000

/** The memory at `path` as lines of NDJSON, in bounded memory; no run can have it meanwhile. */
export async function* exportMemory(path: string, options: OpenOptions = {}): AsyncGenerator<string> {
  const open = await openExisting(path, options)
  try {
    yield line(headOf(open.identity, open.memory.size))
    for (const { key, payload, acknowledgedAt, seenOn } of open.memory.all()) {
      yield line({
        key,
        fingerprint: payload === undefined ? null : toHex(payload),
        acknowledgedAt: new Date(acknowledgedAt).toISOString(),
        seenOn: seenOn === 0 ? null : dayStart(seenOn).toISOString().slice(0, 10),
      })
    }
  } finally {
    await open.close()
  }
}

/**
 * Adds what `exportMemory` wrote to the memory of the same target, base URL and account. For a key that is there
 * already the later answer counts. A line that cannot be read is passed over and counted; a first line that
 * cannot be is a StateError, and nothing is changed.
 */
export async function importMemory(
  lines: AsyncIterable<string> | Iterable<string>,
  options: ImportOptions,
): Promise<ImportResult> {
  const numbered = numberLines(lines)
  const head = readHead((await numbered.next()).value)
  const identity = { target: head.target, baseUrl: head.baseUrl, account: options.account ?? head.account }
  const path = options.pathFor(identity)
  const open = await openMemory(path, identity, options)
  try {
    return { identity, path, ...(await takeOver(numbered, open.memory, head)) }
  } finally {
    await open.close()
  }
}

interface NumberedLine {
  readonly number: number
  readonly text: string
}

async function takeOver(
  lines: AsyncIterable<NumberedLine>,
  memory: Memory,
  head: Head,
): Promise<Omit<ImportResult, 'identity' | 'path'>> {
  let [read, imported, failed] = [0, 0, 0]
  const errors: { line: number; problem: string }[] = []
  for await (const { number, text } of lines) {
    read++
    const entry = readLine(text)
    if (typeof entry === 'string') {
      failed++
      if (errors.length < errorsKept) errors.push({ line: number, problem: entry })
    } else if (isLater(entry, memory)) {
      remember(entry, memory)
      imported++
    }
    if (read % keysPerCommit === 0) memory.commit()
  }
  const kept = read - failed - imported
  return { imported, kept, failed, errors, absent: Math.max(0, head.keys - read) }
}

function isLater(entry: Line, memory: Memory): boolean {
  const known = memory.lookup(entry.key)
  return known === undefined || Date.parse(entry.acknowledgedAt) >= known.acknowledgedAt
}

function remember({ key, fingerprint, acknowledgedAt, seenOn }: Line, memory: Memory): void {
  const day = seenOn === null ? 0 : dayOf(Date.parse(seenOn))
  memory.remember(key, fingerprint ?? undefined, Date.parse(acknowledgedAt), day)
}

function headOf(identity: MemoryIdentity, keys: number): Head {
  return { format: 'contact-sync-memory', version: 1, digest: digestKind, ...identity, keys }
}

function readHead(first: NumberedLine | undefined): Head {
  const head = headSchema.safeParse(parsed(first?.text ?? ''))
  if (head.success) return head.data
  throw new StateError(`Line ${first?.number ?? 1} is not the first line of an exported memory.`, {
    hint: 'Give a file that `contact-sync state export` of this version wrote.',
  })
}

/** What the line says, or what is wrong with it. */
function readLine(text: string): Line | string {
  const value = parsed(text)
  if (value === undefined) return 'is not JSON'
  const entry = lineSchema.safeParse(value)
  if (entry.success) return entry.data
  const [issue] = entry.error.issues
  return `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'is not what it should be'}`
}

/** Blank lines are passed over. */
async function* numberLines(
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<NumberedLine, undefined> {
  let number = 0
  for await (const text of lines) {
    number++
    if (text.trim() !== '') yield { number, text }
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
