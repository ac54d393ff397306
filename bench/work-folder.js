import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFile } from './make-file.js'

/** Where files and runs lie. Files are kept for the next time; the number changes with what they hold. */
export const workFolder = join(tmpdir(), 'contact-sync-bench-2')
mkdirSync(workFolder, { recursive: true })

/** The path of the file of so many rows, made if it is not there. */
export async function fileOf(rows, changed = 0) {
  const path = join(workFolder, changed === 0 ? `${rows}.csv` : `${rows}-${changed}.csv`)
  await makeFile(path, rows, changed)
  return path
}
