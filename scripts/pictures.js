// Makes the pictures of the README: a run in a terminal, and its report. Both are of one real run of the program
// against the sandbox, which grants 70 calls a second and answers some of them with 503.
//   npm run build && node scripts/pictures.js
// Needs `script` of util-linux, and Chromium: where that lies says CHROMIUM, else /usr/bin/chromium is taken.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startSandbox } from '../dist/sandbox/sandbox.js'
import { Screen } from './pictures/screen.js'
import { terminalSvg } from './pictures/svg.js'

const [columns, rows] = [92, 48_000]
/** Once so much of the run is over, the live line is taken. */
const shownShare = 60
const bin = fileURLToPath(new URL('../bin/contact-sync.js', import.meta.url))
const images = new URL('../docs/images/', import.meta.url)
const command = 'contact-sync notifuse upsert customers.csv'

const home = mkdtempSync(path.join(tmpdir(), 'contact-sync-pictures-'))
const sandbox = await startSandbox({
  limits: ['token:api=notifuse,calls=70,per=1s'],
  faults: ['503-before:every=100,api=notifuse'],
  latencyMs: 40,
  jitterMs: 60,
  seed: 3,
})
try {
  mkdirSync(path.join(home, 'bin'))
  symlinkSync(bin, path.join(home, 'bin', 'contact-sync'))
  writeFileSync(path.join(home, 'customers.csv'), customers())
  const shown = await record()
  mkdirSync(images, { recursive: true })
  writeFileSync(
    new URL('run.svg', images),
    terminalSvg(shown, columns, `${command}, while it runs and when it is done`),
  )
  const [run] = readdirSync(path.join(home, 'contact-sync-runs'))
  await photograph(
    path.join(home, 'contact-sync-runs', run, 'report.html'),
    fileURLToPath(new URL('report.png', images)),
  )
} finally {
  await sandbox.close()
  rmSync(home, { recursive: true, force: true })
}

function customers() {
  const cities = ['Madrid', 'París', 'Zürich', 'Kraków', 'Dublin', 'Lyon']
  const lines = Array.from({ length: rows }, (_, row) => {
    const id = 100_001 + row
    const email = row % 5431 === 977 ? `customer${id}example.com` : `customer${id}@example.com`
    const country = row % 9477 === 1200 ? 'Spain' : ['ES', 'FR', 'CH', 'PL', 'IE', 'FR'][row % 6]
    return `C-${id},${email},Name ${row % 997},${cities[row % 6]},${country}`
  })
  return `${['externalId,email,firstName,city,country', ...lines].join('\n')}\n`
}

/** Runs the command on a pseudo-terminal: its first lines and the live line as they once stood, then the end. */
async function record() {
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 30; ${command}`, '/dev/null'], {
    cwd: home,
    env: {
      PATH: `${path.join(home, 'bin')}:${path.dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      XDG_STATE_HOME: path.join(home, 'state'),
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      NOTIFUSE_API_KEY: 'sandbox',
      CONTACT_SYNC_BASE_URL: sandbox.notifuseUrl,
    },
  })
  const screen = new Screen()
  let live
  child.stdout.setEncoding('utf8')
  for await (const text of child.stdout) {
    screen.write(text)
    const line = screen.rows().at(-1)
    const percent = Number(/ (\d+)% /.exec(textOf(line ?? []))?.[1] ?? Number.NaN)
    if (percent >= shownShare) live ??= line
  }
  if (live === undefined) throw new Error('the live line was never seen')
  const typed = [...`$ ${command}`].map((char, index) => ({ char, style: { bold: index > 1 } }))
  const [first, ...rest] = screen.rows()
  return [typed, first, live, ...rest].map((row) => withoutHome(row))
}

function textOf(row) {
  return row.map(({ char }) => char).join('')
}

/** Paths as they look in a folder of one's own. */
function withoutHome(row) {
  const at = textOf(row).indexOf(`${home}/`)
  return at === -1 ? row : row.toSpliced(at, home.length + 1)
}

async function photograph(from, to) {
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  })
  const page = await browser.newPage({ viewport: { width: 1000, height: 1100 }, colorScheme: 'light' })
  await page.goto(pathToFileURL(from).href)
  await page.screenshot({ path: to })
  await browser.close()
}
