import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.js'
import { testSandbox } from '../delivery/harness.js'
import { randomFrom, testSeed } from '../random.js'
import { tempFolder } from '../temp.js'
import { startBin, until } from './live.js'

const kills = 25
const rows = 1500

/** Two versions of a file: half of the rows differ between them. */
function fileOf(version: number): string {
  const lines = Array.from({ length: rows }, (_, row) => `c${row},${nameOf(version, row)}`)
  return ['id,firstName', ...lines, ''].join('\n')
}

function nameOf(version: number, row: number): string {
  return row % 2 === 0 ? `Name ${row}` : `Name ${row} of version ${version}`
}

function start(home: string, sandbox: Sandbox, version: number, again: number) {
  const args = ['notifuse', 'upsert', `version-${version}.csv`, '--base-url', sandbox.notifuseUrl]
  const options = ['--changed-only', '--state', 'memory.mdb', '--report-dir', `run-${again}`, '--json']
  return startBin([...args, ...options], { home, env: { NOTIFUSE_API_KEY: 'key' } })
}

/** Kills it while it starts, or while it sends. */
async function killSoon(
  live: ReturnType<typeof startBin>,
  sandbox: Sandbox,
  random: () => number,
): Promise<void> {
  const before = sandbox.stats().requests
  if (random() < 0.2) await sleep(random() * 300)
  else await until(() => sandbox.stats().requests >= before + 1 + Math.floor(random() * 20), live)
  await sleep(random() * 15)
  live.child.kill('SIGKILL')
  await live.ended
}

const seed = testSeed

it(`after ${kills} kills, a clean run leaves the API with the file's values (seed ${seed})`, async () => {
  const sandbox = await testSandbox({ latencyMs: 2, jitterMs: 10, seed })
  const home = await tempFolder()
  const random = randomFrom(seed)
  for (const version of [0, 1]) writeFileSync(join(home, `version-${version}.csv`), fileOf(version))

  for (let kill = 0; kill < kills; kill++) {
    await killSoon(start(home, sandbox, Math.floor(random() * 2), kill), sandbox, random)
  }
  const clean = await start(home, sandbox, 0, kills).ended
  expect(clean.code, clean.stderr).toBe(0)
  for (let row = 0; row < rows; row++) {
    expect(sandbox.store.notifuse.contacts.get(`c${row}`)?.profile.firstName).toBe(nameOf(0, row))
  }

  const idle = JSON.parse((await start(home, sandbox, 0, kills + 1).ended).stdout)
  expect(idle).toMatchObject({ rows: { unchanged: rows }, requests: { sent: 0 } })
}, 240_000)
