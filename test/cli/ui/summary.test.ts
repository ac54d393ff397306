import { describe, expect, test } from 'vitest'
import type { Reason } from '../../../src/cli/ui/reasons.js'
import { plainStyle } from '../../../src/cli/ui/style.js'
import { summaryText, troubleText } from '../../../src/cli/ui/summary.js'
import { stopReasons } from '../../../src/journal/summary.js'
import { fakeSummary, noRows } from '../fakes.js'

const folder = 'contact-sync-runs/r1'
const reasons: readonly Reason[] = [
  { outcome: 'failed', text: 'email: has no @', rows: 11, example: { row: 12, line: 13 } },
  { outcome: 'unknown', text: 'no answer came in time', rows: 2, example: { row: 1200, line: 1305 } },
]
const partial = fakeSummary({
  status: 'partial',
  exitCode: 1,
  rows: { ...noRows, read: 1500, inserted: 1400, updated: 85, failed: 13, unknown: 2 },
  requests: { sent: 34, retried: 3, rateLimited: 1 },
  durationMs: 3210,
  reports: {
    inserted: `${folder}/inserted.csv`,
    updated: `${folder}/updated.csv`,
    failed: `${folder}/failed.csv`,
    unknown: `${folder}/unknown.csv`,
  },
})
const extras = { shorten: String, reasons, mend: `contact-sync bulk upsert ${folder}/failed.csv` }

function at(width: number, summary = partial, more = extras): string {
  return summaryText(summary, more, width, plainStyle)
}

describe('the summary', () => {
  test('does not call a run done that was killed', () => {
    const resume = `contact-sync resume ${folder}`
    const killed = fakeSummary({
      status: 'stopped',
      exitCode: 4,
      rows: { ...noRows, read: 2, inserted: 2 },
      resume,
    })
    const text = at(80, killed)
    expect(text).toContain('bulk upsert contacts.csv: not at its end: it was killed\n')
    expect(text).toContain(`Go on with the run:\n  ${resume}`)
  })

  test('tells outcomes, reasons, calls, reports and what to do next', () => {
    expect(at(80)).toBe(`bulk upsert contacts.csv: done; 13 of 1,500 rows failed, 2 unknown

  inserted  1,400
  updated      85
  failed       13
  unknown       2
  read      1,500

Why rows failed
  11  email: has no @ (row 12, line 13)
   2  unknown: no answer came in time (row 1,200, line 1,305)
  and 2 rows for other reasons

34 calls (3 again, 1 answered 429) in 3.2 s, 467 rows/s
Reports in contact-sync-runs/r1:
  inserted.csv, updated.csv, failed.csv, unknown.csv, report.html

Mend the rows in the failed report and give it back:
  contact-sync bulk upsert contact-sync-runs/r1/failed.csv
Check the unknown rows before you send them again: they may have been applied:
  contact-sync-runs/r1/unknown.csv
`)
  })

  test('keeps to 40 columns, but for paths and commands, which must be copied whole', () => {
    for (const line of at(40).split('\n')) {
      if (!line.includes('/r1')) expect(line.length, line).toBeLessThanOrEqual(40)
    }
    expect(at(40)).toContain('bulk upsert contacts.csv:\n  done; 13 of 1,500 rows failed, 2\n  unknown\n')
  })

  test('is short where all went well', () => {
    expect(at(80, fakeSummary(), { ...extras, reasons: [] })).toBe(`bulk upsert contacts.csv: done, all 2 rows

  inserted  2
  read      2

1 call in 1.0 s, 2 rows/s
`)
  })

  test('names the reports that hold something', () => {
    const reports = { ...partial.reports, skipped: `${folder}/skipped.csv`, missing: `${folder}/missing.csv` }
    const text = at(80, { ...partial, reports })
    expect(text).toContain('  inserted.csv, updated.csv, failed.csv, unknown.csv, missing.csv, report.html\n')
  })

  test('of a file without rows says so', () => {
    const empty = fakeSummary({ rows: noRows, requests: { sent: 0, retried: 0, rateLimited: 0 } })
    expect(at(80, empty, { ...extras, reasons: [] })).toContain('done; there were no rows')
  })

  test.each(stopReasons)('of a run that stopped (%s) gives the command that goes on', (stopReason) => {
    const rows = { ...noRows, read: 10, inserted: 4, failed: 1, pending: 5 }
    const resume = 'contact-sync resume contact-sync-runs/r1'
    const stopped = fakeSummary({ ...partial, status: 'stopped', stopReason, exitCode: 4, rows, resume })
    const text = at(80, stopped)
    expect(text).toContain('contacts.csv: stopped')
    expect(text).toMatch(/^ {2}pending +5$/m)
    expect(text).toContain(`\n  ${resume}\n`)
    expect(text).toContain('Once it is done, mend the rows')
  })

  test('without the command of the run, names the report to give back', () => {
    const text = summaryText(partial, { ...extras, mend: undefined }, 80, plainStyle)
    expect(text).toContain(
      `Mend the rows in the failed report and give it back, with the same options:\n  ${folder}/failed.csv\n`,
    )
  })

  test('lets nothing in a reason or a name steer the terminal', () => {
    const evil: Reason = { outcome: 'failed', text: '\u001b[2J', rows: 1, example: { row: 1, line: 2 } }
    const summary = { ...partial, source: { ...partial.source, path: 'a\u001b.csv' } }
    expect(at(80, summary, { ...extras, reasons: [evil] })).not.toContain('\u001b')
  })

  test('with -q is the headline and what to do', () => {
    expect(
      troubleText(partial, extras, 80, plainStyle),
    ).toBe(`contact-sync: bulk upsert contacts.csv: done; 13 of 1,500 rows failed, 2 unknown
Mend the rows in the failed report and give it back:
  contact-sync bulk upsert contact-sync-runs/r1/failed.csv
Check the unknown rows before you send them again: they may have been applied:
  contact-sync-runs/r1/unknown.csv
`)
  })
})
