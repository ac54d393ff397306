import type { MemoryFacts, Span } from '../../state/manage.js'
import type { ImportResult } from '../../state/transfer.js'
import { printable } from '../printable.js'
import { byteText, count, counted } from './format.js'
import { table } from './table.js'

/** What one memory holds; no contact's data. */
export function memoryText(facts: MemoryFacts): string {
  const { identity, path, bytes, keys, unsettled, createdAt, acknowledged, seen } = facts
  const open = unsettled === 0 ? '' : `, of which ${count(unsettled)} are not settled and sent the next time`
  const lines = table([
    ['  file', `${path} (${byteText(bytes)})`],
    ['  account', accountText(identity.account)],
    ['  contacts', `${count(keys)}${open}`],
    ['  created', createdAt.slice(0, 10)],
    ['  acknowledged', spanText(acknowledged)],
    ['  in a file', spanText(seen)],
  ])
  return printable(`${identity.target}  ${identity.baseUrl}\n${lines.join('\n')}\n`)
}

/** `name-shop` is what `--account shop` makes of it. */
function accountText(account: string): string {
  return account.startsWith('name-') ? account.slice('name-'.length) : `${account}, a hash of the API key`
}

function spanText(span: Span | undefined): string {
  if (span === undefined) return 'never'
  const [oldest, newest] = [span.oldest, span.newest].map((time) => new Date(time).toISOString().slice(0, 10))
  return oldest === newest ? `${oldest}` : `${oldest} to ${newest}`
}

/** The same for scripts, with times in ISO 8601. */
export function memoryJson({ acknowledged, seen, ...facts }: MemoryFacts): object {
  return { ...facts, acknowledged: isoSpan(acknowledged), seen: isoSpan(seen) }
}

function isoSpan(span: Span | undefined): object | null {
  if (span === undefined) return null
  return { oldest: new Date(span.oldest).toISOString(), newest: new Date(span.newest).toISOString() }
}

/** What an import did, and the lines that it passed over. */
export function importText({ identity, path, imported, kept, failed, errors, absent }: ImportResult): string {
  const more = failed - errors.length
  return printable(
    [
      `${counted(imported, 'contact')} taken over into ${path}, for ${identity.target} at ${identity.baseUrl}`,
      ...(kept > 0 ? [`${counted(kept, 'contact')} left as they were: a later answer was known`] : []),
      ...errors.map(({ line, problem }) => `line ${line} passed over: ${problem}`),
      ...(more > 0 ? [`${counted(more, 'line')} more passed over`] : []),
      ...(absent > 0 ? [`${counted(absent, 'contact')} missing: the file was cut short`] : []),
      '',
    ].join('\n'),
  )
}
