import { answerBars } from '../answer-bars.js'
import { AnswerTimes } from '../answer-times.js'
import type { AnswerTimesData } from '../data.js'
import { count, counted, duration } from '../format.js'
import { type Html, html } from '../html.js'
import { chart, section, table, tile } from './parts.js'

/** How long the API took to answer. */
export function answers(data: AnswerTimesData): Html {
  const times = AnswerTimes.from(data)
  const [median, p95] = [times.median(), times.p95()]
  if (median === undefined || p95 === undefined) {
    return section('answers', 'Answer times', html`<p>No call was answered.</p>`)
  }
  return section(
    'answers',
    'Answer times',
    html`<dl class="tiles">
${tile('Median', duration(median), 'half of the answers came sooner')}
${tile('95th percentile', duration(p95), '95 of 100 came sooner')}
${tile('Fastest', duration(data.minMs))}
${tile('Slowest', duration(data.maxMs))}
</dl>
${chart({
  id: 'answers-chart',
  title: 'Answers by the time they took',
  words: `${counted(data.count, 'answer', 'answers')}; 429s, which say nothing about the work, are left out. Median and 95th percentile are right to 1 %.`,
  figures: figures(data),
})}`,
  )
}

function figures(data: AnswerTimesData): Html {
  const { edges, counts } = answerBars(data)
  const rows = counts.map((bar, index) => [
    `${duration(edges[index] ?? 0)} – ${duration(edges[index + 1] ?? 0)}`,
    count(bar),
  ])
  return table(
    'Answers, by how long they took',
    [{ title: 'Time' }, { title: 'Answers', number: true }],
    rows,
  )
}
