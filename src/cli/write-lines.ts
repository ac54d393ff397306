import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { reasonOf, UsageError } from '../errors.js'

/**
 * Writes lines to a file, which appears whole and for its owner's eyes only, or to a stream that stays open. A reader
 * that goes away early (`| head`) is no error. Throws UsageError if the file cannot be written.
 */
export async function writeLines(
  lines: AsyncIterable<string>,
  file: string | undefined,
  stream: NodeJS.WritableStream,
): Promise<void> {
  if (file === undefined) await pipeline(Readable.from(lines), stream, { end: false }).catch(unlessGone)
  else await writeFileWhole(lines, file)
}

async function writeFileWhole(lines: AsyncIterable<string>, file: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`
  // The first line is asked for before a file is made: what cannot be read leaves none behind.
  const source = lines[Symbol.asyncIterator]()
  const first = await source.next()
  const rest = { [Symbol.asyncIterator]: () => source }
  try {
    const output = createWriteStream(unfinished, { mode: 0o600 })
    await pipeline(Readable.from(withFirst(first, rest)), output)
    await rename(unfinished, file)
  } catch (cause) {
    throw isOfFile(cause) ? new UsageError(`${file} cannot be written: ${reasonOf(cause)}`, { cause }) : cause
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function* withFirst(
  first: IteratorResult<string>,
  rest: AsyncIterable<string>,
): AsyncGenerator<string> {
  if (first.done === true) return
  yield first.value
  yield* rest
}

function isOfFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function unlessGone(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
