import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../temp.js'
import { runBin } from './bin.js'

describe('the command that gives failed rows back', () => {
  it('has the options of the run, less those that are about the whole file', async () => {
    const cwd = await tempFolder()
    await writeFile(join(cwd, 'contacts.csv'), 'email,_points\nana@example.com,1\nbo@example.com,many\n')
    const memory = ['--changed-only', '--account', 'shop', '--report-missing']
    const args = ['connectif', 'patch', 'contacts.csv', '--sandbox', '--limit', '9', '--report-dir', 'run']
    const { code, stderr } = await runBin([...args, ...memory], { cwd })
    expect(code).toBe(1)
    const [command] = /contact-sync connectif patch --.*failed\.csv$/m.exec(stderr) ?? []
    expect(command).toContain('--sandbox --changed-only --account shop')
    for (const option of ['--report-missing', '--limit', '--report-dir'])
      expect(command).not.toContain(option)
  })
})
