import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { tempFolder } from '../../temp.js'
import { runBin } from '../bin.js'

const shells = ['bash', 'zsh', 'fish'] as const
const has = Object.fromEntries(shells.map((shell) => [shell, isThere(shell)]))
let folder: string

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A folder with the scripts and some files to complete. */
beforeAll(async () => {
  folder = await tempFolder()
  for (const shell of shells) {
    const { code, stdout } = await runBin(['completion', shell])
    expect(code).toBe(0)
    writeFileSync(join(folder, `contact-sync.${shell}`), stdout)
  }
  for (const name of ['my contacts.csv', 'my mapping.yaml']) writeFileSync(join(folder, name), '')
})

function lines(shell: string, args: readonly string[]): readonly string[] {
  const text = execFileSync(shell, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  })
  return text.split('\n').filter((line) => line !== '')
}

/** What a line is completed to; its last word is the one under way. */
const cases: readonly (readonly [line: readonly string[], candidates: readonly string[]])[] = [
  [['no'], ['notifuse']],
  [['notifuse', ''], ['upsert']],
  [['notifuse', 'upsert', '--fo'], ['--format']],
  [
    ['notifuse', 'upsert', '--format', ''],
    ['csv', 'ndjson'],
  ],
  [['notifuse', 'upsert', '--on-duplicate', 'la'], ['last']],
  [['connectif', 'patch', '--fie'], ['--field']],
  [['connectif', 'patch', '--pu'], []],
  [['notifuse', 'upsert', 'my c'], ['my contacts.csv']],
  [['notifuse', 'upsert', '-m', 'my m'], ['my mapping.yaml']],
  [['notifuse', 'upsert', '--limit', 'm'], []],
  [
    ['doctor', ''],
    ['notifuse', 'connectif'],
  ],
  [['completion', 'f'], ['fish']],
  [['state', 'im'], ['import']],
  [['state', 'forget', '--target', 'c'], ['connectif']],
  [
    ['sandbox', '--host', ''],
    ['127.0.0.1', '::1'],
  ],
]

describe.skipIf(!has.bash)('completion in bash (skipped where there is none)', () => {
  const complete = (words: readonly string[]) => {
    const script =
      'source ./contact-sync.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); ' +
      `_contact_sync; printf "%s\\n" "\${COMPREPLY[@]}"`
    return lines('bash', ['--norc', '-c', script, 'bash', 'contact-sync', ...words])
  }

  test.each(cases)('%j', (words, candidates) => {
    expect(complete(words)).toEqual(candidates)
  })

  test('an option and its value in one word, which bash takes apart', () => {
    expect(complete(['notifuse', 'upsert', '--format', '=', 'n'])).toEqual(['ndjson'])
    expect(complete(['notifuse', 'upsert', '--format', '='])).toEqual(['csv', 'ndjson'])
  })

  test('is registered for the command', () => {
    const [registered] = lines('bash', [
      '--norc',
      '-c',
      'source ./contact-sync.bash; complete -p contact-sync',
    ])
    expect(registered).toBe('complete -F _contact_sync contact-sync')
  })

  test("offers every option that the command's help shows", async () => {
    const { stdout } = await runBin(['notifuse', 'upsert', '--help'])
    const shown = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name)
    expect(shown.length).toBeGreaterThan(30)
    expect(complete(['notifuse', 'upsert', '--'])).toEqual(expect.arrayContaining(shown))
  })
})

describe.skipIf(!has.fish)('completion in fish (skipped where there is none)', () => {
  test.each(cases)('%j', (words, candidates) => {
    const line = ['contact-sync', ...words].map((word) => word.replace(' ', '\\ ')).join(' ')
    const script = `source ./contact-sync.fish; complete -C '${line}'`
    const offered = lines('fish', ['--no-config', '-c', script]).map((one) => one.split('\t')[0])
    expect(offered.sort()).toEqual([...candidates].sort())
  })
})

describe.skipIf(!has.zsh)('completion in zsh (skipped where there is none)', () => {
  /** What is handed to zsh's `_arguments`, which offers it. */
  const specs = (words: readonly string[]) => {
    const script =
      'compdef() { :; }; _describe() { :; }; source ./contact-sync.zsh; _arguments() { print -rl -- "$@" }; ' +
      'words=("$@"); CURRENT=$#; _contact_sync'
    return lines('zsh', ['-f', '-c', script, 'zsh', 'contact-sync', ...words])
  }

  test.each([
    [['notifuse', 'upsert', ''], /^--format=\[.*\]:value:\(csv ndjson\)$/m],
    [['notifuse', 'upsert', ''], /^\(--mapping -m\)--mapping=\[.*\]:value:_files$/m],
    [['notifuse', 'upsert', ''], /^\*--set=\[/m],
    [['notifuse', 'upsert', ''], /^\*:operand:_files$/m],
    [['resume', ''], /^\*:operand:_files -\/$/m],
    [['state', 'forget', ''], /^--target=\[.*\]:value:\(notifuse connectif\)$/m],
    [[''], /^1: :->commands$/m],
    [['state', ''], /^1: :->commands$/m],
  ])('%j', (words, spec) => {
    expect(specs(words).join('\n')).toMatch(spec)
  })
})

test('refuses another shell', async () => {
  const { code, stderr } = await runBin(['completion', 'tcsh'])
  expect(code).toBe(2)
  expect(stderr).toContain('bash, zsh, fish')
})
