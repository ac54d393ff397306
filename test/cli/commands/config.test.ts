import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withTempFolder } from '../bin.js'
import { fakeRooms, runWith } from '../fakes.js'

function lineOf(text: string, option: string): string | undefined {
  return text.split('\n').find((line) => line.trim().startsWith(`${option} `))
}

test('config shows each value and where it comes from', async () => {
  await withTempFolder('contact-sync-config-', async (folder) => {
    const path = join(folder, 'c.yaml')
    writeFileSync(path, 'headroom: 20\nbulk:\n  timeout: 5s\n  mapping: {key: id}\n  set: a=b\n')
    const env = {
      CONTACT_SYNC_RATE: '10/s',
      BULK_API_KEY: 'k-secret',
      CONTACT_SYNC_NOTIFY_URL: 'https://x.example/t0ken',
    }
    const { code, stdout } = await runWith(fakeRooms(), ['config', 'bulk', '--config', path], env)
    expect(code).toBe(0)
    expect(lineOf(stdout, 'rate')).toMatch(/CONTACT_SYNC_RATE +10\/s$/)
    expect(lineOf(stdout, 'headroom')).toMatch(/c\.yaml:1 +20$/)
    expect(lineOf(stdout, 'timeout')).toMatch(/c\.yaml:3 +5s$/)
    expect(lineOf(stdout, 'mapping')).toMatch(/c\.yaml:4 +in the file itself$/)
    expect(lineOf(stdout, 'concurrency')).toMatch(/default +8$/)
    expect(lineOf(stdout, 'max-failed')).toMatch(/default +none$/)
    expect(lineOf(stdout, 'set')).toMatch(/c\.yaml:5 +a=b$/)
    expect(lineOf(stdout, 'API key')).toMatch(/BULK_API_KEY +set$/)
  })
})

test('config never shows a secret', async () => {
  const env = { BULK_API_KEY: 'k-secret', CONTACT_SYNC_NOTIFY_URL: 'https://x.example/t0ken' }
  for (const argv of [['config'], ['config', '--json']]) {
    const { stdout } = await runWith(fakeRooms(), argv, env)
    expect(stdout).not.toContain('k-secret')
    expect(stdout).not.toContain('t0ken')
  }
})

test('config shows every target, or one', async () => {
  const all = await runWith(fakeRooms(), ['config'])
  expect(all.stdout).toContain('bulk upsert\n')
  expect(all.stdout).toContain('single patch\n')
  expect((await runWith(fakeRooms(), ['config', 'single'])).stdout).not.toContain('bulk')
  const wrong = await runWith(fakeRooms(), ['config', 'singel'])
  expect(wrong).toMatchObject({
    code: 2,
    stderr: 'contact-sync: there is no target "singel"\nDid you mean single?\n',
  })
})

test('config --json is for scripts', async () => {
  const { stdout } = await runWith(fakeRooms(), ['config', 'bulk', '--json'], { CONTACT_SYNC_JSON: 'true' })
  const rows: unknown = JSON.parse(stdout).bulk
  expect(rows).toContainEqual({ option: 'concurrency', value: '8', origin: 'default' })
  expect(rows).toContainEqual({ option: 'json', value: 'true', origin: 'CONTACT_SYNC_JSON' })
})
