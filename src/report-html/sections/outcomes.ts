import type { RowCounts, Summary } from '../../journal/summary.js'
import { count, percent } from '../format.js'
import { type Html, html } from '../html.js'
import { outcomeNames } from '../names.js'
import { reportLink } from './head.js'
import { section, tile } from './parts.js'

const kinds = ['inserted', 'updated', 'unchanged', 'skipped', 'failed', 'unknown', 'pending'] as const

/** The summary's counts, exactly. */
export function outcomes(summary: Summary): Html {
  const { rows } = summary
  const reports = Object.keys(summary.reports).map((report) => html`<li>${reportLink(summary, report)}</li>`)
  return section(
    'outcomes',
    'Outcomes',
    html`<dl class="tiles outcomes" data-of="rows">
${tile('Read', field('read', rows.read), 'rows')}
${kinds.map((kind) => outcome(rows, kind))}
</dl>
${reports.length === 0 ? undefined : html`<p class="files" id="files-title">Files beside this one:</p><ul class="files" aria-labelledby="files-title">${reports}</ul>`}`,
  )
}

function outcome(rows: RowCounts, kind: (typeof kinds)[number]): Html {
  return tile(outcomeNames[kind], field(kind, rows[kind]), percent(rows[kind], rows.read), kind)
}

function field(name: string, value: number): Html {
  return html`<span data-field="${name}"${value === 0 ? html` class="zero"` : undefined}>${count(value)}</span>`
}
