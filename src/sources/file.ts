import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { InputError } from '../errors.js'

/** Bytes read or unpacked at once. More than Node's default: each step costs a promise and a thread's time. */
export const chunkSize = 256 * 1024

/** A regular file on disk, looked at but not open. */
export interface InputFile {
  readonly path: string
  /** What messages call it. */
  readonly name: string
  readonly bytes: number
}

/** Throws InputError for anything that is not a regular file which may be read and holds something. */
export async function findFile(path: string, name: string): Promise<InputFile> {
  // Without O_NONBLOCK, opening a named pipe would wait for its writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw unreadable(name, cause)
  })
  try {
    const stats = await handle.stat()
    if (stats.isDirectory()) throw folder(name)
    if (!stats.isFile()) {
      throw new InputError(`${name} is not a regular file, and the input is read more than once.`, {
        hint: 'Give - as the file and pipe the data in.',
      })
    }
    if (stats.size === 0) throw emptyInput(name)
    return { path, name, bytes: stats.size }
  } finally {
    await handle.close()
  }
}

/** `from`: where to begin. `reuse`: a chunk is valid only until the next is asked for. */
interface ReadOptions {
  readonly from?: number
  readonly reuse?: boolean
}

/**
 * The file's bytes in chunks of `size`. Reads one chunk ahead while its consumer works on another, no more. Closes
 * the file when it is left, however that happens.
 */
export async function* readFile(
  file: InputFile,
  size: number,
  { from = 0, reuse = false }: ReadOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const handle = await open(file.path).catch((cause: unknown) => {
    throw unreadable(file.name, cause)
  })
  let position = from
  let [buffer, other] = [Buffer.allocUnsafe(size), Buffer.allocUnsafe(size)]
  let ahead = readAt(handle, file, buffer, position)
  try {
    for (;;) {
      const chunk = await ahead
      if (chunk.length === 0) return
      position += chunk.length
      ;[buffer, other] = [reuse ? other : Buffer.allocUnsafe(size), buffer]
      ahead = readAt(handle, file, buffer, position)
      yield chunk
    }
  } finally {
    // A read that is under way must end before its file closes; its error no longer matters.
    await ahead.catch(() => undefined)
    await handle.close()
  }
}

async function readAt(
  handle: FileHandle,
  file: InputFile,
  buffer: Buffer,
  position: number,
): Promise<Buffer> {
  try {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position)
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw unreadable(file.name, cause)
  }
}

export function emptyInput(name: string): InputError {
  return new InputError(`${name} is empty.`, {
    hint: 'Export it again, or check that the right file was named.',
  })
}

function folder(name: string): InputError {
  return new InputError(`${name} is a folder, not a file.`, { hint: 'Name a file in it.' })
}

/** What the system's refusal to open or read a file means. */
export function unreadable(name: string, cause: unknown): InputError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new InputError(`${name}: there is no such file.`, {
        hint: 'Check the path, or give - to read standard input.',
        cause,
      })
    case 'EACCES':
    case 'EPERM':
      return new InputError(`${name} may not be read: permission denied.`, {
        hint: 'Check its permissions with ls -l.',
        cause,
      })
    case 'EISDIR':
      return folder(name)
    default:
      return new InputError(`${name} cannot be read (${code}).`, {
        hint: 'Check the disk, or copy the file elsewhere and try again.',
        cause,
      })
  }
}
