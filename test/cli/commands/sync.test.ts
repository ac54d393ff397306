import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Rooms } from '../../../src/cli/rooms.js'
import type { Summary } from '../../../src/journal/summary.js'
import type { RunControls, SyncSettings } from '../../../src/run.js'
import { withTempFolder } from '../bin.js'
import { bulk, fakeRooms, fakeSummary, noRows, runWith } from '../fakes.js'

const key = { BULK_API_KEY: 'k-secret', SINGLE_API_KEY: 'k-secret' }

/** Runs a command whose sync does nothing but keep its settings. */
async function settingsOf(
  argv: readonly string[],
  env: Record<string, string> = {},
  part: Partial<Rooms> = {},
) {
  const seen: SyncSettings[] = []
  const sync = async (settings: SyncSettings) => {
    seen.push(settings)
    return fakeSummary()
  }
  const ran = await runWith(fakeRooms({ sync: async () => sync, ...part }), argv, { ...key, ...env })
  return { ...ran, settings: seen[0] }
}

function syncing(work: (controls: RunControls) => Summary | Promise<Summary>): Rooms {
  return fakeRooms({ sync: async () => async (_settings, controls) => work(controls) })
}

describe('a sync command', () => {
  test('gives the sync what its options say', async () => {
    const { settings, code } = await settingsOf([
      ...['bulk', 'upsert', 'in.csv', '--format', 'ndjson', '--delimiter', 'tab', '--encoding', 'utf-16le'],
      ...['--skip', '1', '--limit', '2', '--on-duplicate', 'last', '--key-column', 'uid', '--empty', 'null'],
      ...[
        '--set',
        'city=Town',
        '--inc',
        'n=N:integer',
        '--concurrency',
        '3',
        '--rate',
        '10/s',
        '--headroom',
        '5%',
      ],
      ...['--max-attempts', '2', '--timeout', '5s', '--max-failed', '1%', '--max-duration', '2h'],
      ...['--wait-lock', '1m', '--report-dir', 'out', '--again', '--base-url', 'http://127.0.0.1:9/v2'],
    ])
    expect(code).toBe(0)
    expect(settings).toMatchObject({
      target: bulk,
      file: 'in.csv',
      source: { format: 'ndjson', delimiter: '\t', encoding: 'utf-16le', skip: 1, limit: 2 },
      mapping: {
        file: undefined,
        keyColumn: 'uid',
        assignments: [
          { option: 'set', text: 'city=Town' },
          { option: 'inc', text: 'n=N:integer' },
        ],
        empty: 'null',
        canonical: false,
      },
      onDuplicate: 'last',
      baseUrl: new URL('http://127.0.0.1:9/v2'),
      apiKey: 'k-secret',
      sandbox: false,
      delivery: {
        concurrency: 3,
        rate: { calls: 10, perMs: 1000 },
        headroom: 5,
        maxAttempts: 2,
        timeoutMs: 5000,
        maxFailed: { percent: 1 },
        maxDurationMs: 7_200_000,
      },
      memory: undefined,
      waitLockMs: 60_000,
      reportDir: 'out',
      unfinished: 'again',
    })
  })

  test('needs nothing but a file and a key', async () => {
    const { settings } = await settingsOf(['single', 'patch', '-'])
    expect(settings?.file).toBe('-')
    expect(settings?.baseUrl.href).toBe('https://api.single.example/')
    expect(settings?.unfinished).toBe('refuse')
    expect(settings?.delivery.rate).toBeUndefined()
  })

  test('remembers only when it is asked to', async () => {
    const argv = ['bulk', 'upsert', 'in.csv', '--changed-only', '--resend-after', '30d', '--account', 'main']
    const { settings } = await settingsOf([...argv, '--state', 's', '--report-missing'])
    expect(settings?.memory).toEqual({
      path: 's',
      account: 'main',
      resendAfterMs: 2_592_000_000,
      reportMissing: true,
    })
    expect(settings?.mapping.canonical).toBe(true)
  })

  test('reads the mapping file, and says which option named one that is not there', async () => {
    await withTempFolder('contact-sync-map-', async (folder) => {
      const path = join(folder, 'map.yaml')
      writeFileSync(path, 'key: id\n')
      const { settings } = await settingsOf(['bulk', 'upsert', 'in.csv', '-m', path])
      expect(settings?.mapping.file).toEqual({ path, text: 'key: id\n' })
    })
    const { code, stderr } = await settingsOf(['bulk', 'upsert', 'in.csv'], {
      CONTACT_SYNC_MAPPING: 'nowhere.yaml',
    })
    expect(code).toBe(2)
    expect(stderr).toBe(
      'contact-sync: CONTACT_SYNC_MAPPING: nowhere.yaml cannot be read: there is no such file\n',
    )
  })

  test('uses the mapping that stands in the configuration file', async () => {
    await withTempFolder('contact-sync-map-', async (folder) => {
      const path = join(folder, 'c.yaml')
      const text = 'bulk:\n  mapping:\n    key: uid\n'
      writeFileSync(path, text)
      const { settings } = await settingsOf(['bulk', 'upsert', 'in.csv', '--config', path])
      expect(settings?.mapping.file).toEqual({ path, text, at: ['bulk', 'mapping'] })
    })
  })

  test('runs against a stand-in without a key, and closes it', async () => {
    let closed = 0
    const standIn = async () => ({
      baseUrl: new URL('http://127.0.0.1:1/'),
      apiKey: 'made-up',
      close: async () => {
        closed++
      },
    })
    const argv = ['bulk', 'upsert', 'in.csv', '--sandbox']
    const { settings } = await settingsOf(argv, { BULK_API_KEY: '' }, { standIn: async () => standIn })
    expect(settings?.baseUrl.href).toBe('http://127.0.0.1:1/')
    expect(settings?.apiKey).toBe('made-up')
    expect(closed).toBe(1)
  })

  test.each([
    [['--again', '--continue'], '--again and --continue cannot go together'],
    [['-q', '-v'], '--quiet and --verbose cannot go together'],
    [['--sandbox', '--base-url', 'https://example.com'], '--sandbox and --base-url cannot go together'],
    [['--report-missing'], '--report-missing says nothing without --changed-only'],
    [['--state', 'x'], '--state says nothing without --changed-only'],
    [
      ['--base-url', 'http://example.com'],
      '--base-url: "http://example.com" is neither https nor http on this machine',
    ],
  ])('refuses %j', async (argv, said) => {
    const { code, stderr, settings } = await settingsOf(['bulk', 'upsert', 'in.csv', ...argv])
    expect(code).toBe(2)
    expect(stderr).toContain(`contact-sync: ${said}`)
    expect(settings).toBeUndefined()
  })
})

