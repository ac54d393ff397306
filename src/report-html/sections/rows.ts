import type { Summary } from '../../journal/summary.js'
import type { IssueRow } from '../data.js'
import { counted } from '../format.js'
import { type Html, html } from '../html.js'
import { outcomeNames } from '../names.js'
import { reportLink } from './head.js'
import { section } from './parts.js'

/** The searchable table of failed and unknown rows. The page's script fills it: values stay out of the document. */
export function issueRows(summary: Summary, issues: readonly IssueRow[]): Html {
  if (summary.rows.failed + summary.rows.unknown === 0) {
    return section('rows', 'Failed and unknown rows', html`<p>There are none.</p>`)
  }
  return section(
    'rows',
    'Failed and unknown rows',
    html`<p>${more(summary, issues, 'failed')}${more(summary, issues, 'unknown')}Keys, messages and values are hidden until you ask for them. They are in this file all the same: share it as carefully as the contacts themselves.</p>
<noscript><p>The table needs JavaScript. All rows are in ${wholeReports(summary)}.</p></noscript>
<form class="filters" id="filters" role="search" aria-label="Failed and unknown rows" hidden>
<label class="search">Search <input type="search" id="search" autocomplete="off" spellcheck="false" aria-describedby="search-hint"></label>
<label>Outcome <select id="outcome"><option value="">All</option>${options(issues, 'outcome')}</select></label>
<label>Code <select id="code"><option value="">All</option>${options(issues, 'code')}</select></label>
<button type="button" id="all-values" aria-pressed="false">Show all values</button>
<p class="hint" id="search-hint">Looks in all columns, also in hidden values. Several words: all must be there.</p>
</form>
<p id="found" class="found" role="status" aria-live="polite"></p>
<table class="issues" id="issues" role="table" hidden>
<caption>Failed and unknown rows, in the order of the file</caption>
<thead role="rowgroup"><tr role="row">
<th scope="col" role="columnheader" class="number">Row</th>
<th scope="col" role="columnheader" class="number">Line</th>
<th scope="col" role="columnheader">Outcome</th>
<th scope="col" role="columnheader">Reason</th>
<th scope="col" role="columnheader" class="number">Tries</th>
<th scope="col" role="columnheader">Values</th>
</tr></thead>
<tbody role="rowgroup"></tbody>
</table>
<button type="button" id="more" hidden>Show more</button>`,
  )
}

/** Says how many rows of an outcome are in its report only. */
function more(summary: Summary, issues: readonly IssueRow[], outcome: IssueRow['outcome']): Html | undefined {
  const listed = issues.filter((issue) => issue.outcome === outcome).length
  const left = summary.rows[outcome] - listed
  if (left <= 0) return undefined
  return html`The table lists the first ${counted(listed, `${outcome} row`, `${outcome} rows`)}; <strong>${counted(left, 'more is', 'more are')}</strong> in ${reportLink(summary, outcome)}. `
}

function wholeReports(summary: Summary): Html {
  const { failed, unknown } = summary.rows
  const links = [failed > 0 ? 'failed' : '', unknown > 0 ? 'unknown' : ''].filter(Boolean)
  const [first, second] = links.map((report) => reportLink(summary, report))
  return second === undefined ? html`${first}` : html`${first} and ${second}`
}

function options(issues: readonly IssueRow[], field: 'outcome' | 'code'): readonly Html[] {
  const values = [...new Set(issues.map((issue) => issue[field]))].sort()
  return values.map((value) => {
    const name = value === 'failed' || value === 'unknown' ? outcomeNames[value] : value
    return html`<option value="${value}">${name}</option>`
  })
}
