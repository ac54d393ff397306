import type { Reason, Reasons } from '../data.js'
import { count, counted } from '../format.js'
import { type Html, html } from '../html.js'
import { outcomeNames } from '../names.js'
import { section, table } from './parts.js'

/** The page shows so many: the rest is a long tail that failed.csv tells better. */
const mostReasons = 50

/** Why rows failed or are unknown. */
export function reasons({ list, otherRows }: Reasons): Html {
  if (list.length === 0) {
    return section('reasons', 'Reasons for failure', html`<p>No row failed and none is unknown.</p>`)
  }
  const shown = list.slice(0, mostReasons)
  const rest = list.slice(mostReasons).reduce((sum, reason) => sum + reason.count, otherRows)
  const more =
    rest === 0 ? undefined : html`<p>${counted(rest, 'more row', 'more rows')} for other reasons.</p>`
  const columns = [{ title: 'Reason' }, { title: 'Rows', number: true }]
  return section(
    'reasons',
    'Reasons for failure',
    html`${table('Reasons, the most frequent first', columns, shown.map(row))}${more}`,
  )
}

function row(reason: Reason): readonly Html[] {
  const { outcome, code, exampleRow, exampleLine } = reason
  return [
    html`${reason.reason}<span class="about"><span class="swatch ${outcome}"></span>${outcomeNames[outcome]}, <code>${code}</code>, for example row ${exampleRow} on line ${exampleLine}</span>`,
    count(reason.count),
  ]
}
