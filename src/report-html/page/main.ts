import type { PageData } from '../page-data.js'
import { drawAnswers } from './answers-chart.js'
import type { Chart } from './chart-frame.js'
import { element } from './dom.js'
import { drawRates } from './rates-chart.js'
import { RowsTable } from './rows-table.js'

/** Milliseconds without a change of width after which charts are drawn anew. */
const resizePause = 100

/** What the browser runs in report.html: draws the charts and fills the table of failed and unknown rows. */
function start(): void {
  const data: PageData = JSON.parse(element('page-data').textContent ?? '')
  const { edges, rows, calls, waits, answers } = data
  const failures = rows.filter(({ colour }) => colour === 'failed' || colour === 'unknown')
  keepDrawn(() => [
    drawRates('rows-chart', { edges, series: rows }),
    drawRates('failures-chart', { edges, series: failures, height: 130 }),
    drawRates('calls-chart', { edges, series: calls, waits }),
    drawAnswers('answers-chart', answers),
  ])
  if (data.issues.length > 0) new RowsTable(data.issues).show()
}

/** Draws at once, and anew when light turns to dark or the window's width changes. */
function keepDrawn(draw: () => (Chart | undefined)[]): void {
  let charts = draw()
  let width = document.documentElement.clientWidth
  let pause: number | undefined
  const again = (): void => {
    width = document.documentElement.clientWidth
    for (const chart of charts) chart?.remove()
    charts = draw()
  }
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
  window.addEventListener('resize', () => {
    clearTimeout(pause)
    // Phones fire this too when their address bar folds away.
    if (document.documentElement.clientWidth !== width) pause = window.setTimeout(again, resizePause)
  })
}

start()
