import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { spool } from '../journal/folder.js'

/** An input that can be read more than once. */
export interface ReadableInput {
  readonly path: string
  /** What messages call it. */
  readonly label: string
  /** Removes what was made to read it. */
  dispose(): Promise<void>
}

/** What messages call standard input. */
export const stdinLabel = 'standard input'

/** The file; or a copy of standard input in a folder of its own, for its owner alone. */
export async function readableInput(file: string, signal?: AbortSignal): Promise<ReadableInput> {
  if (file !== '-') return { path: resolve(file), label: file, dispose: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'contact-sync-'))
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    return { path: await spool(process.stdin, folder, signal), label: stdinLabel, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
