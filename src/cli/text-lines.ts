import { createReadStream } from 'node:fs'
import { UsageError } from '../errors.js'
import { whyUnreadable } from './text-file.js'

/**
 * The lines of a UTF-8 file, or of standard input for `-`, without their ends. Only newlines end a line: JSON may hold
 * what other readers split at. Throws UsageError if it cannot be read.
 */
export async function* textLines(path: string): AsyncGenerator<string> {
  const input = path === '-' ? process.stdin : createReadStream(path)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  try {
    for await (const chunk of input) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield line.replace(/\r$/, '')
    }
    rest += decoder.decode()
  } catch (cause) {
    const name = path === '-' ? 'standard input' : path
    throw new UsageError(`${name} cannot be read: ${whyUnreadable(cause)}`, { cause })
  }
  if (rest !== '') yield rest
}
