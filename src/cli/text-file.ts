import { readFile } from 'node:fs/promises'
import { UsageError } from '../errors.js'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'there is no permission to read it',
  EISDIR: 'it is a folder',
}

/** A small UTF-8 file, whole. Throws UsageError that begins with `name`: the option or file as the user knows it. */
export async function readTextFile(path: string, name: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (cause) {
    throw new UsageError(`${name}: ${path} cannot be read: ${whyUnreadable(cause)}`, { cause })
  }
}

/** In words that follow "cannot be read: ". */
export function whyUnreadable(cause: unknown): string {
  if (cause instanceof TypeError) return 'it is not UTF-8'
  if (!(cause instanceof Error)) return 'unknown error'
  return 'code' in cause ? (reasons[String(cause.code)] ?? String(cause.code)) : cause.message
}
