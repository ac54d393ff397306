import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const usage = new URL('usage.js', import.meta.url).href

/**
 * Runs a command to its end and measures the whole process: milliseconds of wall time, and of a Node process also CPU
 * time (ms) and the most memory it held (bytes). Rejects where it exits with another code than 0.
 */
export async function measure([command, ...args], { env = {}, watch = true } = {}) {
  const options = watch ? { ...env, NODE_OPTIONS: `--import=${usage}` } : env
  const started = performance.now()
  const child = spawn(command, args, {
    env: { ...process.env, ...options },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [errors, report] = [collect(child.stderr), collect(child.stdio[3])]
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  const ms = performance.now() - started
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}:\n${errors.text}`)
  return { ms, ...(report.text === '' ? {} : JSON.parse(report.text)) }
}

function collect(stream) {
  const collected = { text: '' }
  stream.setEncoding('utf8').on('data', (text) => {
    collected.text += text
  })
  return collected
}

/** A path in the package: `bin/contact-sync.js`. */
export function inPackage(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

/** True if a command of this name can be run. */
export async function isInstalled(command) {
  return measure([command, '--version'], { watch: false }).then(
    () => true,
    () => false,
  )
}
