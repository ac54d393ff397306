import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { inPackage, measure } from './process.js'
import { workFolder } from './work-folder.js'

const operations = { notifuse: 'upsert', connectif: 'patch' }
const apiKey = 'bench:key'

/** A way to send a file. `run` resolves to what `measure` found; it rejects unless every row arrived. */

/** This project, journal and reports on; `options` are added to its command line. */
export function contactSync(target, options = []) {
  return {
    name: 'contact-sync',
    async run({ file, rows, server }) {
      const folder = await mkdtemp(join(workFolder, 'run-'))
      const words = [target, operations[target], file, '--base-url', server.baseUrl(target)]
      const command = [process.execPath, inPackage('bin/contact-sync.js'), ...words]
      try {
        const measured = await measure([...command, '--report-dir', folder, '--quiet', ...options], {
          env: {
            [`${target.toUpperCase()}_API_KEY`]: apiKey,
            XDG_STATE_HOME: join(folder, '..', 'state'),
          },
        })
        const summary = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8'))
        if (summary.rows.inserted !== rows) throw new Error(`${summary.rows.inserted} of ${rows} inserted`)
        return { ...measured, summary }
      } finally {
        await rm(folder, { recursive: true })
      }
    },
  }
}

export const bareLoop = (target) =>
  otherProgram('bare loop', target, [process.execPath, inPackage('bench/bare-loop.js')])
export const script = (target) =>
  otherProgram('script', target, [process.execPath, inPackage('bench/script.js')])
export const shell = (target) =>
  otherProgram('shell', target, ['bash', inPackage('bench/shell.sh')], { watch: false })

/** Given target, file, base URL and key. */
function otherProgram(name, target, command, options) {
  return {
    name,
    async run({ file, rows, server }) {
      await server.reset()
      const measured = await measure([...command, target, file, server.baseUrl(target), apiKey], options)
      const { inserted } = (await server.stats())[target]
      if (inserted !== rows) throw new Error(`${name}: ${inserted} of ${rows} arrived`)
      return measured
    },
  }
}
