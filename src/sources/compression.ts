import { pipeline, Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { InputError } from '../errors.js'
import { chunkSize, type InputFile, readFile } from './file.js'

export type Compression = 'gzip' | 'zstd' | 'brotli'

/** gzip and zstd are known by how they begin; brotli has no mark of its own, so its name must tell. */
export function findCompression(path: string, start: Buffer): Compression | undefined {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip'
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return 'zstd'
  if (/\.br$/i.test(path)) return 'brotli'
  return undefined
}

/**
 * The file's bytes, unpacked if need be, in chunks. `onRead` is given them as they lie on disk. `reuse`: a chunk is
 * valid only until the next is asked for. Throws InputError for what cannot be read or unpacked.
 */
export function readUnpacked(
  file: InputFile,
  compression: Compression | undefined,
  size: number,
  onRead: (chunk: Buffer) => void = () => undefined,
  reuse = false,
): AsyncGenerator<Buffer, void, undefined> {
  // A decompressor works on a chunk while it asks for the next.
  const bytes = tapped(readFile(file, size, { reuse: reuse && compression === undefined }), onRead)
  return compression ? decompress(file, bytes, compression, size) : bytes
}

async function* tapped(
  chunks: AsyncIterable<Buffer>,
  onRead: (chunk: Buffer) => void,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    onRead(chunk)
    yield chunk
  }
}

/** A decompressor that counts the bytes which it took in and made use of. */
type Decompressor = Transform & { readonly bytesWritten: number }

/** Refuses data that something else follows: what stands behind the end would be lost without a word. */
async function* decompress(
  file: InputFile,
  packed: AsyncIterable<Buffer>,
  compression: Compression,
  size: number,
): AsyncGenerator<Buffer, void, undefined> {
  const unpacker = create(compression, file.name, size)
  pipeline(Readable.from(packed, { highWaterMark: 1 }), unpacker, () => undefined)
  try {
    for await (const chunk of unpacker) yield chunk
  } catch (cause) {
    throw cause instanceof InputError ? cause : damaged(file.name, compression, cause)
  } finally {
    unpacker.destroy()
  }
  await checkNothingFollows(file, compression, unpacker.bytesWritten)
}

function create(compression: Compression, name: string, size: number): Decompressor {
  const options = { chunkSize: Math.max(size, chunkSize) }
  if (compression === 'gzip') return zlib.createGunzip(options)
  if (compression === 'brotli') return zlib.createBrotliDecompress(options)
  if (hasZstd(zlib)) return zlib.createZstdDecompress(options)
  throw new InputError(`${name} is compressed with zstd, which Node ${process.versions.node} cannot read.`, {
    hint: 'Unpack it first with zstd -d.',
  })
}

/** Node has zstd from 22.15 on. */
function hasZstd(module: object): module is {
  createZstdDecompress(options: { chunkSize: number }): Decompressor
} {
  return 'createZstdDecompress' in module
}

/** Tapes and some servers pad with zeros: they are nothing. */
async function checkNothingFollows(file: InputFile, compression: Compression, used: number): Promise<void> {
  if (used >= file.bytes) return
  for await (const chunk of readFile(file, chunkSize, { from: used })) {
    if (!chunk.every((byte) => byte === 0)) throw followed(file.name, compression)
  }
}

function followed(name: string, compression: Compression): InputError {
  return new InputError(`${name} holds something else after its ${compression} data.`, {
    hint: 'Unpack its parts by themselves and join them, or export the file again.',
  })
}

function damaged(name: string, compression: Compression, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (/unexpected end of file/i.test(reason)) {
    return new InputError(`${name} is cut short: its ${compression} data ends too early.`, {
      hint: 'Download or copy it again.',
      cause,
    })
  }
  return new InputError(`${name} is damaged: its ${compression} data cannot be unpacked (${reason}).`, {
    hint: 'Download or copy it again.',
    cause,
  })
}
