import type { RowCounts, Summary } from '../../src/journal/summary.js'
import { AnswerTimes } from '../../src/report-html/answer-times.js'
import type { IssueRow, ReportData } from '../../src/report-html/data.js'
import { TimelineFold } from '../../src/report-html/timeline.js'

/** A summary of a run that never was; `read` is the sum of the rows given. */
export function madeUpSummary(
  rows: Partial<Omit<RowCounts, 'read'>> = {},
  other: Partial<Omit<Summary, 'rows'>> = {},
): Summary {
  const none = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, unknown: 0, pending: 0 }
  const all = { ...none, ...rows }
  const read = Object.values(all).reduce((sum, count) => sum + count, 0)
  return {
    schemaVersion: 1,
    tool: { name: 'contact-sync', version: '0.1.0' },
    run: 'run-1',
    target: 'notifuse',
    operation: 'upsert',
    source: { path: '/data/contacts.csv', format: 'csv', bytes: 1234 },
    status: all.failed + all.unknown > 0 ? 'partial' : 'succeeded',
    stopReason: null,
    exitCode: all.failed + all.unknown > 0 ? 1 : 0,
    rows: { read, ...all },
    requests: { sent: 0, retried: 0, rateLimited: 0 },
    startedAt: '2026-03-02T01:00:04.218Z',
    finishedAt: '2026-03-02T01:00:08.000Z',
    durationMs: 3782,
    reports: { failed: 'runs/run-1/failed.csv', unknown: 'runs/run-1/unknown.csv' },
    resume: null,
    ...other,
  }
}

/** A report in which nothing happened, but for what is given. */
export function madeUpReport(given: Partial<ReportData> = {}): ReportData {
  return {
    summary: madeUpSummary(),
    timeline: new TimelineFold().toJSON(),
    answers: new AnswerTimes().toJSON(),
    waits: { spans: [], totals: [] },
    reasons: { list: [], otherRows: 0 },
    issues: [],
    ...given,
  }
}

export function madeUpIssue(given: Partial<IssueRow> = {}): IssueRow {
  return {
    outcome: 'failed',
    row: 1,
    line: 2,
    code: 'bad-value',
    reason: 'is not an email',
    field: 'Email',
    attempts: 0,
    key: 'c-1',
    message: '“nobody” is not an email',
    values: [
      ['customer_id', 'c-1'],
      ['Email', 'nobody'],
    ],
    ...given,
  }
}
