import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readApiKey } from '../../src/cli/api-key.js'
import { type Environment, environmentLayer } from '../../src/cli/environment.js'
import { emptyLayer, type Layer } from '../../src/cli/layer.js'
import { resolveSettings } from '../../src/cli/settings.js'
import { withTempFolder } from './bin.js'
import { bulk } from './fakes.js'

async function keyWith(env: Environment, flags: Layer = emptyLayer) {
  return readApiKey(bulk, await resolveSettings({ flags, env, targets: [bulk], target: bulk }), env)
}

function keyFile<T>(
  text: string,
  use: (path: string, folder: string) => Promise<T>,
  mode = 0o600,
): Promise<T> {
  return withTempFolder('contact-sync-key-', (folder) => {
    const path = join(folder, 'key')
    writeFileSync(path, text)
    chmodSync(path, mode)
    return use(path, folder)
  })
}

function flag(path: string): Layer {
  return { ...emptyLayer, options: new Map([['api-key-file', { text: path, origin: { kind: 'flag' } }]]) }
}

describe('the API key', () => {
  test("comes from the target's variable", async () => {
    expect(await keyWith({ BULK_API_KEY: 'k:1' })).toEqual({ key: 'k:1', warnings: [] })
  })

  test('comes from a file without its newline, which outranks the variable', async () => {
    await keyFile('from-file\r\n', async (path) => {
      expect(await keyWith({ BULK_API_KEY: 'k' }, flag(path))).toEqual({ key: 'from-file', warnings: [] })
      expect((await keyWith({ BULK_API_KEY: 'k', CONTACT_SYNC_API_KEY_FILE: path })).key).toBe('from-file')
    })
  })

  test('in a variable outranks a file that only the configuration names', async () => {
    await keyFile('from-file\n', async (path, folder) => {
      const config = join(folder, 'c.yaml')
      writeFileSync(config, `api-key-file: ${path}\n`)
      expect((await keyWith({ CONTACT_SYNC_CONFIG: config })).key).toBe('from-file')
      expect((await keyWith({ CONTACT_SYNC_CONFIG: config, BULK_API_KEY: 'k' })).key).toBe('k')
    })
  })

  test('that is missing names the variable and the ways on', async () => {
    await expect(keyWith({})).rejects.toMatchObject({
      message: 'there is no API key for Bulk',
      hint: 'Set BULK_API_KEY, or give --api-key-file <path>. To try without a key: --sandbox.',
    })
  })

  test.each(['', '\n', ' \t\n'])('is refused in a file that holds %j', async (text) => {
    await keyFile(text, async (path) => {
      await expect(keyWith({}, flag(path))).rejects.toThrow(`the API key in ${path} is empty`)
    })
  })

  test.each(['two words', 'line\nline', 'clé'])(
    'that no header can carry is refused and not repeated: %j',
    async (text) => {
      const said = await keyWith({ BULK_API_KEY: text }).catch((error: unknown) => String(error))
      expect(said).toContain(
        'the API key in BULK_API_KEY holds a space or another character that no header can carry',
      )
      expect(said).not.toContain(text)
    },
  )

  test('in a file that is not there names the option', async () => {
    await expect(keyWith({}, flag('/nowhere/key'))).rejects.toThrow(
      '--api-key-file: /nowhere/key cannot be read: there is no such file',
    )
  })

  test.skipIf(process.platform === 'win32')('in a file that everybody can read is warned of', async () => {
    const warned = await keyFile('k', async (path) => (await keyWith({}, flag(path))).warnings, 0o644)
    expect(warned).toHaveLength(1)
    expect(warned[0]).toContain('can be read by every user of this machine')
  })
})

test('the environment of one target holds no repeatable options of another', () => {
  expect(environmentLayer({ CONTACT_SYNC_FIELD: 'a=b' }, bulk).assignments.size).toBe(0)
})
