// Every fault of the sandbox against both APIs, then a run that is killed again and again; what came of it is held
// against what the sandbox applied. Prints a Markdown table; exits 1 if a single row is not as it was said to be.
//   npm run bench:reliability            (about three minutes)
//   SEED=42 KILLS=100 npm run bench:reliability
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import pLimit from 'p-limit'
import { resume } from '../dist/delivery/resume.js'
import { sync } from '../dist/delivery/sync.js'
import { faultCatalogue, startSandbox } from '../dist/sandbox/sandbox.js'
import { targets } from '../dist/targets/index.js'

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.KILLS ?? 50)
const bin = fileURLToPath(new URL('../bin/contact-sync.js', import.meta.url))
const apiKeys = { notifuse: 'key', connectif: 'id:secret' }
const reportNames = ['inserted', 'updated', 'failed', 'unknown', 'skipped']
const rowsPerRun = { notifuse: 2000, connectif: 300 }
const wrong = []

process.stderr.write(`seed ${seed}\n`)
const results = [
  await matrix('Notifuse, sets', 'notifuse', false),
  await matrix('Notifuse, counters', 'notifuse', true),
  await matrix('Connectif', 'connectif', false),
  await killed(`Notifuse, counters, ${kills} × SIGKILL`),
]
if (results.at(-1).kills < kills) wrong.push('the run was over before it was killed often enough')
print(results)
for (const fault of wrong.slice(0, 20)) process.stderr.write(`wrong: ${fault}\n`)
process.exitCode = wrong.length > 0 ? 1 : 0

/** One run for every fault that the API's stand-in knows, resumed with the fault gone if it stopped. */
async function matrix(name, targetName, counters) {
  const result = { name, runs: 0, rows: 0, faults: 0, kills: 0, unknown: 0, wrong: 0 }
  const faults = faultCatalogue.filter(({ apis }) => apis.includes(targetName))
  // Most of a run's time is waiting, for time-outs above all.
  await pLimit(8).map(faults, (fault) => strike(result, fault, targetName, counters))
  return result
}

async function strike(result, fault, targetName, counters) {
  const sandbox = await startSandbox({ limits: ['none'], faults: [ruleFor(fault, targetName)], seed })
  const home = mkdtempSync(join(tmpdir(), 'contact-sync-bench-'))
  const folder = await deliver(home, targetName, counters, sandbox)
  const where = `${result.name}, ${fault.name}`
  result.runs++
  result.faults += Object.values(sandbox.stats().byFault).reduce((sum, count) => sum + count, 0)
  tally(result, audit(where, folder, targetName, rowsPerRun[targetName], counters, sandbox))
  await sandbox.close()
  rmSync(home, { recursive: true })
  process.stderr.write(`${where}: done\n`)
}

/** Often enough to be met, seldom enough that something gets through. */
function ruleFor({ name, effect }, api) {
  if (effect.on === 'contact') return `${name}:share=0.1,api=${api}`
  const strikes = `every=${api === 'notifuse' ? 4 : 25},times=10`
  return `${name}:${strikes}${effect.on === 'connection' ? '' : `,api=${api}`}`
}

async function deliver(home, targetName, counters, sandbox) {
  const target = targets.find((one) => one.name === targetName)
  const file = writeFile(home, targetName, rowsPerRun[targetName], counters)
  const folder = join(home, 'run')
  const delivery = { concurrency: 4, rate: 'none', headroom: 0, maxAttempts: 4, timeoutMs: 1000 }
  const controls = { stop: new AbortController().signal, listen: () => {} }
  const baseUrl = new URL(targetName === 'notifuse' ? sandbox.notifuseUrl : sandbox.connectifUrl)
  const apiKey = apiKeys[targetName]
  const mapping = { assignments: [], empty: 'skip' }
  const unfinished = 'refuse'
  const given = { target, file, source: {}, mapping, onDuplicate: 'send', baseUrl, apiKey, sandbox: false }
  let summary = await sync({ ...given, delivery, reportDir: folder, unfinished }, controls)
  sandbox.faults.clear()
  while (summary.resume !== null) {
    summary = await resume({ folder, targets, apiKey: async () => apiKey, delivery: {} }, controls)
  }
  return folder
}

