import type { Plan } from '../../delivery/plan.js'
import type { ApiRequest } from '../../targets/target.js'
import { printable } from '../printable.js'
import { count, counted, timeText } from './format.js'
import { reasonLines } from './reason-lines.js'
import type { Reason } from './reasons.js'
import type { Style } from './style.js'

/** The plan for people. Holds contact data: that is what `--dry-run` was asked for. */
export function planText(plan: Plan, reasons: readonly Reason[], width: number, style: Style): string {
  const { rows, requests } = plan
  const path = plan.source.path === '-' ? 'standard input' : plan.source.path
  const title = `${plan.target} ${plan.operation} ${printable(path)}`
  const blocks = [
    [`${style(title, 'strong')}: a dry run; nothing was sent`],
    rowLines(plan),
    reasonLines(reasons, rows.failed, width, style, 'Why rows would fail'),
    [callLine(plan)],
    requests.first.flatMap((request, index) => requestLines(request, index, style)),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

function rowLines({ rows, duplicates }: Plan): readonly string[] {
  const table = [
    ['to send', rows.toSend],
    ['unchanged', rows.unchanged],
    ['skipped', rows.skipped],
    ['would fail', rows.failed],
    ['read', rows.read],
  ] as const
  const digits = count(rows.read).length
  const lines = table
    .filter(([name, value]) => value > 0 || name === 'read')
    .map(([name, value]) => `  ${name.padEnd(10)}  ${count(value).padStart(digits)}`)
  if (duplicates === 0) return lines
  return [...lines, `  ${counted(duplicates, 'row')} with a key that stands on an earlier row`]
}

function callLine({ requests }: Plan): string {
  const calls = counted(requests.count, 'call')
  if (requests.leastMs === 0) return calls
  if (requests.leastMs === null) return `${calls}; the API's rate is found by trying`
  return `${calls}; at the API's rate at least ${timeText(requests.leastMs)}`
}

function requestLines({ method, path, body }: ApiRequest, index: number, style: Style): readonly string[] {
  return [style(`Request ${index + 1}: ${method} ${path}`, 'strong'), printable(indented(body))]
}

/** JSON as people read it; what is none stays as it is. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
