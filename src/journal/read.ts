import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { RunFolderError } from '../errors.js'
import { type HeaderEntry, headerEntry, type LaterEntry, laterEntry } from './entry.js'

export const journalName = 'journal.ndjson'

const newline = 10

/** The journal's first line: what the run is and is bound to. */
export async function readHeader(folder: string): Promise<HeaderEntry> {
  for await (const line of wholeLines(join(folder, journalName))) return parseHeader(folder, line)
  throw notAJournal(folder)
}

/**
 * The journal's entries after its header, in order. A last line without its end was being written when the run was
 * killed: it is passed over, and what it said has not happened. Any other line that cannot be read is an error.
 */
export async function* readEntries(folder: string): AsyncGenerator<LaterEntry> {
  let number = 0
  for await (const line of wholeLines(join(folder, journalName))) {
    number++
    if (number > 1) yield parseEntry(folder, number, line)
  }
}

/** Cuts off a last line that was never finished, so that the next entry does not continue it. */
export async function cutTornLine(folder: string): Promise<void> {
  const file = await open(join(folder, journalName), 'r+')
  try {
    const { size } = await file.stat()
    const end = await endOfLastLine(file, size)
    if (end < size) await file.truncate(end)
  } finally {
    await file.close()
  }
}

async function endOfLastLine(file: Awaited<ReturnType<typeof open>>, size: number): Promise<number> {
  const chunk = Buffer.alloc(64 * 1024)
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - chunk.length)
    const { bytesRead } = await file.read(chunk, 0, end - start, start)
    const at = chunk.subarray(0, bytesRead).lastIndexOf(newline)
    if (at >= 0) return start + at + 1
    end = start
  }
  return 0
}

/** Lines that end in a newline. Node's readline would also split at U+2028, which JSON may hold. */
async function* wholeLines(path: string): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of openStream(path)) {
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      rest.push(chunk.subarray(start, end))
      yield Buffer.concat(rest).toString('utf8')
      rest = []
      start = end + 1
    }
    if (start < chunk.length) rest.push(chunk.subarray(start))
  }
}

async function* openStream(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) yield chunk
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw notAJournal(path, cause)
    throw cause
  }
}

function notAJournal(where: string, cause?: unknown): RunFolderError {
  return new RunFolderError(`no run is recorded in ${where}`, {
    hint: `A run's folder holds a ${journalName}. \`contact-sync runs\` lists the folders there are.`,
    cause,
  })
}

function parseHeader(folder: string, line: string): HeaderEntry {
  const parsed = headerEntry.safeParse(parse(line))
  if (parsed.success) return parsed.data
  throw new RunFolderError(
    `${join(folder, journalName)}, line 1: not the header of a journal this version reads`,
    {
      hint: 'Use the version of contact-sync that started the run.',
      cause: parsed.error,
    },
  )
}

function parseEntry(folder: string, number: number, line: string): LaterEntry {
  const parsed = laterEntry.safeParse(parse(line))
  if (parsed.success) return parsed.data
  throw new RunFolderError(`${join(folder, journalName)}, line ${number}: not an entry of a journal`, {
    hint: 'The journal was changed or damaged. Without it nothing can be said for sure about the rows that follow.',
    cause: parsed.error,
  })
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
