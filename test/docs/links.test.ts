import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '../temp.js'

const script = fileURLToPath(new URL('../../scripts/check-links.js', import.meta.url))

/** Checks documents of these texts: what is wrong with them, line by line. */
async function check(documents: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await tempFolder()
  await mkdir(join(folder, 'docs'))
  for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text)
  const { stderr, status } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  const lines = stderr.split('\n').filter(Boolean)
  expect(status).toBe(lines.length > 0 ? 1 : 0)
  return lines
}

describe('the check of links', () => {
  it('passes links to files, folders, headings and other sites', async () => {
    const text =
      '# Its `name`, here\n[a](docs/a.md#two-words-1) [b](docs) [c](#its-name-here) [d](https://d.example/x)'
    expect(await check({ 'README.md': text, 'docs/a.md': '## Two words\n## Two words\n' })).toEqual([])
  })

  it('finds a file that is not there, with the line', async () => {
    expect(await check({ 'README.md': 'one\n\n[a](docs/b.md)' })).toEqual([
      'README.md:3: docs/b.md: there is no docs/b.md',
    ])
  })

  it('finds a heading that is not there, and a picture', async () => {
    const text = '# One\n[a](#two)\n<img src="run.svg">'
    expect(await check({ 'docs/a.md': text })).toEqual([
      'docs/a.md:2: #two: no heading makes #two',
      'docs/a.md:3: run.svg: there is no docs/run.svg',
    ])
  })

  it('passes over what only looks like a link in code', async () => {
    expect(await check({ 'README.md': '`[a](b.md)`\n\n```\n[a](b.md)\n```\n' })).toEqual([])
  })
})
