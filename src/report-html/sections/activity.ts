import { outcomeKinds } from '../../outcome.js'
import { callKinds, type ReportData, type Timeline } from '../data.js'
import { count, duration, percent } from '../format.js'
import { type Html, html } from '../html.js'
import { callNames, outcomeNames, waitNames } from '../names.js'
import { type Line, overTime } from './over-time.js'
import { section, table, tile } from './parts.js'

/** Rows and calls per second over time, and the waits for the API's limit. */
export function activity(data: ReportData): Html {
  const { requests } = data.summary
  return section(
    'activity',
    'Rows and calls over time',
    html`<dl class="tiles" data-of="requests">
${tile('Calls sent', html`<span data-field="sent">${count(requests.sent)}</span>`)}
${tile('Of these sent again', html`<span data-field="retried">${count(requests.retried)}</span>`, 'for contacts sent before')}
${tile('Refused with 429', html`<span data-field="rateLimited">${count(requests.rateLimited)}</span>`, 'over the API’s limit')}
${tile('Waited for the limit', duration(waitedMs(data)), `${percent(waitedMs(data), data.timeline.endMs)} of the time`)}
</dl>
${charts(data)}${waits(data)}`,
  )
}

function charts({ summary, timeline, waits }: ReportData): Html {
  const unit = ['row', 'rows'] as const
  const rows = overTime(timeline, {
    id: 'rows-chart',
    title: 'Rows per second',
    caption: 'Rows settled',
    lines: rowLines(timeline, outcomeKinds),
    unit,
    none: 'No row was settled.',
  })
  // A few failures among many rows are too thin to be seen above.
  const failures = overTime(timeline, {
    id: 'failures-chart',
    title: 'Failed and unknown rows per second',
    caption: 'Rows that failed or are unknown',
    lines: rowLines(timeline, ['failed', 'unknown']),
    unit,
    none: 'There were none.',
  })
  const calls = overTime(timeline, {
    id: 'calls-chart',
    title: 'Calls per second',
    caption: 'Calls that ended',
    lines: callKinds.map((kind) => ({ name: callNames[kind], counts: timeline.calls[kind] })),
    unit: ['call', 'calls'],
    none: 'No call was sent.',
    note: waits.spans.length > 0 ? 'Shaded: nothing could leave, for the API’s limit.' : '',
  })
  const some = summary.rows.failed + summary.rows.unknown > 0
  return html`${rows}
${some ? failures : undefined}
${calls}`
}

function rowLines(timeline: Timeline, kinds: readonly (keyof Timeline['rows'])[]): readonly Line[] {
  return kinds.map((kind) => ({ name: outcomeNames[kind], counts: timeline.rows[kind] }))
}

function waits(data: ReportData): Html {
  const { totals } = data.waits
  const columns = [
    { title: 'Reason' },
    { title: 'Times', number: true },
    { title: 'In all', number: true },
    { title: 'Of the time', number: true },
  ]
  const rows = totals.map((wait) => [
    waitNames[wait.reason],
    count(wait.waits),
    duration(wait.waitedMs),
    percent(wait.waitedMs, data.timeline.endMs),
  ])
  const caption = 'Times in which nothing could leave, by reason'
  return html`<h3>Waits for the API’s limit</h3>
${totals.length === 0 ? html`<p class="soft">The run never had to wait.</p>` : table(caption, columns, rows)}
`
}

function waitedMs(data: ReportData): number {
  return data.waits.totals.reduce((sum, wait) => sum + wait.waitedMs, 0)
}
