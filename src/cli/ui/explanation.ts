import type { AsRead, RowExplanation } from '../../delivery/explain.js'
import type { JsonValue } from '../../json.js'
import type { FieldExplanation } from '../../mapping/explain.js'
import type { ApiRequest } from '../../targets/target.js'
import { printable } from '../printable.js'
import { count } from './format.js'
import type { Style } from './style.js'

/** One record's way for people. Holds contact data: that is what `explain` was asked for. */
export function explanationText(explained: RowExplanation, style: Style): string {
  const { mapped, request, issue } = explained
  const blocks = [
    headLines(explained, style),
    block('As read', readLines(explained.read), style),
    mapped === null ? [] : block('As mapped', mappedLines(mapped), style),
    request === null ? [] : block('As sent', requestLines(request), style),
    [outcomeLine(issue, explained.passedOver, style)],
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function headLines({ target, operation, source, row, line }: RowExplanation, style: Style): string[] {
  const where = `row ${count(row)} (line ${count(line)}) of ${printable(source.path)}`
  return [`${style(`${target} ${operation}`, 'strong')}: ${where}`]
}

function block(title: string, lines: readonly string[], style: Style): string[] {
  return [style(title, 'strong'), ...lines.map((line) => `  ${line}`)]
}

function readLines(read: AsRead): string[] {
  if (read.kind === 'text') return [read.text === null ? 'nothing of it is kept' : quoted(read.text)]
  if (read.kind === 'object') return printable(JSON.stringify(read.value, null, 2)).split('\n')
  const width = Math.max(...read.cells.map(({ column }) => printable(column).length))
  return read.cells.map(({ column, cell }) => `${printable(column).padEnd(width)}  ${quoted(cell)}`)
}

function mappedLines({ key, fields }: NonNullable<RowExplanation['mapped']>): string[] {
  const rows = [
    { name: 'key', text: `${quotedRaw(key.raw)} ${fromText(key.from)}` },
    ...fields.map((field) => ({ name: printable(field.field), text: fieldText(field) })),
  ]
  const width = Math.max(...rows.map(({ name }) => name.length))
  return rows.map(({ name, text }) => `${name.padEnd(width)}  ${text}`)
}

/** `"17/05/1990" from column "DOB" → date "1990-05-17T00:00:00.000Z"`, `"" from column "Fax": left out: it is empty` */
function fieldText({ from, raw, type, steps, end }: FieldExplanation): string {
  const start = `${quotedRaw(raw)} ${fromText(from)}`
  const taken = steps
    .filter(({ name, value }, index) => name !== 'check' && !isSame(value, steps[index - 1]?.value ?? raw))
    .map(({ name, value }) => ` → ${name} ${quoted(value)}`)
    .join('')
  if (end.kind !== 'sent') return `${start}${taken}: ${end.kind}: ${printable(end.because)}`
  return `${start}${taken}${type === undefined ? '' : ` (${type})`}`
}

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function fromText(from: string): string {
  return `from ${printable(from)}`
}

function quotedRaw(raw: JsonValue | undefined): string {
  return raw === undefined ? 'nothing' : quoted(raw)
}

function quoted(value: JsonValue): string {
  return printable(JSON.stringify(value))
}

function requestLines({ method, path, body }: ApiRequest): string[] {
  return [`${method} ${printable(path)}`, ...printable(JSON.stringify(JSON.parse(body), null, 2)).split('\n')]
}

function outcomeLine(
  issue: RowExplanation['issue'],
  passedOver: RowExplanation['passedOver'],
  style: Style,
): string {
  const outcome =
    issue === null
      ? style('Nothing is wrong with it.', 'good')
      : `${style('It would fail', 'bad')} (${issue.code}): ${printable(issue.message)}`
  if (passedOver === null) return outcome
  return `${outcome}\nA run with this --${passedOver} passes over it: it is neither read nor sent.`
}
