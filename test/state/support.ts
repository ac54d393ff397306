import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import type { Contact } from '../../src/contact.js'
import type { JsonObject } from '../../src/json.js'
import type { MemoryIdentity } from '../../src/state/location.js'

const folders: string[] = []

/** A new empty folder that is deleted after the tests of the file. */
export function temporaryFolder(parent = tmpdir()): string {
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'contact-sync-test-'))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * The sources compiled, for tests that need processes of their own (to kill them, to see whether they crash). Inside
 * the project, so that its packages are found.
 */
export function compiledSources(): string {
  const folder = temporaryFolder(resolve('node_modules/.cache'))
  const tsc = resolve('node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [
    tsc,
    '-p',
    'tsconfig.build.json',
    '--outDir',
    folder,
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null',
  ])
  return folder
}

export const identity: MemoryIdentity = {
  target: 'connectif',
  baseUrl: 'https://api.example.com',
  account: 'name-shop',
}

export function contact(key: string, payload: JsonObject, replayable = true): Contact {
  return { key, payload, replayable, record: { kind: 'object', value: payload, row: 1, line: 1 } }
}
