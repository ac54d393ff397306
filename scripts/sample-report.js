// Writes a report.html of a run that never was, to look at and for the README's picture:
//   npm run build && node scripts/sample-report.js report.html [report.png]
// The picture needs Chromium: where it lies says CHROMIUM, else /usr/bin/chromium is taken.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ReportFold } from '../dist/report-html/fold.js'
import { renderReport } from '../dist/report-html/render.js'

const [page, picture] = process.argv.slice(2)
if (page === undefined) throw new Error('usage: node scripts/sample-report.js <report.html> [<picture.png>]')
const names = [
  'Zoë Blanc',
  'Nuria Gómez',
  'Łukasz Nowak',
  '李 娜',
  'محمد علي',
  'O’Brien, Pat',
  '<script>alert(1)</script>',
]
const random = seeded(7)
writeFileSync(page, renderReport(sampleRun()), { mode: 0o600 })
if (picture !== undefined) await photograph(page, picture)

/** A nightly file of 84,000 contacts: the API lets 60 calls through in any 10 seconds, and slows down once. */
function sampleRun() {
  const startedAt = Date.parse('2026-03-02T01:00:04.218Z')
  const fold = new ReportFold()
  const rows = {
    read: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    failed: 0,
    unknown: 0,
    pending: 0,
  }
  const requests = { sent: 0, retried: 0, rateLimited: 0 }
  let now = startedAt
  fold.session(now)
  let windowCalls = 0
  let windowEnds = now + 10_000
  while (rows.read < 84_000) {
    if (now >= windowEnds) [windowCalls, windowEnds] = [0, windowEnds + 10_000]
    const slow = now - startedAt > 100_000 && now - startedAt < 140_000
    now += slow ? 210 : 62 + 20 * random()
    requests.sent++
    if (windowCalls >= 60) {
      requests.rateLimited++
      fold.called(now, 429, 9)
      fold.waited(now, windowEnds, 'retry-after')
      now = windowEnds
      continue
    }
    windowCalls++
    const broken = slow && random() < 0.06
    fold.called(
      now,
      broken ? 502 : 200,
      (slow ? 380 : 84) * Math.exp(0.45 * (random() + random() + random() - 1.5) * 2),
    )
    if (broken && random() < 0.7) requests.retried++
    else settle(fold, now, rows, broken)
  }
  const finishedAt = now + 41
  return fold.data(summary({ rows, requests, startedAt, finishedAt }))
}

/** What becomes of the next 50 rows. */
function settle(fold, at, rows, broken) {
  const kinds = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, unknown: 0 }
  for (let index = 0; index < 50; index++) {
    const outcome = broken ? 'unknown' : outcomeOf(random())
    rows.read++
    rows[outcome]++
    kinds[outcome]++
    if (outcome === 'failed' || outcome === 'unknown')
      fold.issue(issue(outcome, rows.read), () => contact(rows.read))
  }
  for (const [outcome, count] of Object.entries(kinds)) if (count > 0) fold.settled(at, outcome, count)
}

function outcomeOf(chance) {
  if (chance < 0.003) return 'failed'
  if (chance < 0.19) return 'inserted'
  if (chance < 0.2) return 'skipped'
  return 'updated'
}

function issue(outcome, row) {
  const place = {
    outcome,
    row,
    line: row + 1,
    key: `c-${100_000 + row}`,
    attempts: outcome === 'failed' ? 1 : 2,
  }
  if (outcome === 'unknown') {
    const message = 'the API answered 502 Bad Gateway; the request may have been applied'
    return { ...place, code: 'server-error', reason: message, message, field: undefined }
  }
  const chance = random()
  if (chance < 0.5) {
    const reason = 'is not a phone number of the country FR'
    return {
      ...place,
      attempts: 0,
      code: 'bad-value',
      reason,
      message: `“06 12 34” ${reason}`,
      field: 'Phone',
    }
  }
  if (chance < 0.8) {
    const message = 'the API lists the contact as failed, without a reason'
    return { ...place, code: 'reported-failed', reason: message, message, field: undefined }
  }
  const reason = 'is not a date of the form dd/MM/yyyy'
  return {
    ...place,
    attempts: 0,
    code: 'bad-value',
    reason,
    message: `“31/02/1990” ${reason}`,
    field: 'Birthday',
  }
}

function contact(row) {
  const name = names[row % names.length] ?? ''
  return [
    ['customer_id', `c-${100_000 + row}`],
    ['Name', name],
    ['Email', `contact${row}@example.com`],
    ['Phone', '06 12 34'],
    ['Birthday', '31/02/1990'],
    ['Notes', row % 3 === 0 ? '' : 'asked to be called after 6 pm'],
  ]
}

function summary({ rows, requests, startedAt, finishedAt }) {
  const reports = ['inserted', 'updated', 'failed', 'unknown', 'skipped']
  return {
    schemaVersion: 1,
    tool: { name: 'contact-sync', version: '0.1.0' },
    run: '2026-03-02T01-00-04Z-7f3a',
    target: 'notifuse',
    operation: 'upsert',
    source: { path: '/srv/exports/customers.csv', format: 'csv', bytes: 9_482_113 },
    status: 'partial',
    stopReason: null,
    exitCode: 1,
    rows,
    requests,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    durationMs: Math.round(finishedAt - startedAt),
    reports: Object.fromEntries(
      reports.map((name) => [name, `contact-sync-runs/2026-03-02T01-00-04Z-7f3a/${name}.csv`]),
    ),
    resume: null,
  }
}

/** The same numbers on every machine: a linear congruential generator. */
function seeded(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function photograph(from, to) {
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  })
  const shown = await browser.newPage({ viewport: { width: 1120, height: 1310 }, deviceScaleFactor: 2 })
  await shown.goto(pathToFileURL(path.resolve(from)).href)
  await shown.screenshot({ path: to })
  await browser.close()
}
