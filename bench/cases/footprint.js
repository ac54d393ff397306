import { inTurn, median, megabytes, ratio } from '../compare.js'
import { inPackage, measure } from '../process.js'
import { contactSync } from '../programs.js'
import { note, ratioRow, row } from '../report.js'
import { startServer } from '../server.js'
import { fileOf } from '../work-folder.js'

/** The most memory that the process holds, for a file a hundred times as large as another. */
export async function memory({ scale, rounds = 3 }) {
  const [small, large] = [100_000, 10_000_000].map((rows) => Math.round(rows * scale))
  const server = await startServer()
  const peaks = { small: [], large: [] }
  try {
    for (let round = 1; round <= rounds; round++) {
      peaks.small.push(await peakOf(small, server))
      peaks.large.push(await peakOf(large, server))
      note(`round ${round}: ${megabytes(peaks.small.at(-1))} and ${megabytes(peaks.large.at(-1))}`)
    }
  } finally {
    server.close()
  }
  const name = `${large.toLocaleString('en')} rows, peak memory`
  return [
    row(name, median(peaks.large) / 2 ** 20, { unit: ' MB', digits: 0, reach: { atMost: 160 } }),
    ratioRow(`${name}, of that for a hundredth`, ratio(peaks.large, peaks.small, Number), {
      reach: { atMost: 1.2 },
    }),
  ]
}

async function peakOf(rows, server) {
  const { peakBytes } = await contactSync('notifuse').run({ file: await fileOf(rows), rows, server })
  return peakBytes
}

/** `contact-sync --version` against a Node that does nothing. */
export async function start({ rounds = 20 }) {
  const program = (name, ...words) => ({
    name,
    run: () => measure([process.execPath, ...words], { watch: false }),
  })
  const programs = [
    program('--version', inPackage('bin/contact-sync.js'), '--version'),
    program('node -e 0', '-e', '0'),
  ]
  const [ours, node] = await inTurn(programs, rounds)
  const wall = ({ ms }) => ms
  return [ratioRow('`--version`: time, of `node -e 0`', ratio(ours, node, wall), { reach: { atMost: 1.6 } })]
}