describe('the end of a sync', () => {
  const partial = fakeSummary({
    status: 'partial',
    exitCode: 1,
    rows: { ...noRows, read: 3, inserted: 2, failed: 1 },
    reports: { failed: 'runs/my run/failed.csv' },
  })

  test('is text on stderr and the exit code of the summary', async () => {
    const { code, stdout, stderr } = await runWith(
      syncing(() => partial),
      ['bulk', 'upsert', 'in.csv'],
      key,
    )
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain('bulk upsert contacts.csv: done; 1 of 3 rows failed')
  })

  test('names the command that gives mended rows back, with the options that still make sense', async () => {
    const argv = ['bulk', 'upsert', '--limit', '3', '--set', 'a=My Column', '--rate', '5/s', '-v', 'in.csv']
    const { stderr } = await runWith(
      syncing(() => partial),
      argv,
      key,
    )
    expect(stderr).toContain(
      "  contact-sync bulk upsert --rate 5/s --verbose --set 'a=My Column' 'runs/my run/failed.csv'\n",
    )
  })

  test('names no secret in that command, nor an option that speaks of the whole file', async () => {
    const argv = ['bulk', 'upsert', '--changed-only', '--report-missing', 'in.csv']
    const { stderr } = await runWith(
      syncing(() => partial),
      [...argv, '--notify-url', 'https://127.0.0.1:1/t0ken'],
      key,
    )
    expect(stderr).toContain("  contact-sync bulk upsert --changed-only 'runs/my run/failed.csv'\n")
    expect(stderr).not.toContain('t0ken')
  })

  test('is the summary alone on stdout with --json', async () => {
    const { stdout, stderr } = await runWith(
      syncing(() => partial),
      ['bulk', 'upsert', 'in.csv', '--json'],
      key,
    )
    expect(JSON.parse(stdout)).toEqual(partial)
    expect(stderr).toBe('')
  })

  test('is nothing at all with -q if all went well', async () => {
    const ran = await runWith(
      syncing(() => fakeSummary()),
      ['bulk', 'upsert', 'in.csv', '-q'],
      key,
    )
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('is only the trouble with -q', async () => {
    const work = ({ listen }: RunControls) => {
      listen({ type: 'warning', message: 'nobody hears this' })
      return partial
    }
    const { stderr } = await runWith(syncing(work), ['bulk', 'upsert', 'in.csv', '-q'], key)
    expect(stderr).toMatch(
      /^contact-sync: bulk upsert contacts\.csv: done; 1 of 3 rows failed\nMend the rows/,
    )
    expect(stderr).not.toContain('nobody')
  })

  test('a warning of the environment is shown first', async () => {
    const { stderr } = await runWith(
      syncing(() => fakeSummary()),
      ['bulk', 'upsert', 'in.csv'],
      {
        ...key,
        CONTACT_SYNC_RTE: '1/s',
      },
    )
    expect(stderr).toMatch(/^contact-sync: warning: the variable CONTACT_SYNC_RTE is no option; did you mean/)
  })

  test('can be a metrics file', async () => {
    await withTempFolder('contact-sync-metrics-', async (folder) => {
      const path = join(folder, 'missing', 'contacts.prom')
      const argv = ['bulk', 'upsert', 'in.csv', '-q', '--metrics-file', path]
      const { code, stderr } = await runWith(
        syncing(() => fakeSummary()),
        argv,
        key,
      )
      expect(code).toBe(0)
      expect(stderr).toContain('contact-sync: warning: --metrics-file failed: ENOENT')
    })
  })
})
