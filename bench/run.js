// Measures whole processes side by side: npm run bench -- [case…] [--scale 0.1] [--rounds 3]
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { changed } from './cases/changed.js'
import { memory, start } from './cases/footprint.js'
import { pacing } from './cases/pacing.js'
import { connectif, notifuse, shellPipeline } from './cases/throughput.js'
import { note, table } from './report.js'

const cases = { notifuse, connectif, shell: shellPipeline, memory, start, changed, pacing }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scale: { type: 'string', default: '1' }, rounds: { type: 'string' } },
})
const unknown = positionals.find((name) => !Object.hasOwn(cases, name))
if (unknown !== undefined) {
  note(`There is no case "${unknown}". Cases: ${Object.keys(cases).join(', ')}.`)
  process.exit(2)
}

const options = {
  scale: Number(values.scale),
  ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
}
const rows = []
for (const name of positionals.length > 0 ? positionals : Object.keys(cases)) {
  note(`\n${name}`)
  rows.push(...(await cases[name](options)))
}
const [cpu] = cpus()
note('')
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim()}, ${process.platform}\n`)
console.log(table(rows))
process.exitCode = rows.every(({ reached }) => reached) ? 0 : 1
