// The main job on two real files, against the built-in sandbox: no key, nothing leaves the machine.
//   npm run demo
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = fileURLToPath(new URL('../bin/contact-sync.js', import.meta.url))

const commands = [
  ['notifuse', 'upsert', 'fixtures/contacts.csv', '--sandbox'],
  ['connectif', 'patch', 'fixtures/contacts.ndjson', '--sandbox'],
]

for (const args of commands) {
  console.error(`\n$ contact-sync ${args.join(' ')}`)
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: root, stdio: 'inherit' })
  // Both files hold a few rows that fail, so that there is something to see in failed.csv: exit code 1.
  if (status !== 1) {
    console.error(
      `\nThe demo should have ended with exit code 1 (some rows failed), but it ended with ${status}.`,
    )
    process.exit(status || 70)
  }
}
console.error(
  '\nBoth files are synced; the rows that failed were made to. Open a report.html of the folders named above.',
)
