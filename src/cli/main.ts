import { toolVersion } from '../version.js'

const argv = process.argv.slice(2)

// Answered before anything else is loaded: scripts ask for it often.
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  process.stdout.write(`${toolVersion()}\n`)
} else {
  const { start } = await import('./start.js')
  process.exitCode = await start(argv)
}
