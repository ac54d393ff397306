import { basename, dirname } from 'node:path'
import type { RowCounts, StopReason, Summary } from '../../journal/summary.js'
import { printable } from '../printable.js'
import { count, counted, timeText } from './format.js'
import { reasonLines } from './reason-lines.js'
import type { Reason } from './reasons.js'
import type { Style, Tone } from './style.js'
import { wrap } from './wrap.js'

/** What the summary says besides the figures. */
export interface SummaryExtras {
  /** The most frequent reasons for failure. */
  readonly reasons: readonly Reason[]
  /** The command that gives the mended failed rows back, where the run's own command is known. */
  readonly mend: string | undefined
  /** How paths are shown. */
  readonly shorten: (path: string) => string
}

const stopped: Record<StopReason, string> = {
  signal: 'stopped by a signal',
  'max-failed': 'stopped: too many rows failed (--max-failed)',
  'max-duration': 'stopped: the time was up (--max-duration)',
  unauthorized: 'stopped: the API refused the credentials',
  unreachable: 'stopped: the API could not be reached',
  'all-refused': 'stopped: the API refused every row of the first batch',
  disk: 'stopped: the disk could not be written to',
}

/** What to look at before the run goes on. */
const beforeResuming: Partial<Record<StopReason, string>> = {
  'max-failed': 'See why rows failed, then go on with the run:',
  unauthorized: 'Check the API key and its permissions, then go on with the run:',
  unreachable: 'Check the network and the base URL, then go on with the run:',
  'all-refused':
    'Check the mapping and the base URL: if they must change, start anew, else go on with the run:',
  disk: 'Make room or give permission, then go on with the run:',
}

/** The end of a run, for people: outcomes, reasons, calls, reports, and what to do next. */
export function summaryText(summary: Summary, extras: SummaryExtras, width: number, style: Style): string {
  const blocks = [
    [headline(summary, width, style)],
    outcomeTable(summary.rows, style),
    reasonLines(extras.reasons, summary.rows.failed + summary.rows.unknown, width, style, 'Why rows failed'),
    factLines(summary, extras.shorten, width),
    nextLines(summary, extras, width, style),
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

/** `-q`: only what went wrong, and what to do. */
export function troubleText(summary: Summary, extras: SummaryExtras, width: number, style: Style): string {
  return `contact-sync: ${[headline(summary, width - 'contact-sync: '.length, style), ...nextLines(summary, extras, width, style)].join('\n')}\n`
}

/** On one line if it fits, else the result below. */
function headline(
  { status, stopReason, rows, target, operation, source }: Summary,
  width: number,
  style: Style,
): string {
  const job = `${target} ${operation} ${printable(source.path === '-' ? 'standard input' : source.path)}:`
  const result = resultText(status, stopReason, rows)
  const fits = job.length + 1 + result.length <= width
  const lines = fits ? [` ${result}`] : ['', ...wrap(result, width, '  ')]
  return `${style(job, 'strong')}${lines.map((line) => style(line, toneOf(status))).join('\n')}`
}

function resultText(status: Summary['status'], reason: StopReason | null, rows: RowCounts): string {
  if (reason !== null) return stopped[reason]
  if (status === 'refused') return 'refused; nothing was sent'
  if (status === 'stopped') return 'not at its end: it was killed'
  if (rows.read === 0) return 'done; there were no rows'
  const all = counted(rows.read, 'row')
  if (status === 'succeeded') return `done, all ${all}`
  const failed = `${count(rows.failed)} of ${all} failed`
  if (rows.unknown === 0) return `done; ${failed}`
  return rows.failed === 0
    ? `done; ${count(rows.unknown)} of ${all} unknown`
    : `done; ${failed}, ${count(rows.unknown)} unknown`
}

function toneOf(status: Summary['status']): Tone {
  return status === 'succeeded' ? 'good' : status === 'partial' ? 'doubtful' : 'bad'
}

const tableRows: readonly (readonly [keyof RowCounts, Tone])[] = [
  ['inserted', 'good'],
  ['updated', 'good'],
  ['unchanged', 'plain'],
  ['skipped', 'plain'],
  ['failed', 'bad'],
  ['unknown', 'doubtful'],
  ['pending', 'doubtful'],
]

/** Outcomes that occur, and their sum. */
function outcomeTable(rows: RowCounts, style: Style): readonly string[] {
  if (rows.read === 0) return []
  const present = tableRows.filter(([name]) => rows[name] > 0)
  const nameWidth = Math.max(...present.map(([name]) => name.length), 'read'.length)
  const width = count(rows.read).length
  const line = (name: string, value: number) => `  ${name.padEnd(nameWidth)}  ${count(value).padStart(width)}`
  return [
    ...present.map(([name, tone]) => style(line(name, rows[name]), tone)),
    style(line('read', rows.read), 'strong'),
  ]
}

function factLines(
  { requests, rows, durationMs, reports }: Summary,
  shorten: SummaryExtras['shorten'],
  width: number,
): readonly string[] {
  const { sent, retried, rateLimited } = requests
  const details = [
    retried > 0 && `${count(retried)} again`,
    rateLimited > 0 && `${count(rateLimited)} answered 429`,
  ]
  const detail = details.filter(Boolean).join(', ')
  const speed = durationMs > 0 ? `, ${count(((rows.read - rows.pending) * 1000) / durationMs)} rows/s` : ''
  const calls = `${counted(sent, 'call')}${detail === '' ? '' : ` (${detail})`} in ${timeText(durationMs)}${speed}`
  return [...wrap(calls, width, ''), ...reportLines(written(reports, rows).map(shorten), width)]
}

/** Reports that hold rows, or are of something else than rows. */
function written(reports: Summary['reports'], rows: RowCounts): readonly string[] {
  const counts: Readonly<Record<string, number>> = { ...rows }
  return Object.entries(reports).flatMap(([name, path]) => (counts[name] === 0 ? [] : [path]))
}

/** The folder once, then what lies in it. Paths are never cut. */
function reportLines(paths: readonly string[], width: number): readonly string[] {
  const [first] = paths
  if (first === undefined) return []
  const folder = dirname(first)
  const names = paths.map((path) => (dirname(path) === folder ? basename(path) : path)).concat('report.html')
  return [`Reports in ${printable(folder)}:`, ...wrap(printable(names.join(', ')), width, '  ')]
}

function nextLines(
  summary: Summary,
  { mend, shorten }: SummaryExtras,
  width: number,
  style: Style,
): readonly string[] {
  const { rows, reports, resume, stopReason } = summary
  const command = (text: string) => `  ${style(printable(text), 'accent')}`
  const lines: string[] = []
  if (resume !== null) {
    const words = (stopReason === null ? undefined : beforeResuming[stopReason]) ?? 'Go on with the run:'
    lines.push(...wrap(words, width, ''), command(resume))
  }
  if (rows.failed > 0 && reports.failed !== undefined) {
    const words = resume === null ? 'Mend' : 'Once it is done, mend'
    const options = mend === undefined ? ', with the same options' : ''
    lines.push(...wrap(`${words} the rows in the failed report and give it back${options}:`, width, ''))
    lines.push(command(mend ?? shorten(reports.failed)))
  }
  if (rows.unknown > 0 && reports.unknown !== undefined) {
    const advice = 'Check the unknown rows before you send them again: they may have been applied:'
    lines.push(...wrap(advice, width, ''), `  ${printable(shorten(reports.unknown))}`)
  }
  return lines
}
