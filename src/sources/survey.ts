import { createHash } from 'node:crypto'
import { chunkSize, readFile } from './file.js'
import { inspect } from './input.js'
import type { SourceOptions } from './source.js'

/**
 * Reads a file once, to its end, before anything is sent. Returns the SHA-256 (hex) and the size of its bytes as they
 * lie on disk. Rejects with the signal's reason if it is aborted. Throws InputError for bytes that are not valid in the encoding, with their line, and for compressed
 * data that is cut short or damaged.
 */
export async function surveyInput(
  path: string,
  options: SourceOptions,
  size = chunkSize,
  signal?: AbortSignal,
): Promise<{ digest: string; bytes: number }> {
  const { input } = await inspect(path, options, size)
  const hash = createHash('sha256')
  let bytes = 0
  const take = (chunk: Buffer): void => {
    hash.update(chunk)
    bytes += chunk.length
  }
  // A decompressor may end before its file does, so packed bytes are hashed by themselves.
  for await (const _ of input.text(input.compression ? undefined : take, true)) signal?.throwIfAborted()
  if (input.compression) for await (const chunk of readFile(input.file, size)) take(chunk)
  return { digest: hash.digest('hex'), bytes }
}
