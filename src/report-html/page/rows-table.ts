import type { IssueRow } from '../data.js'
import { control, element, make } from './dom.js'

/** Rows shown at once; more come when asked for. */
const pageLength = 100
/** Typing goes on faster than anybody reads: wait this long, in milliseconds, before searching. */
const typingPause = 120

/** A row with the text that a search looks in. */
interface Found {
  readonly row: IssueRow
  readonly text: string
}

/** The table of failed and unknown rows: search, filters, and values that are in the document only while shown. */
export class RowsTable {
  readonly #rows: readonly Found[]
  readonly #search = control('search', HTMLInputElement)
  readonly #outcome = control('outcome', HTMLSelectElement)
  readonly #code = control('code', HTMLSelectElement)
  readonly #allValues = control('all-values', HTMLButtonElement)
  readonly #more = control('more', HTMLButtonElement)
  readonly #table = control('issues', HTMLTableElement)
  readonly #body = this.#table.tBodies[0] ?? this.#table.createTBody()
  #matches: readonly Found[] = []
  #shown = 0
  #valuesShown = false
  #typing: number | undefined

  constructor(rows: readonly IssueRow[]) {
    this.#rows = rows.map((row) => ({ row, text: searchText(row) }))
  }

  show(): void {
    for (const hidden of [element('filters'), this.#table]) hidden.hidden = false
    element('filters').addEventListener('submit', (event) => event.preventDefault())
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#typing)
      this.#typing = window.setTimeout(() => this.#filter(), typingPause)
    })
    this.#outcome.addEventListener('change', () => this.#filter())
    this.#code.addEventListener('change', () => this.#filter())
    this.#allValues.addEventListener('click', () => this.#toggleAll())
    this.#more.addEventListener('click', () => this.#showMore())
    this.#filter()
  }

  #filter(): void {
    const words = lower(this.#search.value).split(/\s+/).filter(Boolean)
    const [outcome, code] = [this.#outcome.value, this.#code.value]
    this.#matches = this.#rows.filter(
      ({ row, text }) =>
        (outcome === '' || row.outcome === outcome) &&
        (code === '' || row.code === code) &&
        words.every((word) => text.includes(word)),
    )
    this.#shown = 0
    this.#body.replaceChildren()
    this.#append()
  }

  #append(): void {
    const next = this.#matches.slice(this.#shown, this.#shown + pageLength)
    this.#shown += next.length
    this.#body.append(...next.flatMap(({ row }) => issueRow(row, this.#valuesShown)))
    this.#more.hidden = this.#shown === this.#matches.length
    element('found').textContent = this.#foundText()
  }

  #showMore(): void {
    const first = this.#shown
    this.#append()
    // The button may be gone now: the keyboard goes on at the first of the new rows.
    this.#body.querySelectorAll('button')[first]?.focus()
  }

  #toggleAll(): void {
    this.#valuesShown = !this.#valuesShown
    this.#allValues.setAttribute('aria-pressed', String(this.#valuesShown))
    const shown = this.#shown
    this.#body.replaceChildren(
      ...this.#matches.slice(0, shown).flatMap(({ row }) => issueRow(row, this.#valuesShown)),
    )
  }

  #foundText(): string {
    const [all, found] = [this.#rows.length, this.#matches.length].map((value) =>
      value.toLocaleString('en-US'),
    )
    const rows = this.#rows.length === 1 ? 'row' : 'rows'
    if (this.#matches.length === 0) return `None of ${all} ${rows} found.`
    const some = this.#shown < this.#matches.length ? ` The first ${this.#shown} are shown.` : ''
    return `${found} of ${all} ${rows}.${some}`
  }
}

/** A row of the table and, below it, the row that holds its values while they are shown. */
function issueRow(issue: IssueRow, shown: boolean): HTMLTableRowElement[] {
  const id = `values-${issue.row}`
  const name = make('span', { class: 'unseen' }, ` of row ${issue.row}`)
  const button = make('button', { type: 'button', 'aria-controls': id }, 'Show', name)
  const values = make('td', { colspan: '6', role: 'cell' })
  const below = make('tr', { class: 'values', id, role: 'row' }, values)
  const toggle = (open: boolean): void => {
    button.setAttribute('aria-expanded', String(open))
    button.firstChild?.replaceWith(open ? 'Hide' : 'Show')
    below.hidden = !open
    values.replaceChildren(...(open ? [valueList(issue)] : []))
  }
  toggle(shown)
  button.addEventListener('click', () => toggle(below.hidden !== false))
  return [make('tr', { role: 'row' }, ...openCells(issue), cell('', button)), below]
}

/** What may be seen without asking: nothing of the contact. */
function openCells(issue: IssueRow): HTMLElement[] {
  const outcome = issue.outcome === 'failed' ? 'Failed' : 'Unknown'
  const field = issue.field === undefined ? [] : [make('span', { class: 'field' }, ` in ${issue.field}`)]
  return [
    make('th', { scope: 'row', role: 'rowheader', class: 'number', 'data-label': 'Row' }, String(issue.row)),
    cell('Line', String(issue.line), 'number'),
    cell('Outcome', make('span', {}, make('span', { class: `swatch ${issue.outcome}` }), outcome)),
    make(
      'td',
      { role: 'cell', class: 'reason' },
      issue.reason,
      ...field,
      ' ',
      make('code', { class: 'code' }, issue.code),
    ),
    cell('Tries', String(issue.attempts), 'number'),
  ]
}

function cell(label: string, content: Node | string, kind = ''): HTMLElement {
  return make('td', { role: 'cell', class: kind, 'data-label': label }, content)
}

/** The contact's values, in their own direction of writing and set apart from each other. */
function valueList(issue: IssueRow): HTMLElement {
  const pairs: readonly (readonly [string, string])[] = [
    ['Key', issue.key ?? ''],
    ['Message', issue.message],
    ...issue.values,
  ]
  const items = pairs.map(([column, value]) =>
    make(
      'div',
      {},
      make('dt', {}, make('bdi', {}, column)),
      value === '' ? make('dd', { class: 'empty' }, 'empty') : make('dd', {}, make('bdi', {}, value)),
    ),
  )
  return make('dl', {}, ...items)
}

function searchText(row: IssueRow): string {
  const { row: number, line, outcome, code, reason, field, key, message, values } = row
  const all = [
    `${number}`,
    `${line}`,
    outcome,
    code,
    reason,
    field ?? '',
    key ?? '',
    message,
    ...values.flat(),
  ]
  return lower(all.join('\n'))
}

function lower(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
