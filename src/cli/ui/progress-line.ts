import type { WaitReason } from '../../delivery/pacer.js'
import { clockTime, count, shortTime } from './format.js'
import type { ProgressView } from './progress.js'
import type { Style, Tone } from './style.js'

/** A part of the line: its wordings from long to short; the last may be empty. */
interface Part {
  readonly wordings: readonly string[]
  readonly tone?: Tone
  /** Parts of low rank make way first. */
  readonly rank: number
}

const gap = '  '
const widestBar = 30
const barStep = 10
/** No part has more wordings than one and these. */
const mostSteps = 3

/** The line as it fits into `width` columns: less important parts make way. Never longer, whatever the figures. */
export function progressLine(view: ProgressView, width: number, style: Style, unicode: boolean): string {
  const chosen = arrange(parts(view), width)
  const text = chosen.map(({ text: one }) => one).join(gap)
  if (text.length > width) return text.slice(0, Math.max(0, width))
  const styled = chosen.map(({ text: one, tone }) => style(one, tone)).join(gap)
  const barWidth = steadyWidth(width - text.length - gap.length)
  if (view.share === undefined || barWidth === 0) return styled
  return `${bar(view.share, barWidth, style, unicode)}${gap}${styled}`
}

/** The same for a log: everything that there is to say, without a bar. */
export function progressSentence(view: ProgressView): string {
  return parts(view)
    .map(({ wordings }) => wordings[0])
    .filter((wording) => wording !== undefined && wording !== '')
    .join(', ')
}

function parts(view: ProgressView): readonly Part[] {
  return [
    { wordings: [percentage(view)], rank: 9 },
    { wordings: rowWordings(view), rank: 3 },
    { wordings: rateWordings(view), rank: 1, tone: 'faint' },
    { wordings: leftWordings(view), rank: 4 },
    { wordings: counter(view.failed, 'failed'), rank: 7, tone: 'bad' },
    { wordings: counter(view.unknown, 'unknown'), rank: 6, tone: 'doubtful' },
    { wordings: stateWordings(view), rank: 8, tone: 'accent' },
  ]
}

/** 100% only where nothing is left. */
function percentage({ share }: ProgressView): string {
  return share === undefined ? '' : `${Math.floor(share * 100)}%`
}

function rowWordings({ done, total }: ProgressView): readonly string[] {
  if (total === undefined) return [`${count(done)} rows`, count(done)]
  const all = count(total.rows)
  const [long, short] = total.exact ? ['', ''] : ['about ', '~']
  return [`${count(done)} of ${long}${all} rows`, `${count(done)} of ${short}${all}`, count(done), '']
}

/** Left out while nothing is sent. */
function rateWordings({ perSecond, waiting, finishing }: ProgressView): readonly string[] {
  if (perSecond === undefined || waiting !== undefined || finishing !== undefined) return ['']
  const rate = perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : count(perSecond)
  return [`${rate} rows/s`, `${rate}/s`, '']
}

function leftWordings({ leftMs }: ProgressView): readonly string[] {
  return leftMs === undefined ? [''] : [`${shortTime(leftMs)} left`, '']
}

function counter(value: number, name: string): readonly string[] {
  return value === 0 ? [''] : [`${count(value)} ${name}`, '']
}

const waits: Record<WaitReason, readonly [string, string, string]> = {
  budget: ["waiting for the API's limit until", 'API limit until', 'limit till'],
  'retry-after': ['waiting as the API asks until', 'API asks to wait until', 'API wait till'],
  refused: ['backing off after refusals until', 'backing off until', 'back-off till'],
  rate: ['keeping to --rate until', '--rate until', '--rate till'],
}

function stateWordings({ waiting, finishing }: ProgressView): readonly string[] {
  if (finishing !== undefined) {
    const requests = finishing === 1 ? '1 request' : `${count(finishing)} requests`
    return [`stopping, ${requests} in flight`, `stopping, ${finishing} left`, 'stopping']
  }
  if (waiting === undefined) return ['']
  return waits[waiting.reason].map((words) => `${words} ${clockTime(waiting.until)}`)
}

interface Chosen {
  readonly text: string
  readonly tone: Tone
}

/** Shortens all parts by one step, those of low rank first, then by another; only then drops parts, in that order. */
function arrange(all: readonly Part[], width: number): readonly Chosen[] {
  const wordingOf = all.map(() => 0)
  const chosen = (): readonly Chosen[] =>
    all
      .map(({ wordings, tone }, index) => ({
        text: wordings[wordingOf[index] ?? 0] ?? '',
        tone: tone ?? 'plain',
      }))
      .filter(({ text }) => text !== '')
  const shorten = (index: number, wording: number) => {
    if (widthOf(chosen()) > width) wordingOf[index] = wording
  }
  const byRank = all.map((part, index) => ({ ...part, index })).sort((a, b) => a.rank - b.rank)
  for (let step = 1; step <= mostSteps; step++) {
    for (const { wordings, index } of byRank) if ((wordings[step] ?? '') !== '') shorten(index, step)
  }
  for (const { wordings, index } of byRank) if (wordings.at(-1) === '') shorten(index, wordings.length - 1)
  return chosen()
}

function widthOf(chosen: readonly Chosen[]): number {
  return chosen.reduce((sum, { text }) => sum + text.length + gap.length, -gap.length)
}

/** In steps, so that the bar does not change its width with every digit beside it. */
function steadyWidth(room: number): number {
  return Math.max(0, Math.floor(Math.min(widestBar, room) / barStep) * barStep)
}

function bar(share: number, width: number, style: Style, unicode: boolean): string {
  const full = Math.floor(share * width)
  const [done, open] = unicode ? ['█', '░'] : ['#', '-']
  return style(done.repeat(full), 'accent') + style(open.repeat(width - full), 'faint')
}
