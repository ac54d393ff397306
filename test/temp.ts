import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

// Tests of one file may run side by side: what they leave is cleared when all of the file are done.
const cleanUps: (() => Promise<void>)[] = []

afterAll(async () => {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()))
})

/** Called when the tests of this file are done. */
export function afterwards(cleanUp: () => Promise<void>): void {
  cleanUps.push(cleanUp)
}

/** A folder of its own, gone when the tests of this file are done. */
export async function tempFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'contact-sync-'))
  afterwards(() => rm(path, { recursive: true, force: true }))
  return path
}
