import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inTurn, median, megabytes, ratio } from '../compare.js'
import { inPackage, measure } from '../process.js'
import { note, ratioRow, row } from '../report.js'
import { startServer } from '../server.js'
import { fileOf, workFolder } from '../work-folder.js'

/** Share of the rows that differ between the two files. */
const changedShare = 0.003

/** `--changed-only`: a file that is remembered whole, against csv-parse alone; then one with a few changes. */
export async function changed({ scale, rounds = 5 }) {
  const rows = Math.round(1_000_000 * scale)
  const [same, other] = [await fileOf(rows), await fileOf(rows, changedShare)]
  const server = await startServer()
  const folder = await mkdtemp(join(workFolder, 'changed-'))
  try {
    const sync = (file) => syncChanged(file, folder, server)
    await sync(same)
    const programs = [
      { name: 'unchanged', run: () => sync(same) },
      {
        name: 'csv-parse alone',
        run: () => measure([process.execPath, inPackage('bench/csv-alone.js'), '', same]),
      },
    ]
    const [ours, alone] = await inTurn(programs, rounds)
    const { summary } = await sync(other)
    note(`peak ${ours.map(({ peakBytes }) => megabytes(peakBytes)).join(', ')}`)
    return rowsOf(rows, ours, alone, summary)
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
}

function rowsOf(rows, ours, alone, { rows: counts, requests }) {
  const name = `${rows.toLocaleString('en')} rows, \`--changed-only\``
  const expected = Math.floor(rows / Math.round(1 / changedShare))
  const calls = ours.map(({ summary }) => summary.requests.sent)
  return [
    row(`${name}, nothing changed: calls`, Math.max(...calls), { digits: 0, reach: { atMost: 0 } }),
    ratioRow(
      `${name}, nothing changed: time, of csv-parse alone`,
      ratio(ours, alone, ({ ms }) => ms),
      {
        reach: { atMost: 1.6 },
      },
    ),
    row(`${name}, nothing changed: peak memory`, median(ours.map(({ peakBytes }) => peakBytes)) / 2 ** 20, {
      unit: ' MB',
      digits: 0,
      reach: { atMost: 200 },
    }),
    row(`${name}, ${expected.toLocaleString('en')} changed: rows sent`, counts.inserted + counts.updated, {
      digits: 0,
      reach: { atLeast: expected, atMost: expected },
    }),
    row(`${name}, ${expected.toLocaleString('en')} changed: calls`, requests.sent, { digits: 0 }),
  ]
}

async function syncChanged(file, folder, server) {
  const reports = await mkdtemp(join(folder, 'run-'))
  const place = ['--base-url', server.baseUrl('notifuse'), '--report-dir', reports]
  const memory = ['--changed-only', '--state', join(folder, 'memory.mdb')]
  const words = ['notifuse', 'upsert', file, ...place, ...memory, '--quiet']
  const measured = await measure([process.execPath, inPackage('bin/contact-sync.js'), ...words], {
    env: { NOTIFUSE_API_KEY: 'bench-key', XDG_STATE_HOME: join(folder, 'state') },
  })
  return { ...measured, summary: JSON.parse(await readFile(join(reports, 'summary.json'), 'utf8')) }
}
