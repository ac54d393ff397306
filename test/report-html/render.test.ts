import { describe, expect, test } from 'vitest'
import { renderReport } from '../../src/report-html/render.js'
import { madeUpIssue, madeUpReport, madeUpSummary } from './made-up.js'

/** The page without what its build put in. */
function markup(page: string): string {
  return page.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<script>[\s\S]*?<\/script>/, '')
}

test('the page allows its own script and style and nothing else', () => {
  const page = renderReport(madeUpReport())
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
  expect(policy).toContain('default-src &#39;none&#39;')
  expect(policy).toMatch(/script-src &#39;sha256-[\w+/]{43}=&#39;;/)
  expect(policy).toMatch(/style-src &#39;sha256-[\w+/]{43}=&#39;;/)
  expect(policy).not.toContain('unsafe')
  expect(page.match(/<script/g)).toHaveLength(2)
  expect(page.match(/<style/g)).toHaveLength(1)
})

test('nothing on the page points to a network', () => {
  expect(markup(renderReport(madeUpReport()))).not.toMatch(/https?:|\/\/|url\(|@import/)
})

test('the chart library’s licence goes with every copy', () => {
  const page = renderReport(madeUpReport())
  expect(page).toContain('Copyright (c) 2022 Leon Sorokin')
  expect(page).toContain('The above copyright notice and this permission notice shall be included')
})

test('a hostile name stays text, wherever it stands', () => {
  const nasty = '"><script>alert(1)</script><!--\u2028</title>'
  const { values: _, ...issue } = madeUpIssue()
  const page = markup(
    renderReport(
      madeUpReport({
        summary: madeUpSummary(
          { failed: 1, pending: 1 },
          {
            run: nasty,
            target: nasty,
            operation: nasty,
            source: { path: `/data/${nasty}`, format: nasty, bytes: 1 },
            reports: { [nasty]: nasty },
            resume: nasty,
            startedAt: nasty,
            tool: { name: 'contact-sync', version: nasty },
          },
        ),
        reasons: {
          list: [{ ...issue, count: 1, exampleRow: 1, exampleLine: 2, reason: nasty }],
          otherRows: 0,
        },
        issues: [madeUpIssue({ key: nasty, message: nasty, reason: nasty, values: [[nasty, nasty]] })],
      }),
    ),
  )
  expect(page).not.toContain('<script>alert')
  expect(page.match(/<script/g)).toHaveLength(1)
  expect(page.match(/<\/title>/g)).toHaveLength(1)
})

describe('says how the run ended', () => {
  test.each([
    ['all is well', madeUpSummary({ inserted: 3 }), 'Every row was inserted, updated, unchanged or skipped.'],
    ['there was nothing to do', madeUpSummary(), 'There were no rows to send.'],
    ['some rows failed', madeUpSummary({ failed: 1 }), '1 row failed.'],
    ['some rows are unknown', madeUpSummary({ unknown: 1 }), '1 row is unknown.'],
    ['there is both', madeUpSummary({ failed: 1, unknown: 2 }), '1 row failed, 2 are unknown.'],
    [
      'it was interrupted',
      madeUpSummary({ pending: 1 }, { status: 'stopped', stopReason: 'signal', exitCode: 4 }),
      'Before the end of the file: it was interrupted. 1 row was read and not settled.',
    ],
    [
      'the key was wrong',
      madeUpSummary({ pending: 50 }, { status: 'refused', stopReason: 'unauthorized', exitCode: 3 }),
      'The API refused the credentials. 50 rows were read and not settled.',
    ],
  ])('where %s', (_, summary, text) => {
    expect(renderReport(madeUpReport({ summary }))).toContain(text)
  })
})

test('a run that can go on shows the command', () => {
  const resume = 'contact-sync resume contact-sync-runs/run-1'
  const summary = madeUpSummary({ pending: 1 }, { status: 'stopped', stopReason: 'signal', resume })
  expect(renderReport(madeUpReport({ summary }))).toContain(`<code>${resume}</code>`)
})

test('reports are linked by their name alone, since they lie beside the page', () => {
  const summary = madeUpSummary({ failed: 1 }, { reports: { failed: 'C:\\runs\\a b\\failed.csv' } })
  expect(renderReport(madeUpReport({ summary }))).toContain('<a href="./failed.csv">failed.csv</a>')
})

test('rows that the table leaves out are counted and their file named', () => {
  const summary = madeUpSummary({ failed: 5_000, unknown: 1 })
  const issues = [
    madeUpIssue({ row: 1 }),
    madeUpIssue({ row: 2 }),
    madeUpIssue({ row: 3, outcome: 'unknown' }),
  ]
  const page = renderReport(madeUpReport({ summary, issues }))
  expect(page).toContain('The table lists the first 2 failed rows; <strong>4,998 more are</strong> in ')
  expect(page).not.toContain('unknown rows; <strong>')
})

test('many different reasons are cut to the most frequent, the rest is counted', () => {
  const { outcome, code } = madeUpIssue()
  const list = Array.from({ length: 60 }, (_, index) => {
    const place = { exampleRow: index + 1, exampleLine: index + 2 }
    return { outcome, code, reason: `reason ${index}`, count: 2, ...place }
  })
  const page = renderReport(madeUpReport({ reasons: { list, otherRows: 7 } }))
  expect(page).toContain('reason 49<')
  expect(page).not.toContain('reason 50<')
  expect(page).toContain('27 more rows for other reasons.')
})
