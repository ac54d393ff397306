import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MappingError } from '../src/errors.js'
import { compileMapping } from '../src/mapping/compile.js'
import type { MappingInput } from '../src/mapping/mapper.js'
import { valueOptionNames } from '../src/mapping/schema.js'
import { valueTypes } from '../src/mapping/types.js'
import { transformNames } from '../src/mapping/values/transforms.js'
import { openSource } from '../src/sources/open.js'
import { targets } from '../src/targets/index.js'
import { tempFolder } from './temp.js'

const text = readFileSync(join(import.meta.dirname, '../docs/mapping.md'), 'utf8')

interface Block {
  readonly language: string
  /** The target that the block is for, where it says so. */
  readonly target: string | undefined
  readonly body: string
  readonly line: number
}

const blocks: Block[] = [...text.matchAll(/^```(\w+)(?: (\w+))?\n([\s\S]*?)^```$/gm)].map((match) => {
  const [, language = '', target, body = ''] = match
  return { language, target, body, line: text.slice(0, match.index).split('\n').length }
})

/** A mapping (or a command, or none), an input, and what comes of it. */
interface Example {
  readonly target: string
  readonly line: number
  readonly mapping: Block | undefined
  readonly input: Block
  readonly expected: Block
}

const examples: Example[] = blocks.flatMap((input, at) => {
  if (input.language !== 'csv' && input.language !== 'ndjson') return []
  const [before, expected] = [blocks[at - 1], blocks[at + 1]]
  const mapping = input.target === undefined ? before : undefined
  const target = input.target ?? mapping?.target
  if (target === undefined || expected === undefined) throw new Error(`line ${input.line}: half an example`)
  return [{ target, line: input.line, mapping, input, expected }]
})

/** The words of a command, as a shell splits them; the docs use single quotes alone. */
function words(command: string): string[] {
  return [...command.trim().matchAll(/'([^']*)'|(\S+?)'([^']*)'|\S+/g)].map((match) =>
    match[0].replaceAll("'", ''),
  )
}

function inputFor({ mapping }: Example): MappingInput {
  if (mapping === undefined) return { assignments: [], empty: 'skip' }
  if (mapping.language === 'yaml') {
    return { file: { path: 'mapping.yaml', text: mapping.body }, assignments: [], empty: 'skip' }
  }
  const [, , , ...options] = words(mapping.body)
  const given: { option: string; text: string }[] = []
  for (let at = 0; at + 1 < options.length; at += 2) {
    given.push({ option: (options[at] ?? '').slice(2), text: options[at + 1] ?? '' })
  }
  return {
    keyColumn: given.find(({ option }) => option === 'key-column')?.text,
    assignments: given.filter(({ option }) => option !== 'key-column'),
    empty: 'skip',
  }
}

/** What each row of the example becomes: its payload, or why it fails; or what is wrong with the mapping. */
async function outcome(example: Example): Promise<string[]> {
  const [target] = targets.filter(({ name }) => name === example.target)
  if (target === undefined) throw new Error(`line ${example.line}: no target ${example.target}`)
  const file = join(await tempFolder(), `in.${example.input.language}`)
  await writeFile(file, example.input.body)
  const source = await openSource(file, {})
  try {
    const mapper = await compileMapping(inputFor(example), source, target.dialect)
    const lines: string[] = []
    for await (const records of source.chunks()) {
      for (const record of records) {
        const mapped = mapper.map(record)
        lines.push(JSON.stringify(mapped.ok ? mapped.contact.payload : mapped.issue.message))
      }
    }
    return lines
  } catch (error) {
    if (error instanceof MappingError) return error.message.split('\n')
    throw error
  }
}

describe('the reference of mappings', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(12)
  })

  it.each(examples)('does what it says on line $line', async (example) => {
    const expected = example.expected.body.trimEnd().split('\n')
    const found = await outcome(example)
    expect(found).toHaveLength(expected.length)
    for (const [at, line] of expected.entries()) {
      // An ellipsis stands for the rest.
      const [start = '', rest] = line.split('…')
      if (rest === undefined) expect(found[at]).toBe(line)
      else expect(found[at]?.startsWith(start)).toBe(true)
    }
  })

  it.each([...valueTypes, ...transformNames, ...valueOptionNames])('says what %s is', (name) => {
    expect(text).toContain(`\`${name}\``)
  })
})
