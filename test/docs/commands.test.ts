import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../src/cli/program.js'
import { rooms } from '../../src/cli/wiring.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const documents = ['README.md', 'CONTRIBUTING.md', ...markdownIn('docs')]

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
}

interface Shown {
  readonly place: string
  readonly words: readonly string[]
}

/** Every `contact-sync …` that the code blocks of a document show. */
function shownCommands(document: string): Shown[] {
  const text = readFileSync(join(root, document), 'utf8')
  const blocks = text.matchAll(/^( *)```[a-z]*\n([\s\S]*?)^\1```/gm)
  return [...blocks].flatMap(([, , code = '']) =>
    commandsIn(code).map((words) => ({ place: `${document}: ${words.join(' ')}`, words })),
  )
}

/** The arguments of each; what shells do besides (pipes, files, variables) is cut off. */
function commandsIn(code: string): string[][] {
  return code
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => [...line.matchAll(/(?:^|[\s|;&(])contact-sync (?=[a-z-])(.*)$/g)])
    .map(([, rest = '']) => wordsOf(rest))
    .filter((words) => words.length > 1)
}

function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const [word] of text.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g)) {
    if (/^([|>;&#]|\d>|\)$)/.test(word)) break
    words.push(word.replaceAll(/^['"]|['"]$/g, ''))
  }
  return words
}

/** The program with commands that do nothing: parsing alone is tried. */
function idleProgram(): Command {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const program = createProgram({ rooms, io: { stdout, stderr, env: {} }, exit: () => {}, show: () => {} })
  const still = (command: Command) => {
    if (command.commands.length === 0) command.action(() => {})
    for (const one of command.commands) still(one)
  }
  still(program)
  return program
}

function problemWith(words: readonly string[]): string | undefined {
  try {
    idleProgram().parse(words, { from: 'user' })
    return undefined
  } catch (error) {
    return error instanceof Error && error.message !== '(outputHelp)' ? error.message : undefined
  }
}

function knownOptions(command: Command): string[] {
  return [
    ...command.options.flatMap(({ long, short }) => [long ?? [], short ?? []].flat()),
    ...command.commands.flatMap(knownOptions),
  ]
}

describe('the documentation', () => {
  const shown = documents.flatMap(shownCommands)

  it('shows commands at all', () => {
    expect(shown.length).toBeGreaterThan(15)
  })

  it.each(shown.map(({ place, words }) => [place, words] as const))('is right: %s', (_place, words) => {
    expect(problemWith(words)).toBeUndefined()
  })

  it('would be found out with an option that there is not', () => {
    expect(problemWith(['notifuse', 'upsert', 'contacts.csv', '--changed'])).toContain('unknown option')
    expect(problemWith(['notifuse', 'upsert'])).toContain('missing required argument')
  })

  it.each(['README.md', 'docs/reports.md', 'docs/pace.md', 'docs/changed-only.md'])(
    '%s names no option that there is not',
    (document) => {
      const text = readFileSync(join(root, document), 'utf8').replaceAll(/^( *)```[\s\S]*?^\1```/gm, '')
      const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
      const options = spans.flatMap((code) => [...code.matchAll(/(?:^|\s)(--[a-z][a-z-]*)/g)])
      const known = new Set([...knownOptions(idleProgram()), '--help'])
      expect(options.map(([, name = '']) => name).filter((name) => !known.has(name))).toEqual([])
    },
  )
})

describe('the table of options in the README', () => {
  it('is the program’s own', () => {
    const script = join(root, 'scripts/option-table.js')
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
})
