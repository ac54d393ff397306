import { firstBytes, withoutFirst } from './bytes.js'
import { type Compression, findCompression, readUnpacked } from './compression.js'
import { createTranscoder, type Encoding, findEncoding, InvalidBytes } from './encoding.js'
import { chunkSize, emptyInput, findFile, type InputFile, readFile } from './file.js'
import { invalidBytes } from './invalid-bytes.js'
import { refuseBinary, refuseJunkText } from './junk.js'
import type { SourceOptions } from './source.js'

/** Text that is read to learn what the file is. A CSV header must end within it. */
export const headSize = 256 * 1024

/** A file as text, before it is known what its records are. Holds nothing open. */
export class TextInput {
  /** Bytes of the file that the latest reading took so far. */
  bytesRead = 0

  readonly file: InputFile
  readonly compression: Compression | undefined
  readonly encoding: Encoding
  readonly #chunkSize: number

  constructor(file: InputFile, compression: Compression | undefined, encoding: Encoding, chunkSize: number) {
    this.file = file
    this.compression = compression
    this.encoding = encoding
    this.#chunkSize = chunkSize
  }

  /**
   * The text, UTF-8 without byte order mark, in chunks that are cut anywhere. `onRead` is given the file's bytes as
   * they lie on disk. `reuse`: a chunk is valid only until the next is asked for. Throws InputError for what cannot be
   * unpacked or is not valid in the encoding.
   */
  async *text(onRead?: (chunk: Buffer) => void, reuse = false): AsyncGenerator<Buffer, void, undefined> {
    this.bytesRead = 0
    const transcoder = createTranscoder(this.encoding.name)
    const bytes = this.#bytes((chunk) => {
      this.bytesRead += chunk.length
      onRead?.(chunk)
    }, reuse)
    try {
      for await (const chunk of bytes) yield transcoder.push(chunk)
      transcoder.end()
    } catch (error) {
      if (!(error instanceof InvalidBytes)) throw error
      throw await invalidBytes(this.file.name, this.encoding, () => this.#bytes())
    }
  }

  #bytes(onRead?: (chunk: Buffer) => void, reuse?: boolean): AsyncGenerator<Buffer, void, undefined> {
    const unpacked = readUnpacked(this.file, this.compression, this.#chunkSize, onRead, reuse)
    return withoutFirst(unpacked, this.encoding.markLength)
  }
}

/** A text and its beginning. */
export interface Inspected {
  readonly input: TextInput
  readonly head: Buffer
  /** True if `head` is all there is. */
  readonly whole: boolean
}

/**
 * Reads the beginning of a file: compression and encoding. Throws InputError for what is no file, no text, or empty.
 * `size`: bytes of a chunk.
 */
export async function inspect(path: string, options: SourceOptions, size = chunkSize): Promise<Inspected> {
  const file = await findFile(path, options.label ?? path)
  const start = await firstBytes(readFile(file, 4096), 4096)
  refuseBinary(file.name, start.data)
  const compression = findCompression(path, start.data)
  const unpacked = await firstBytes(readUnpacked(file, compression, size), headSize)
  if (compression) refuseBinary(file.name, unpacked.data)
  const encoding = findEncoding(unpacked.data, options.encoding)
  // Before its bytes are called invalid UTF-8: nothing is gained by another encoding if they are no text at all.
  if (encoding.name === 'utf-8') refuseJunkText(file.name, unpacked.data)
  const input = new TextInput(file, compression, encoding, size)
  const { data: head, whole } = await firstBytes(input.text(), headSize)
  if (encoding.name !== 'utf-8') refuseJunkText(file.name, head)
  if (whole && head.toString('latin1').trim() === '') throw emptyInput(file.name)
  input.bytesRead = 0
  return { input, head, whole }
}
