import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { SourceFormat } from '../sources/source.js'
import { csvCell } from './reports.js'

/** Writes the keys that are remembered and that the file no longer holds (`--report-missing`). Returns the path. */
export async function writeMissing(
  folder: string,
  format: SourceFormat,
  keys: Iterable<string>,
): Promise<string> {
  const path = missingPath(folder, format)
  const lines = format === 'csv' ? csvLines(keys) : jsonLines(keys)
  await pipeline(Readable.from(lines), createWriteStream(path, { mode: 0o600 }))
  return path
}

/** Where the list lies, if the run has written one: the journal does not hold it. */
export function missingWritten(folder: string, format: SourceFormat): string | undefined {
  const path = missingPath(folder, format)
  return existsSync(path) ? path : undefined
}

function missingPath(folder: string, format: SourceFormat): string {
  return join(folder, `missing.${format}`)
}

function* csvLines(keys: Iterable<string>): Generator<string> {
  yield '_sync_key\n'
  for (const key of keys) yield `${csvCell(key)}\n`
}

function* jsonLines(keys: Iterable<string>): Generator<string> {
  for (const key of keys) yield `${JSON.stringify({ _sync_key: key })}\n`
}
