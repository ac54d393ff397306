import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testSandbox } from '../../delivery/harness.js'
import { tempFolder } from '../../temp.js'
import { type BinResult, runBin } from '../bin.js'

/** A user with a memory of three contacts of the account `shop`, at a sandbox. */
async function user() {
  const cwd = await tempFolder()
  const sandbox = await testSandbox()
  writeFileSync(join(cwd, 'c.csv'), 'id,name\n1,Ana\n2,Bo\n3,Cy\n')
  const env = {
    XDG_STATE_HOME: join(cwd, 'state'),
    NOTIFUSE_API_KEY: 'k',
    CONTACT_SYNC_BASE_URL: sandbox.notifuseUrl,
    CONTACT_SYNC_ACCOUNT: 'shop',
  }
  const bin = (args: readonly string[], input = '', more = {}): Promise<BinResult> =>
    runBin(args, { cwd, env: { ...env, ...more }, input })
  const state = (...args: string[]) => bin(['state', ...args, '--target', 'notifuse'])
  const sync = async () => {
    const { stdout } = await bin(['notifuse', 'upsert', 'c.csv', '--changed-only', '--json'])
    return JSON.parse(stdout).rows
  }
  expect(await sync()).toMatchObject({ inserted: 3 })
  return {
    cwd,
    sandbox,
    bin,
    state,
    sync,
    keys: async () => Number(shown(await state('show', '--json'))?.keys),
  }
}

function shown({ stdout }: BinResult) {
  const [first] = JSON.parse(stdout)
  return first
}

describe('state show', () => {
  test('tells what is remembered, and no contact', async () => {
    const { state, sandbox } = await user()
    const { code, stdout } = await state('show')
    expect(code).toBe(0)
    expect(stdout).toContain(`notifuse  ${sandbox.notifuseUrl}\n`)
    expect(stdout).toMatch(/^ {2}account +shop$/m)
    expect(stdout).toMatch(/^ {2}contacts +3$/m)
    expect(shown(await state('show', '--json'))).toMatchObject({
      identity: { target: 'notifuse', baseUrl: sandbox.notifuseUrl, account: 'name-shop' },
      keys: 3,
      acknowledged: { oldest: expect.stringMatching(/^\d{4}-.*Z$/) },
    })
  })

  test('without a target shows all there are', async () => {
    const { bin } = await user()
    const { stdout } = await bin(['state', 'show', '--json'])
    expect(JSON.parse(stdout)).toHaveLength(1)
  })

  test('of nothing says so', async () => {
    expect((await runBin(['state', 'show'])).stdout).toBe('Nothing is remembered yet.\n')
    expect((await runBin(['state', 'show', '--state', 'x.mdb', '--json'])).stdout).toBe('[]\n')
  })

  test('finds the memory of a key where no account is named', async () => {
    const { bin } = await user()
    const env = { CONTACT_SYNC_ACCOUNT: '' }
    await bin(['notifuse', 'upsert', 'c.csv', '--changed-only'], '', env)
    const { stdout } = await bin(['state', 'show', '--target', 'notifuse', '--json'], '', env)
    expect(shown({ stdout, stderr: '', code: 0 })).toMatchObject({
      keys: 3,
      identity: { account: expect.stringMatching(/^key-/) },
    })
    const without = await bin(['state', 'show', '--target', 'notifuse'], '', { ...env, NOTIFUSE_API_KEY: '' })
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no API key') })
  })
})

