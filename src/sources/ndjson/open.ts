import { InputError } from '../../errors.js'
import type { Inspected } from '../input.js'
import type { RecordReader } from '../reader.js'
import { ArrayReader } from './array.js'
import { LinesReader } from './lines.js'

/** Makes readers for one object a line, or for an array of objects. Throws InputError for one object on many lines. */
export function jsonReaderFor({ input, head }: Inspected): () => RecordReader {
  const text = head.toString('utf8').trimStart()
  if (text.startsWith('[')) return () => new ArrayReader()
  if (isSpreadObject(text)) throw spreadObject(input.file.name)
  return () => new LinesReader()
}

/** True for an object as people print it: the first line is no JSON, and the next goes on with a name or ends it. */
function isSpreadObject(text: string): boolean {
  const [first = '', next = ''] = text.split(/\s*[\r\n]\s*/, 2)
  return /^\{(?:.*[,{[:])?$/.test(first) && /^["}]/.test(next)
}

function spreadObject(name: string): InputError {
  return new InputError(`${name} holds a JSON object spread over several lines.`, {
    hint: 'Write one object a line, as jq -c does. An array of objects can be read as it is.',
  })
}
