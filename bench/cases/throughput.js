import { inTurn, median, ratio } from '../compare.js'
import { isInstalled } from '../process.js'
import { bareLoop, contactSync, script, shell } from '../programs.js'
import { note, ratioRow, row } from '../report.js'
import { startServer } from '../server.js'
import { fileOf } from '../work-folder.js'

/** Notifuse, a million rows: 20,000 calls of 50 contacts. */
export async function notifuse({ scale, rounds = 5 }) {
  const rows = Math.round(1_000_000 * scale)
  const programs = [contactSync('notifuse'), bareLoop('notifuse'), script('notifuse')]
  const [ours, bare, scripts] = await race(programs, rows, rounds)
  const name = `Notifuse, ${count(rows)} rows`
  return [
    row(`${name}, rows/s`, median(ours.map(({ ms }) => (rows * 1000) / ms)), { digits: 0 }),
    ratioRow(`${name}: rows/s, of the bare loop's`, ratio(bare, ours, wall), { reach: { atLeast: 1 } }),
    ratioRow(`${name}: rows/s, of the script's`, ratio(scripts, ours, wall), { reach: { atLeast: 1.9 } }),
    ratioRow(`${name}: CPU time, of the bare loop's`, ratio(ours, bare, cpu)),
  ]
}

/** Connectif without its limit: a call for each row, 32 at once. */
export async function connectif({ scale, rounds = 5 }) {
  const rows = Math.round(100_000 * scale)
  const options = ['--rate', 'none', '--concurrency', '32']
  const programs = [contactSync('connectif', options), bareLoop('connectif'), script('connectif')]
  const [ours, bare, scripts] = await race(programs, rows, rounds)
  const name = `Connectif, ${count(rows)} rows`
  return [
    row(`${name}, requests/s`, median(ours.map(({ ms }) => (rows * 1000) / ms)), { digits: 0 }),
    ratioRow(`${name}: requests/s, of the bare loop's`, ratio(bare, ours, wall), { reach: { atLeast: 0.8 } }),
    ratioRow(`${name}: requests/s, of the script's`, ratio(scripts, ours, wall), { reach: { atLeast: 4 } }),
    ratioRow(`${name}: CPU time, of the bare loop's`, ratio(ours, bare, cpu)),
  ]
}

/** The shell pipeline, where its tools are installed. */
export async function shellPipeline({ scale, rounds = 3 }) {
  for (const tool of ['mlr', 'jq', 'curl', 'xargs']) {
    if (await isInstalled(tool)) continue
    note(`the shell pipeline is skipped: ${tool} is not installed`)
    return []
  }
  const rows = Math.round(100_000 * scale)
  const [ours, shells] = await race([contactSync('notifuse'), shell('notifuse')], rows, rounds)
  return [
    ratioRow(`Notifuse, ${count(rows)} rows: rows/s, of the shell pipeline's`, ratio(shells, ours, wall)),
  ]
}

async function race(programs, rows, rounds) {
  const file = await fileOf(rows)
  const server = await startServer()
  try {
    return await inTurn(programs, rounds, { file, rows, server })
  } finally {
    server.close()
  }
}

const wall = ({ ms }) => ms
const cpu = ({ cpuMs }) => cpuMs
const count = (number) => number.toLocaleString('en')
