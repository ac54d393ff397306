import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { fingerprint, toHex } from '../../src/state/digest.js'
import { openMemory } from '../../src/state/store.js'
import { compiledSources, identity, temporaryFolder } from './support.js'

const kills = 12

let sources: string
beforeAll(() => {
  sources = compiledSources()
})

// The invariant that --changed-only rests on. The other way round it may lose some: they are sent again.
test('however often a run is killed, what is remembered of a contact is what the API holds', async () => {
  const folder = temporaryFolder()
  const [path, api] = [join(folder, 'memory.mdb'), join(folder, 'api.txt')]
  let remembered = 0
  for (let kill = 1; kill <= kills; kill++) {
    await runAndKill([path, api, String(kill)], 40 + ((kill * 97) % 300))
    const held = heldByApi(api)
    const { memory, close } = await openMemory(path, identity)
    for (const { key, payload } of memory.all()) {
      if (payload === undefined) continue
      remembered++
      expect(toHex(payload), key).toBe(toHex(fingerprint({ plan: held.get(key) ?? null })))
    }
    await close()
  }
  // Else nothing was tested: each life remembers and commits hundreds.
  expect(remembered).toBeGreaterThan(100 * kills)
})

async function runAndKill(args: readonly string[], afterMs: number): Promise<void> {
  const script = join(import.meta.dirname, 'children', 'sync.js')
  const child = spawn(process.execPath, [script, sources, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await sleep(afterMs)
  expect(child.exitCode).toBeNull()
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** The last value applied for each key. A line that the kill cut short was not applied. */
function heldByApi(path: string): Map<string, number> {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return new Map(
    lines
      .filter(Boolean)
      .map((line) => line.split(' '))
      .map(([key = '', plan]) => [key, Number(plan)]),
  )
}
