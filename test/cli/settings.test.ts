import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import type { Environment } from '../../src/cli/environment.js'
import { unknownVariables, variableOf } from '../../src/cli/environment.js'
import { addSyncOptions, flagLayer } from '../../src/cli/flags.js'
import { isFlag, optionInfo, optionNames } from '../../src/cli/options.js'
import { resolveSettings } from '../../src/cli/settings.js'
import { withTempFolder } from './bin.js'
import { bulk, single } from './fakes.js'

const targets = [bulk, single]

function flagsOf(argv: readonly string[]) {
  const command = new Command()
  addSyncOptions(command, bulk)
  command.parse(argv, { from: 'user' })
  return flagLayer(command, bulk)
}

function settle(argv: readonly string[], env: Environment = {}) {
  return resolveSettings({ flags: flagsOf(argv), env, targets, target: bulk })
}

function withFile<T>(text: string, use: (path: string) => Promise<T>): Promise<T> {
  return withTempFolder('contact-sync-settings-', (folder) => {
    const path = join(folder, 'contact-sync.yaml')
    writeFileSync(path, text)
    return use(path)
  })
}

describe('settings', () => {
  test('are the defaults where nothing was given', async () => {
    const { values, origin } = await settle([])
    expect(values).toMatchObject({
      concurrency: 8,
      headroom: 10,
      'max-attempts': 5,
      timeout: 30_000,
      empty: 'skip',
      'on-duplicate': 'send',
      'log-format': 'text',
      json: false,
    })
    expect(values.rate).toBeUndefined()
    expect(origin('concurrency')).toEqual({ kind: 'default' })
  })

  test('come from flag, environment, section, top of the file, in that order', async () => {
    await withFile(
      'concurrency: 1\nheadroom: 1\ntimeout: 1s\nmax-attempts: 1\nbulk:\n  concurrency: 2\n  headroom: 2\n  timeout: 2s\n',
      async (path) => {
        const env = { CONTACT_SYNC_CONCURRENCY: '3', CONTACT_SYNC_HEADROOM: '3' }
        const { values, origin } = await settle(['--concurrency', '4', '--config', path], env)
        expect(values).toMatchObject({ concurrency: 4, headroom: 3, timeout: 2000, 'max-attempts': 1 })
        expect(origin('concurrency')).toEqual({ kind: 'flag' })
        expect(origin('headroom')).toEqual({ kind: 'environment', variable: 'CONTACT_SYNC_HEADROOM' })
        expect(origin('timeout')).toEqual({ kind: 'file', path, line: 8, column: 3 })
        expect(origin('max-attempts')).toEqual({ kind: 'file', path, line: 4, column: 1 })
      },
    )
  })

  test("take no notice of another target's section", async () => {
    await withFile('single:\n  concurrency: 2\n', async (path) => {
      expect((await settle(['--config', path])).values.concurrency).toBe(8)
    })
  })

  test('can be given in every way for every option', async () => {
    const fitting: Readonly<Record<string, string>> = {
      format: 'csv',
      delimiter: ';',
      encoding: 'utf-8',
      'on-duplicate': 'first',
      empty: 'null',
      'base-url': 'https://example.com',
      rate: '1/s',
      'resend-after': '1d',
      timeout: '1s',
      'max-duration': '1s',
      'wait-lock': '1s',
      'keep-runs': '1d',
      'notify-url': 'https://example.com',
      'log-format': 'json',
    }
    for (const name of optionNames.filter((one) => one !== 'config')) {
      const text = isFlag(name) ? 'true' : (fitting[name] ?? '1')
      const byFlag = await settle(isFlag(name) ? [`--${name}`] : [`--${name}`, text])
      const byVariable = await settle([], { [variableOf(name)]: text })
      await withFile(`${name}: ${JSON.stringify(text)}\n`, async (path) => {
        const byFile = await settle(['--config', path])
        expect(byFlag.origin(name).kind, name).toBe('flag')
        expect(byVariable.values[name], name).toEqual(byFlag.values[name])
        // A path in a file is taken from the file's folder.
        if (optionInfo(name).path === undefined) {
          expect(byFile.values[name], name).toEqual(byFlag.values[name])
        }
      })
    }
  })

  test('a yes-or-no option that a variable switches on, a flag switches off', async () => {
    const env = { CONTACT_SYNC_CHANGED_ONLY: 'yes', CONTACT_SYNC_NO_PROGRESS: '1' }
    expect((await settle([], env)).values).toMatchObject({ 'changed-only': true, 'no-progress': true })
    const { values } = await settle(['--no-changed-only', '--progress'], env)
    expect(values).toMatchObject({ 'changed-only': false, 'no-progress': false })
  })

  test('an empty variable counts as not set', async () => {
    expect((await settle([], { CONTACT_SYNC_CONCURRENCY: '' })).values.concurrency).toBe(8)
  })

  test('repeatable options keep their order; a stronger source replaces the whole list', async () => {
    await withFile('bulk:\n  set: [a=A, b=B]\n  inc: n=N:integer\n', async (path) => {
      const env = { CONTACT_SYNC_INC: 'x=X\ny=Y' }
      const { assignments } = await settle(['--config', path, '--set', 'z=Z', '--set', 'a=A'], env)
      expect(assignments.map(({ option, text }) => `${option} ${text}`)).toEqual([
        'set z=Z',
        'set a=A',
        'inc x=X',
        'inc y=Y',
      ])
    })
  })

  test('a mapping in the file gives way to --mapping, and outranks one named at the top of the file', async () => {
    await withFile('mapping: top.yaml\nbulk:\n  mapping: {key: id}\n', async (path) => {
      expect((await settle(['--config', path])).inlineMapping?.at).toEqual(['bulk', 'mapping'])
      const flagged = await settle(['--config', path, '-m', 'mine.yaml'])
      expect(flagged.inlineMapping).toBeUndefined()
      expect(flagged.values.mapping).toBe('mine.yaml')
    })
  })

  test.each([
    [['--timeout', '30'], {}, '--timeout: "30" is not a duration'],
    [[], { CONTACT_SYNC_RATE: 'fast' }, 'CONTACT_SYNC_RATE: "fast" is not a rate'],
    [['--config', 'nowhere.yaml'], {}, '--config: nowhere.yaml cannot be read: there is no such file'],
    [[], { CONTACT_SYNC_CONFIG: 'nowhere.yaml' }, 'CONTACT_SYNC_CONFIG: nowhere.yaml cannot be read'],
  ])('are refused by the name under which they were given: %j %j', async (argv, env, said) => {
    await expect(settle(argv, env)).rejects.toThrow(said)
  })

  test.each([
    [['--notify-url', 'http://hooks.example/t0ken'], '--notify-url: its value is neither https'],
    [
      ['--base-url', 'https://me:t0ken@example.com'],
      '--base-url: "https://…@example.com" has a user or a password',
    ],
  ])('that hold a secret are refused without it: %j', async (argv, said) => {
    const error = await settle(argv).catch(String)
    expect(error).toContain(said)
    expect(error).not.toContain('t0ken')
    await withFile(`${String(argv[0]).slice(2)}: ${argv[1]}\n`, async (path) => {
      expect(await settle(['--config', path]).catch(String)).not.toContain('t0ken')
    })
  })

  test('a file that is not UTF-8 is no configuration', async () => {
    await withTempFolder('contact-sync-settings-', async (folder) => {
      const path = join(folder, 'c.yaml')
      writeFileSync(path, Buffer.from([0x61, 0x3a, 0x20, 0xff]))
      await expect(settle(['--config', path])).rejects.toThrow('it is not UTF-8')
    })
  })
})

test('a variable that is no option is most likely mistyped', () => {
  const env = { CONTACT_SYNC_MAX_FAILD: '1', CONTACT_SYNC_SET: 'a=b', CONTACT_SYNC_RATE: '1/s', OTHER: '1' }
  expect(unknownVariables(env, targets)).toEqual([
    'the variable CONTACT_SYNC_MAX_FAILD is no option; did you mean CONTACT_SYNC_MAX_FAILED?',
  ])
})
