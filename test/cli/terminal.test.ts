import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { commandLine } from '../../src/shell.js'

const pretend = fileURLToPath(new URL('pretend.js', import.meta.url))
const upsert = commandLine([process.execPath, pretend, 'bulk', 'upsert', 'contacts.csv'])
const hasScript = spawnSync('script', ['--version']).stdout?.includes('util-linux') === true
const hasTmux = spawnSync('tmux', ['-V']).status === 0

const clean = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', TERM: 'xterm-256color', LANG: 'C.UTF-8' }

interface OnTerminal {
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
  /** How often Ctrl-C is typed once the run has been going on for a while. */
  readonly interrupts?: number
}

/** Runs a pretended sync on a pseudo-terminal. The result is every byte that the terminal got. */
function onTerminal({ columns = 80, env = {}, flags = [], interrupts = 0 }: OnTerminal): Promise<string> {
  const command = `trap : INT; stty cols ${columns} rows 24; ${upsert} ${commandLine(flags)}; echo "exit $?"`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...clean, PRETEND_MS: '1500', ...env },
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunks.push(chunk) > 1) return
    for (let nth = 1; nth <= interrupts; nth++) setTimeout(() => child.stdin.write('\u0003'), nth * 700)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      child.stdin.end()
      resolve(Buffer.concat(chunks).toString())
    })
  })
}

/** The frames of the live line, as they are seen. */
function frames(bytes: string): readonly string[] {
  const parts = bytes
    .split(/\u001b\[\?2026[hl]/)
    .map((part) => stripVTControlCharacters(part).replaceAll('\r', ''))
  return parts.filter((part) => /^[⠀-⣿] /.test(part))
}

describe.skipIf(!hasScript)('on a terminal (needs script of util-linux)', () => {
  test.each([40, 80, 160])('the live line keeps to %i columns', async (columns) => {
    const bytes = await onTerminal({ columns })
    const drawn = frames(bytes)
    expect(drawn.length).toBeGreaterThan(5)
    for (const frame of drawn) expect(frame.length, frame).toBeLessThan(columns)
    expect(drawn.some((frame) => /\d%/.test(frame))).toBe(true)
  })

  test('a terminal that does not know its width gets lines of 80 columns', async () => {
    const bytes = await onTerminal({ columns: 0 })
    expect(frames(bytes).length).toBeGreaterThan(5)
    for (const frame of frames(bytes)) expect(frame.length, frame).toBeLessThan(80)
    expect(bytes.length).toBeLessThan(100_000)
    expect(bytes.trimEnd().endsWith('exit 1')).toBe(true)
  })

  test('the cursor is back at the end, and the summary stands on lines of its own', async () => {
    const bytes = await onTerminal({})
    expect(bytes.lastIndexOf('\u001b[?25h')).toBeGreaterThan(bytes.lastIndexOf('\u001b[?25l'))
    expect(stripVTControlCharacters(bytes)).toMatch(
      /\nbulk upsert contacts\.csv: done; 1,234 of 1,234,567 rows failed\r\n/,
    )
    expect(bytes.trimEnd().endsWith('exit 1')).toBe(true)
  })

  test('NO_COLOR and --no-color take the colors away, not the line', async () => {
    const color = /\u001b\[[0-9;]+m/
    expect(await onTerminal({})).toMatch(color)
    const plain = await Promise.all([
      onTerminal({ env: { NO_COLOR: '1' } }),
      onTerminal({ flags: ['--no-color'] }),
    ])
    for (const bytes of plain) {
      expect(bytes).not.toMatch(color)
      expect(frames(bytes).length).toBeGreaterThan(5)
    }
  })

  test('a dumb terminal, CI and --no-progress get no live line and no escape codes for one', async () => {
    const quiet = await Promise.all([
      onTerminal({ env: { TERM: 'dumb' } }),
      onTerminal({ env: { CI: 'true' } }),
      onTerminal({ flags: ['--no-progress'] }),
    ])
    for (const bytes of quiet) {
      expect(bytes).not.toMatch(/\u001b\[[?\d]*[A-HJKhl]/)
      expect(bytes).toContain('starting a run in runs/r1')
      expect(frames(bytes)).toEqual([])
    }
    expect(quiet[0]).not.toContain('\u001b')
  })

  test('Ctrl-C finishes what is in flight and says how to go on', async () => {
    const bytes = stripVTControlCharacters(await onTerminal({ interrupts: 1, env: { PRETEND_MS: '20000' } }))
    expect(bytes).toContain('finishing what is in flight; interrupt again to stop at once')
    expect(bytes).toContain('contacts.csv: stopped by a signal')
    expect(bytes).toContain('  contact-sync resume runs/r1')
    expect(bytes.trimEnd().endsWith('exit 4')).toBe(true)
  })

  test('Ctrl-C twice stops at once, and still says how to go on', async () => {
    const env = { PRETEND_MS: '20000', PRETEND_DRAIN_MS: '20000' }
    const bytes = await onTerminal({ interrupts: 2, env })
    expect(stripVTControlCharacters(bytes)).toMatch(
      /stopped at once; go on with: contact-sync resume runs\/r1\r\nexit 4/,
    )
    expect(bytes.lastIndexOf('\u001b[?25h')).toBeGreaterThan(bytes.lastIndexOf('\u001b[?25l'))
  })
})

describe.skipIf(!hasTmux)('in a window (needs tmux)', () => {
  test('that is made narrower and wider again, the live line leaves nothing behind', async () => {
    const name = `contact-sync-${process.pid}`
    const tmux = (...args: string[]) =>
      spawnSync('tmux', ['-L', name, '-f', '/dev/null', ...args], { encoding: 'utf8' })
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    // The line stands at the bottom, as it does after some use: what tmux has scrolled out of sight nobody can clear.
    const shell = `seq 40; echo above; env -u CI PRETEND_MS=4000 ${upsert} 2>&1; echo "exit $?"; sleep 60`
    try {
      tmux('new-session', '-d', '-x', '120', '-y', '30', shell)
      await pause(1200)
      for (const columns of [60, 41, 100, 45, 120]) {
        tmux('resize-window', '-x', String(columns))
        await pause(500)
      }
      let screen = ''
      for (let tries = 0; tries < 100 && !screen.includes('exit 1'); tries++) {
        await pause(200)
        screen = tmux('capture-pane', '-p', '-J', '-S', '-100').stdout
      }
      const lines = screen.split('\n').map((line) => line.trimEnd())
      expect(
        lines
          .slice(lines.indexOf('above'), lines.indexOf('  failed        1,234'))
          .filter((line) => line !== ''),
      ).toEqual([
        'above',
        'contact-sync: starting a run in runs/r1',
        'contact-sync: warning: the columns a, b are used by nothing',
        'bulk upsert contacts.csv: done; 1,234 of 1,234,567 rows failed',
        '  inserted  1,233,333',
      ])
    } finally {
      tmux('kill-server')
    }
  })
})
