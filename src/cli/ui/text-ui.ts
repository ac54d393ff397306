import type { RunEvent } from '../../delivery/events.js'
import type { Io } from '../io.js'
import { printable } from '../printable.js'
import { count, counted } from './format.js'
import { type KnownLimit, Progress } from './progress.js'
import { progressLine, progressSentence } from './progress-line.js'
import { reasonText } from './reasons.js'
import { pathShortener } from './short-path.js'
import { type Style, styleFor } from './style.js'
import { canDrawLive, type OutputSettings, type Ui } from './ui.js'

const sentenceEveryMs = 10_000

/** Lines for people, and below them the live progress line; off a terminal a sentence every ten seconds. */
export async function textUi(output: OutputSettings, limit: KnownLimit, io: Io): Promise<Ui> {
  const style = await styleFor(io.stderr, io, output.color)
  const progress = new Progress(limit)
  const shorten = pathShortener(io.stderr)
  const write = (line: string) => void io.stderr.write(`contact-sync: ${line}\n`)
  const meter = output.volume === 'quiet' ? { clear: () => {} } : await openMeter(output, progress, style, io)
  const warn = (message: string) => write(`${style('warning:', 'doubtful')} ${printable(message)}`)
  return {
    listen: (event) => {
      progress.on(event, Date.now())
      if (event.type === 'finished') meter.clear()
      const line = output.volume === 'quiet' ? undefined : lineOf(event, output.volume === 'verbose', shorten)
      if (line === undefined) return
      if (event.type === 'warning') warn(line)
      else write(printable(line))
    },
    warn: (message) => {
      if (output.volume !== 'quiet') warn(message)
    },
    stopping: () => {
      if (output.volume !== 'quiet') {
        write('finishing what is in flight; interrupt again to stop at once')
      }
    },
    close: () => meter.clear(),
  }
}

async function openMeter(
  output: OutputSettings,
  progress: Progress,
  style: Style,
  io: Io,
): Promise<{ clear(): void }> {
  if (output.progress && canDrawLive(io)) {
    const { liveLine } = await import('./live.js')
    const unicode = process.platform !== 'win32' && io.env.TERM !== 'linux'
    const color = style('x', 'accent') !== 'x'
    return liveLine(io.stderr, color, (width) =>
      progressLine(progress.view(Date.now()), width, style, unicode),
    )
  }
  const timer = setInterval(() => {
    io.stderr.write(`${progressSentence(progress.view(Date.now()))}\n`)
  }, sentenceEveryMs)
  timer.unref()
  return { clear: () => clearInterval(timer) }
}

/** What is said of an event; rows by their number, never by what they hold. */
function lineOf(event: RunEvent, verbose: boolean, shorten: (path: string) => string): string | undefined {
  switch (event.type) {
    case 'started':
      return `${event.resumed ? 'going on with the' : 'starting a'} run in ${shorten(event.folder)}`
    case 'warning':
      return event.message
    case 'stopping':
      // The answer to a signal was given when it came.
      return event.reason === 'signal' ? undefined : event.message
    case 'issue':
      return verbose ? issueLine(event) : undefined
    case 'request':
      return verbose ? requestLine(event) : undefined
    default:
      return undefined
  }
}

function issueLine({ outcome, row, line, issue }: Extract<RunEvent, { type: 'issue' }>): string {
  return `row ${count(row)}, line ${count(line)}: ${outcome} (${issue.code}): ${reasonText(issue)}`
}

function requestLine({ status, ms, contacts }: Extract<RunEvent, { type: 'request' }>): string {
  const answer = status === 0 ? 'no answer' : `answer ${status}`
  return `request of ${counted(contacts, 'contact')}: ${answer} in ${count(ms)} ms`
}