describe('state forget', () => {
  test('makes the next run send these contacts, and no others', async () => {
    const { state, sync } = await user()
    const { stdout } = await state('forget', '1', 'nobody', '--json')
    expect(JSON.parse(stdout)).toEqual({ forgotten: 1, notThere: 1 })
    expect(await sync()).toMatchObject({ updated: 1, unchanged: 2 })
  })

  test('reads keys from a file or standard input, one a line', async () => {
    const { cwd, bin, state, keys } = await user()
    writeFileSync(join(cwd, 'gone.txt'), '1\r\n\r\n')
    expect((await state('forget', '--keys', 'gone.txt')).stdout).toBe('Forgotten: 1. Not remembered: 0.\n')
    await bin(['state', 'forget', '--target', 'notifuse', '--keys', '-'], '2\n3')
    expect(await keys()).toBe(0)
  })

  test('--all deletes the memory', async () => {
    const { cwd, state } = await user()
    expect((await state('forget', '--all')).stdout).toMatch(/^Forgotten: 3; .*\.mdb is deleted\.\n$/)
    const left = readdirSync(join(cwd, 'state', 'contact-sync', 'memory'))
    expect(left.filter((name) => name.endsWith('.mdb'))).toEqual([])
  })

  test.each([
    [[], 'forget which contacts?'],
    [['1', '--all'], 'keys, --keys and --all cannot go together'],
  ])('refuses %j, and forgets nothing', async (args, said) => {
    const { state, keys } = await user()
    expect(await state('forget', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) })
    expect(await keys()).toBe(3)
  })

  test('wants to know of which memory, and names those there are', async () => {
    const { bin } = await user()
    const { code, stderr } = await bin(['state', 'forget', '--all'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/which memory\? Say it by --target, or by --state\nThere are:\n.*\.mdb\n/)
  })
})

test('state prune forgets what no file held for so long', async () => {
  const { state, keys } = await user()
  expect((await state('prune', '90d')).stdout).toBe('Forgotten: 0.\n')
  expect(await keys()).toBe(3)
  expect(await state('prune', 'long')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('<age>: "long" is not a duration'),
  })
})

describe('state export and import', () => {
  test('carry a memory to another machine, by file', async () => {
    const { cwd, state, sync } = await user()
    expect((await state('export', 'm.ndjson')).code).toBe(0)
    if (process.platform !== 'win32') expect(statSync(join(cwd, 'm.ndjson')).mode & 0o777).toBe(0o600)
    await state('forget', '--all')
    const { code, stdout } = await state('import', 'm.ndjson')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^3 contacts taken over into .*\.mdb, for notifuse at http/)
    expect(await sync()).toMatchObject({ unchanged: 3 })
  })

  test('carry it by a pipe, and to an account with a name', async () => {
    const { bin, state } = await user()
    const { stdout: exported } = await state('export')
    expect(exported.trimEnd().split('\n')).toHaveLength(4)
    const { stdout } = await bin(['state', 'import', '-', '--account', 'renamed', '--json'], exported)
    expect(JSON.parse(stdout)).toMatchObject({
      imported: 3,
      failed: 0,
      identity: { account: 'name-renamed' },
    })
    const { stdout: all } = await bin(['state', 'show', '--json'])
    expect(JSON.parse(all)).toHaveLength(2)
  })

  test('say which lines could not be taken over, and exit 1', async () => {
    const { cwd, state } = await user()
    await state('export', 'm.ndjson')
    const lines = readFileSync(join(cwd, 'm.ndjson'), 'utf8').trimEnd().split('\n')
    writeFileSync(join(cwd, 'cut.ndjson'), `${lines[0]}\n${lines[1]}\nnonsense\n`)
    const { code, stdout } = await state('import', 'cut.ndjson')
    expect(code).toBe(1)
    expect(stdout).toContain('line 3 passed over: is not JSON\n')
    expect(stdout).toContain('1 contact missing: the file was cut short\n')
  })

  test('of nothing leave no file behind', async () => {
    const cwd = await tempFolder()
    const result = await runBin(['state', 'export', 'm.ndjson', '--state', 'none.mdb'], { cwd })
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no memory at none.mdb'),
    })
    expect(existsSync(join(cwd, 'm.ndjson'))).toBe(false)
    expect(await runBin(['state', 'import', 'none.ndjson'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('none.ndjson cannot be read: there is no such file'),
    })
  })
})