/** The real program, killed at random moments and resumed each time, then left alone. */
async function killed(name) {
  const rows = kills * 400
  const sandbox = await startSandbox({ limits: ['none'], latencyMs: 5, jitterMs: 25, seed })
  const home = mkdtempSync(join(tmpdir(), 'contact-sync-bench-'))
  const folder = join(home, 'run')
  const file = writeFile(home, 'notifuse', rows, true)
  const random = randomFrom(seed)
  const where = ['--base-url', sandbox.notifuseUrl, '--report-dir', folder, '--concurrency', '4']
  let done = 0
  for (let over = false; !over; ) {
    const isBegun = existsSync(join(folder, 'journal.ndjson'))
    if (!isBegun) rmSync(folder, { recursive: true, force: true })
    const args = isBegun ? ['resume', folder] : ['notifuse', 'upsert', file, ...where]
    const env = { PATH: process.env.PATH, HOME: home, NOTIFUSE_API_KEY: apiKeys.notifuse }
    const child = spawn(process.execPath, [bin, ...args], { env, cwd: home, stdio: 'ignore' })
    const exit = once(child, 'exit')
    if (done < kills) {
      await randomMoment(random, sandbox, child)
      if (child.kill('SIGKILL')) done++
    }
    const [code] = await exit
    if (code !== null && code > 1) throw new Error(`the run ended with exit code ${code}`)
    over = code !== null
  }
  const result = { name, runs: 1, rows: 0, faults: 0, kills: done, unknown: 0, wrong: 0 }
  tally(result, audit(name, folder, 'notifuse', rows, true, sandbox))
  await sandbox.close()
  rmSync(home, { recursive: true })
  return result
}

/** Half of them while the program starts and reads its journal back, half while it sends. */
async function randomMoment(random, sandbox, child) {
  if (random() < 0.5) return sleep(random() * 500)
  const target = sandbox.stats().requests + 1 + Math.floor(random() * 6)
  while (sandbox.stats().requests < target && child.exitCode === null) await sleep(1)
  return sleep(random() * 20)
}

function keyOf(target, row) {
  return target === 'notifuse' ? `c${row}` : `c${row}@example.com`
}

function writeFile(home, target, rows, counters) {
  const header = `${target === 'notifuse' ? 'id,firstName' : 'email,_name'}${counters ? ',$inc.orders,$push.tags' : ''}`
  const lines = Array.from(
    { length: rows },
    (_, i) => `${keyOf(target, i + 1)},Name ${i + 1}${counters ? ',1,x' : ''}`,
  )
  const path = join(home, 'contacts.csv')
  writeFileSync(path, [header, ...lines, ''].join('\n'))
  return path
}

/** Holds the reports against what the API applied, row by row. */
function audit(name, folder, target, rows, counters, sandbox) {
  const outcomes = new Map()
  const complain = (row, what) => wrong.push(`${name}: row ${row} ${what}`)
  const before = wrong.length
  for (const report of reportNames) {
    for (const { _sync_row: row } of parse(readFileSync(join(folder, `${report}.csv`)), { columns: true })) {
      if (outcomes.has(Number(row))) complain(row, 'is reported twice')
      outcomes.set(Number(row), report)
    }
  }
  let unknown = 0
  for (let row = 1; row <= rows; row++) {
    const outcome = outcomes.get(row)
    const held = sandbox.store[target].contacts.get(keyOf(target, row))
    const applied = (held?.profile?.firstName ?? held?._name) === `Name ${row}`
    const times = sandbox.store[target].timesApplied(keyOf(target, row), '$inc.orders')
    if (outcome === undefined) complain(row, 'is in no report')
    else if (outcome === 'unknown') unknown++
    else if (applied !== (outcome !== 'failed')) complain(row, `is ${outcome}, and the API says otherwise`)
    if (times > 1) complain(row, `was counted ${times} times`)
    if (counters && applied && times === 0) complain(row, 'was not counted')
  }
  return { rows, unknown, wrong: wrong.length - before }
}

function tally(result, { rows, unknown, wrong: found }) {
  result.rows += rows
  result.unknown += unknown
  result.wrong += found
}

function print(rows) {
  const cells = rows.map((one) => {
    const share = `${one.unknown} (${((100 * one.unknown) / one.rows).toFixed(2)} %)`
    return [one.name, one.runs, one.rows, one.faults, one.kills, share, one.wrong]
  })
  const header = [
    '',
    'runs',
    'rows',
    'faults injected',
    'kills',
    'rows unknown',
    'rows lost, doubled or misreported',
  ]
  const line = (parts) => `| ${parts.join(' | ')} |\n`
  process.stdout.write(
    line(header) + line(header.map((_, i) => (i === 0 ? '---' : '---:'))) + cells.map(line).join(''),
  )
}

function randomFrom(start) {
  let state = start | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}
