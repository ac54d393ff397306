import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { runBin, withTempFolder } from './bin.js'

const key = { NOTIFUSE_API_KEY: 'k-secret' }

describe('the program', () => {
  test('says its version, and loads nothing else for that', async () => {
    await withTempFolder('contact-sync-coverage-', async (folder) => {
      const { code, stdout, stderr } = await runBin(['--version'], { env: { NODE_V8_COVERAGE: folder } })
      const packageJson = fileURLToPath(new URL('../../package.json', import.meta.url))
      const { version } = z
        .object({ version: z.string() })
        .parse(JSON.parse(readFileSync(packageJson, 'utf8')))
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
      expect(loadedScripts(folder)).toEqual(['contact-sync.js', 'main.js', 'version.js'])
    })
  })

  test('without a command shows its help', async () => {
    const bare = await runBin([])
    expect(bare.code).toBe(0)
    expect(bare.stdout).toBe((await runBin(['--help'])).stdout)
    for (const word of ['notifuse upsert <file>', 'connectif patch <file>', 'resume <run>', 'Exit codes:']) {
      expect(bare.stdout).toContain(word)
    }
  })

  test("shows a command's options in groups, with defaults, examples, variables and exit codes", async () => {
    const { code, stdout } = await runBin(['notifuse', 'upsert', '--help'])
    expect(code).toBe(0)
    for (const words of [
      '\nInput:\n',
      '\nMapping:\n',
      '\nPace and patience:\n',
      '\nOutput:\n',
      '--set <field=column[:type]>',
      '(default: 30s)',
      'NOTIFUSE_API_KEY',
      'CONTACT_SYNC_<OPTION>',
      '\nExamples:\n',
      '\nExit codes:\n',
    ]) {
      expect(stdout).toContain(words)
    }
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test.each([
    [['notifus', 'upsert', 'x.csv'], '"notifus" is no command\nDid you mean contact-sync notifuse?'],
    [
      ['notifuse', 'upsrt', 'x.csv'],
      'notifuse "upsrt" is no command\nDid you mean contact-sync notifuse upsert?',
    ],
    [['upsert', 'x.csv'], '"upsert" is no command\nDid you mean contact-sync notifuse upsert?'],
    [['--verison'], '--verison is no option\nDid you mean --version?'],
    [
      ['notifuse', 'upsert', '--rat', '1/s', 'x'],
      '--rat is no option of notifuse upsert\nDid you mean --rate?',
    ],
    [
      ['connectif', 'patch', '--set', 'a=b', 'x'],
      '--set is no option of connectif patch\nIt is an option of contact-sync notifuse upsert. See: contact-sync connectif patch --help',
    ],
    [['notifuse', 'upsert'], 'notifuse upsert: <file> is missing\nSee: contact-sync notifuse upsert --help'],
    [
      ['notifuse', 'upsert', 'x', '--rate'],
      '--rate <n/s|n/min|none>: the value is missing\nSee: contact-sync notifuse upsert --help',
    ],
    [
      ['notifuse', 'upsert', 'my', 'file.csv'],
      'notifuse upsert: too many arguments\nA name with spaces in it needs quotes. See: contact-sync notifuse upsert --help',
    ],
  ])('refuses %j and says what is near', async (args, said) => {
    expect(await runBin(args)).toEqual({ code: 2, stdout: '', stderr: `contact-sync: ${said}\n` })
  })

  test.each([['--api-key=k-secret'], ['--api-key', 'k-secret'], ['--key=k-secret']])(
    'does not take an API key as an option, nor repeat it: %s',
    async (...flags) => {
      const { code, stderr } = await runBin(['notifuse', 'upsert', 'x.csv', ...flags])
      expect(code).toBe(2)
      expect(stderr).toContain('API keys are not taken as options')
      expect(stderr).toContain('Set NOTIFUSE_API_KEY in the environment, or give --api-key-file <path>.')
      expect(stderr).not.toContain('k-secret')
    },
  )

  test('names the variable of a key that is missing', async () => {
    const { code, stderr } = await runBin(['connectif', 'patch', 'x.csv'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      'contact-sync: there is no API key for Connectif\n' +
        'Set CONNECTIF_API_KEY, or give --api-key-file <path>. To try without a key: --sandbox.\n',
    )
  })

  test.each([
    [['--timeout', '30'], '--timeout: "30" is not a duration like 500ms, 30s, 5m, 2h, 1d or 1w'],
    [['--rate', '10'], '--rate: "10" is not a rate like 10/s, 100/min or none'],
    [['--concurrency', '0'], '--concurrency: "0" is not a whole number from 1 to 1000'],
    [
      ['--base-url', 'http://api.example.com'],
      '--base-url: "http://api.example.com" is neither https nor http on this machine: what is sent could be read on the way',
    ],
  ])('refuses %j', async (flags, said) => {
    expect(await runBin(['notifuse', 'upsert', 'x.csv', ...flags], { env: key })).toEqual({
      code: 2,
      stdout: '',
      stderr: `contact-sync: ${said}\n`,
    })
  })

  test('reads contact-sync.yaml in the working folder, below the environment', async () => {
    await withTempFolder('contact-sync-bin-', async (cwd) => {
      writeFileSync(join(cwd, 'contact-sync.yaml'), 'rate: 1/s\ntimeout: 1s\nconnectif:\n  timeout: 2s\n')
      const env = { CONTACT_SYNC_RATE: '2/s' }
      const { stdout } = await runBin(['config', 'connectif'], { cwd, env })
      expect(stdout).toMatch(/^ {2}rate +CONTACT_SYNC_RATE +2\/s$/m)
      expect(stdout).toMatch(/^ {2}timeout +contact-sync\.yaml:4 +2s$/m)
      const wrong = await runBin(['notifuse', 'upsert', 'x.csv'], {
        cwd,
        env: { ...key, CONTACT_SYNC_RATE: 'x' },
      })
      expect(wrong).toMatchObject({
        code: 2,
        stderr: 'contact-sync: CONTACT_SYNC_RATE: "x" is not a rate like 10/s, 100/min or none\n',
      })
    })
  })

  test('names the place of what is wrong in contact-sync.yaml', async () => {
    await withTempFolder('contact-sync-bin-', async (cwd) => {
      writeFileSync(join(cwd, 'contact-sync.yaml'), 'notifuse:\n  concurency: 4\n')
      expect(await runBin(['notifuse', 'upsert', 'x.csv'], { cwd, env: key })).toEqual({
        code: 2,
        stdout: '',
        stderr: 'contact-sync: contact-sync.yaml:2:3: "concurency" is no option\nDid you mean concurrency?\n',
      })
    })
  })

  test('says errors as JSON where the log is JSON', async () => {
    const { code, stderr } = await runBin(['notifuse', 'upsert', '--log-format', 'json', '--rat', 'x'])
    expect(code).toBe(2)
    expect(JSON.parse(stderr)).toMatchObject({ type: 'error', code: 'usage', hint: 'Did you mean --rate?' })
  })
})

test.skipIf(process.platform === 'win32')('a reader that goes away early is no fault', async () => {
  const bin = fileURLToPath(new URL('../../bin/contact-sync.js', import.meta.url))
  const words = `"${process.execPath}" "${bin}" notifuse upsert --help; echo "exit $?" >&2`
  const child = spawn('sh', ['-c', `(${words}) | head -n 1`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  await new Promise((resolve) => child.on('close', resolve))
  expect(Buffer.concat(said).toString()).toBe('exit 0\n')
})

/** Names of the scripts of ours that a run loaded. */
function loadedScripts(coverage: string): readonly string[] {
  const file = z.object({ result: z.array(z.object({ url: z.string() })) })
  const urls = readdirSync(coverage).flatMap((name) => {
    return file.parse(JSON.parse(readFileSync(join(coverage, name), 'utf8'))).result.map(({ url }) => url)
  })
  return urls
    .filter((url) => url.startsWith('file:'))
    .map((url) => basename(url))
    .sort()
}
