import { contactSync } from '../programs.js'
import { note, row } from '../report.js'
import { startServer } from '../server.js'
import { fileOf } from '../work-folder.js'

/** The real program against the real sandbox. Windows are shorter than a vendor's minute; nothing else is. */
export async function pacing({ scale }) {
  const rows = []
  for (const one of [spentAtOnce, stated, shared, ...blind]) rows.push(...(await one(scale)))
  return rows
}

/** 90 rows of an API that grants 100 a minute, and says so. */
async function spentAtOnce() {
  const { summary } = await sync('fixed:api=connectif,calls=100,per=60s', 90)
  return [
    row('90 rows of a stated 100 a minute, seconds', summary.durationMs / 1000, { reach: { atMost: 2 } }),
  ]
}

/** Two and a half windows: two resets have to be waited for, and they are announced in whole seconds. */
async function stated() {
  const windowMs = 20_000
  const { summary } = await sync(`fixed:api=connectif,calls=100,per=${windowMs}ms`, 250, ['--headroom', '0'])
  const least = 2 * (windowMs + 500)
  return [
    row('2.5 stated windows: time, of the least that the resets allow', summary.durationMs / least, {
      unit: ' ×',
      reach: { atMost: 1.05 },
    }),
    row('2.5 stated windows: 429s', summary.requests.rateLimited, { digits: 0, reach: { atMost: 0 } }),
  ]
}

/** Someone else takes 30 of each 100 calls. */
async function shared() {
  const { summary } = await sync('fixed:api=connectif,calls=100,per=5s,others=30', 1000)
  const windows = summary.durationMs / 5000
  return [
    row(`another user takes 30 %: 429s in ${windows.toFixed(1)} windows`, summary.requests.rateLimited, {
      digits: 0,
      reach: { atMost: 3 },
    }),
  ]
}

/** A bucket of tokens that says nothing of itself, for about 40 seconds. */
const blind = [40, 120].map((perSecond) => async (scale) => {
  const burst = perSecond / 4
  const calls = Math.round(40 * scale) * perSecond
  const limit = `token:api=connectif,calls=${perSecond},per=1s,burst=${burst},headers=none`
  const { summary } = await sync(limit, calls, ['--rate', 'none', '--concurrency', '16'])
  const { sent, rateLimited } = summary.requests
  const name = `blind, ${perSecond} requests/s`
  return [
    row(`${name}: used`, (calls - burst) / ((summary.durationMs / 1000) * perSecond), {
      reach: { atLeast: 0.92 },
    }),
    row(`${name}: refused`, (100 * rateLimited) / sent, { unit: ' %', digits: 1, reach: { atMost: 4 } }),
  ]
})

async function sync(limit, rows, options = []) {
  const server = await startServer([limit])
  try {
    const measured = await contactSync('connectif', options).run({ file: await fileOf(rows), rows, server })
    note(`${limit}, ${rows} rows: ${(measured.summary.durationMs / 1000).toFixed(1)} s`)
    return measured
  } finally {
    server.close()
  }
}
