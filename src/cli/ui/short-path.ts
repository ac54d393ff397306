import { isAbsolute, relative } from 'node:path'
import type { Stream } from '../io.js'

/**
 * How paths are shown: on a terminal from the working folder, if they lie in it. In a log they stay as they are:
 * whoever reads it is somewhere else.
 */
export function pathShortener(stream: Stream): (path: string) => string {
  if (stream.isTTY !== true) return (path) => path
  return (path) => {
    const fromHere = relative(process.cwd(), path)
    return fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere
  }
}
