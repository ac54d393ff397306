import type { RowCounts, Summary } from '../../journal/summary.js'
import { counted, duration, instant } from '../format.js'
import { type Html, html } from '../html.js'
import { stopNames } from '../names.js'

/** The file's name, without the folders it lies in. */
export function fileName(summary: Summary): string {
  return summary.source.path === '-' ? 'Standard input' : baseName(summary.source.path)
}

/** What was run on what, and how it ended. */
export function head(summary: Summary): Html {
  return html`<header>
<p class="brand">contact-sync</p>
<h1>${fileName(summary)}</h1>
<p class="operation">${summary.target} ${summary.operation}</p>
<p class="status ${summary.status}"><strong>${statusNames[summary.status]}</strong> ${statusText(summary)}</p>
<dl class="facts">
<div><dt>Started</dt><dd>${instant(summary.startedAt)}</dd></div>
<div><dt>Finished</dt><dd>${instant(summary.finishedAt)}</dd></div>
<div><dt>Took</dt><dd>${duration(summary.durationMs)}</dd></div>
<div><dt>Exit code</dt><dd>${summary.exitCode}</dd></div>
<div><dt>Run</dt><dd class="long">${summary.run}</dd></div>
<div><dt>Source</dt><dd class="long">${summary.source.path}</dd></div>
</dl>
${nextSteps(summary)}
</header>
`
}

/** The file that a report lies in, as a link: it stands beside this page. */
export function reportLink(summary: Summary, report: string): Html {
  const path = summary.reports[report]
  if (path === undefined) return html`<code>${report}</code>`
  const name = baseName(path)
  // With the dot, so that a name with a colon is no scheme.
  return html`<a href="./${encodeURIComponent(name)}">${name}</a>`
}

const statusNames = {
  succeeded: 'Succeeded.',
  partial: 'Partly done.',
  stopped: 'Stopped.',
  refused: 'Refused.',
} as const satisfies Record<Summary['status'], string>

function statusText(summary: Summary): string {
  const { rows } = summary
  switch (summary.status) {
    case 'succeeded':
      return rows.read === 0
        ? 'There were no rows to send.'
        : 'Every row was inserted, updated, unchanged or skipped.'
    case 'partial':
      return partialText(rows)
    case 'stopped':
    case 'refused':
      return `${stopText(summary)} ${counted(rows.pending, 'row was', 'rows were')} read and not settled.`
  }
}

function partialText({ failed, unknown }: RowCounts): string {
  if (failed === 0) return `${counted(unknown, 'row is', 'rows are')} unknown.`
  const also = unknown > 0 ? `, ${counted(unknown, 'is', 'are')} unknown` : ''
  return `${counted(failed, 'row', 'rows')} failed${also}.`
}

function stopText(summary: Summary): string {
  if (summary.status === 'refused') return 'The API refused the credentials.'
  const why = summary.stopReason === null ? '' : `: ${stopNames[summary.stopReason]}`
  return `Before the end of the file${why}.`
}

function nextSteps(summary: Summary): Html | undefined {
  const steps: Html[] = []
  if (summary.resume !== null) steps.push(html`<li>Go on with the run: <code>${summary.resume}</code></li>`)
  if (summary.rows.failed > 0) {
    steps.push(html`<li>Mend ${reportLink(summary, 'failed')} and give it back as input.</li>`)
  }
  if (summary.rows.unknown > 0) {
    steps.push(
      html`<li>Read ${reportLink(summary, 'unknown')}: these rows may have been applied. Do not send them again unread.</li>`,
    )
  }
  if (steps.length === 0) return undefined
  return html`<section class="next" aria-labelledby="next-title"><h2 id="next-title">What to do next</h2><ul>${steps}</ul></section>`
}

function baseName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path
}
