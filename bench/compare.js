import { note } from './report.js'

/**
 * Runs programs in turn, `rounds` times over: A B C A B C … What else the machine does hits all of them alike, so
 * ratios within a round say more than any time does. Resolves to each program's results, in the order given.
 */
export async function inTurn(programs, rounds, job) {
  const results = programs.map(() => [])
  for (let round = 1; round <= rounds; round++) {
    for (const [index, program] of programs.entries()) {
      const measured = await program.run(job)
      results[index].push(measured)
      note(`round ${round}: ${program.name} ${describe(measured)}`)
    }
  }
  return results
}

function describe({ ms, cpuMs, peakBytes }) {
  const more = cpuMs === undefined ? '' : `, CPU ${seconds(cpuMs)}, ${megabytes(peakBytes)} at most`
  return `${seconds(ms)}${more}`
}

export const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
export const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`

/** How often the first is what the second is, round by round: the median, and the least and most. */
export function ratio(ours, others, value) {
  const ratios = ours.map((measured, round) => value(measured) / value(others[round]))
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
