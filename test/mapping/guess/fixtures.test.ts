import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { guessMapping } from '../../../src/delivery/guess-mapping.js'
import { MappingError } from '../../../src/errors.js'
import { compileMapping } from '../../../src/mapping/compile.js'
import type { MappingInput } from '../../../src/mapping/mapper.js'
import { openSource } from '../../../src/sources/open.js'
import type { SourceOptions } from '../../../src/sources/source.js'
import { targets } from '../../../src/targets/index.js'
import type { Target } from '../../../src/targets/target.js'

const folder = join(import.meta.dirname, '../../../fixtures')
const heading = { schema: 'x.json', lines: ['Next.'] }

/** Every input there is; a file in `sources` may come with the options that it needs. */
const inputs = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:csv|tsv|txt|ndjson|json|gz)$/.test(name) && !/expected/.test(name))
  .sort()

function optionsFor(name: string): SourceOptions {
  const expected = join(folder, `${name}.expected.json`)
  return existsSync(expected) ? (JSON.parse(readFileSync(expected, 'utf8')).options ?? {}) : {}
}

async function guessed(target: Target, name: string): Promise<string> {
  const file = join(folder, name)
  return (await guessMapping({ target, file, source: optionsFor(name), ...heading })).text
}

/** Rows of the whole file that a mapping does not take, those that cannot be read apart. */
async function failingRows(target: Target, name: string, mapping: Partial<MappingInput>): Promise<number[]> {
  const source = await openSource(join(folder, name), optionsFor(name))
  const mapper = await compileMapping({ assignments: [], empty: 'skip', ...mapping }, source, target.dialect)
  const failing: number[] = []
  for await (const records of source.chunks()) {
    for (const record of records) {
      if (record.kind !== 'broken' && !mapper.map(record).ok) failing.push(record.row)
    }
  }
  return failing
}

const cases = targets.flatMap((target) => inputs.map((name) => ({ target, name })))

describe('a guessed mapping', () => {
  it('has files to be tried on', () => {
    expect(inputs.length).toBeGreaterThan(15)
  })

  it.each(cases)('runs as it is: $target.name $name', async ({ target, name }) => {
    let text: string
    try {
      text = await guessed(target, name)
    } catch (error) {
      // Connectif knows contacts by their address alone.
      if (!(error instanceof MappingError) || target.name !== 'connectif') throw error
      expect(error.message).toBe("no column of the file looks like the contact's email")
      return
    }
    const failing = await failingRows(target, name, { file: { path: 'guess.yaml', text } })
    const told = /With it, (\d+) of these records would fail\./.exec(text)?.[1] ?? '0'
    expect(failing).toHaveLength(Number(told))
    if (name.startsWith('guess/')) expect(failing).toEqual([])
  })

  it.each([
    ['notifuse', 'contacts.csv'],
    ['connectif', 'contacts.ndjson'],
  ])('fails no row that passes without a mapping: %s %s', async (targetName, name) => {
    for (const target of targets.filter((one) => one.name === targetName)) {
      const text = await guessed(target, name)
      const before = await failingRows(target, name, {})
      const failing = await failingRows(target, name, { file: { path: 'guess.yaml', text } })
      expect(failing.filter((row) => !before.includes(row))).toEqual([])
      expect(before.length).toBeGreaterThan(0)
    }
  })
})

describe('what is guessed', () => {
  const files = ['spanish-shop.csv', 'american-crm.csv', 'french-club.tsv', 'export.ndjson']
  const own = targets.flatMap((target) => files.map((name) => ({ target, name })))

  it.each(own)('from $name for $target.name', async ({ target, name }) => {
    const text = await guessed(target, `guess/${name}`)
    const [head, ...rest] = text.split('\n\n')
    expect(head?.split('\n')[0]).toBe('# yaml-language-server: $schema=x.json')
    await expect(rest.join('\n\n')).toMatchFileSnapshot(join(folder, 'guess', `${name}.${target.name}.yaml`))
  })
})
