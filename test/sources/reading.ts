import { readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { ContactSyncError } from '../../src/errors.js'
import type { SourceRecord } from '../../src/record.js'
import { openSource } from '../../src/sources/open.js'
import type { RecordReader } from '../../src/sources/reader.js'
import type { Source, SourceOptions } from '../../src/sources/source.js'

/** A folder for input files, there while the tests of a file run. */
export function inputFolder(): {
  write(name: string, content: string | Buffer): Promise<string>
  path(name: string): string
} {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contact-sync-sources-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const path = (name: string): string => join(folder, name)
  return {
    path,
    async write(name, content) {
      await writeFile(path(name), content)
      return path(name)
    },
  }
}

/** Opens a file and reads it to its end. `size`: bytes of a chunk. */
export async function readAll(
  path: string,
  options: SourceOptions = {},
  size?: number,
): Promise<{ source: Source; records: SourceRecord[] }> {
  const source = await openSource(path, options, size)
  const records: SourceRecord[] = []
  for await (const chunk of source.chunks()) records.push(...chunk)
  return { source, records }
}

/** Feeds a text to a reader in pieces of `size` bytes. */
export function readWith(reader: RecordReader, text: string, size: number): SourceRecord[] {
  const data = Buffer.from(text)
  const parts: SourceRecord[][] = []
  for (let at = 0; at < data.length; at += size) parts.push(reader.take(data.subarray(at, at + size)))
  return [...parts, reader.finish()].flat()
}

/** The message and hint that a promise fails with, as users see them. */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ContactSyncError) return `${error.name}: ${error.message}\n${error.hint ?? ''}`
    throw error
  }
  throw new Error('It did not fail.')
}

/** A record in one line: `1@2 a|b`, or `1@2 ragged-row: message`. */
export function brief(record: SourceRecord): string {
  const place = `${record.row}@${record.line}`
  if (record.kind === 'table') return `${place} ${record.cells.join('|')}`
  if (record.kind === 'object') return `${place} ${JSON.stringify(record.value)}`
  return `${place} ${record.issue.code}: ${record.cells?.join('|') ?? record.raw ?? ''}`
}

/** Open descriptors of this process that lead to a file. Linux only. */
export function descriptorsOf(path: string): number {
  return readdirSync('/proc/self/fd').filter((name) => linkOf(`/proc/self/fd/${name}`) === path).length
}

/** The descriptor of the listing itself is gone by the time it is looked at. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}
