import { InputError } from '../errors.js'
import { RowSet } from '../journal/row-set.js'
import type { Mapper } from '../mapping/mapper.js'
import type { OnDuplicate } from '../run.js'
import type { Source } from '../sources/source.js'
import { KeyTable } from './key-table.js'

/** Bytes of a record, guessed low: the table is made for as many keys as the file may hold. */
const bytesPerRecord = 80
const mostExpected = 10_000_000
/** Keys that the error of `--on-duplicate error` names. */
const namedKeys = 5

/**
 * Reads the whole source once to find the rows that `--on-duplicate first|last` leaves out. Keys are compared
 * exactly; records that cannot be mapped are not in the race, so that a good row never gives way to a bad one.
 * With `error`, throws an InputError that names the keys and rows.
 */
export async function findDuplicates(
  source: Source,
  mapper: Mapper,
  mode: Exclude<OnDuplicate, 'send'>,
): Promise<RowSet> {
  const keys = new KeyTable(Math.min(mostExpected, source.bytes / bytesPerRecord))
  const leftOut = new RowSet()
  const named: string[] = []
  for await (const chunk of source.chunks()) {
    for (const record of chunk) {
      if (record.kind === 'broken') continue
      const mapped = mapper.map(record)
      if (!mapped.ok) continue
      const before = keys.put(mapped.contact.key, record.row)
      if (before === undefined) continue
      leftOut.add(mode === 'last' ? before : record.row)
      // The first row stays under its key.
      if (mode !== 'last') keys.put(mapped.contact.key, before)
      if (named.length < namedKeys) named.push(`${mapped.contact.key} (rows ${before} and ${record.row})`)
    }
  }
  if (mode === 'error' && leftOut.size > 0) throw duplicatesError(source.path, leftOut.size, named)
  return leftOut
}

function duplicatesError(path: string, count: number, named: readonly string[]): InputError {
  const more = count > named.length ? `, and ${count - named.length} more` : ''
  return new InputError(`${path}: the same key stands on more than one row: ${named.join('; ')}${more}`, {
    hint: 'Mend the file, or choose by --on-duplicate send, first or last. Nothing was sent.',
  })
}
