import { execFile as execFileCallback, execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { parseConfigFile } from '../../src/cli/config-file.js'
import { faultCatalogue } from '../../src/sandbox/sandbox.js'
import { targets } from '../../src/targets/index.js'
import { tempFolder } from '../temp.js'

const execFile = promisify(execFileCallback)
const bin = fileURLToPath(new URL('../../bin/contact-sync.js', import.meta.url))

function doc(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
}

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): readonly string[] {
  const found = doc(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))
  return [...found].map(([, text = '']) => text)
}

/** The sync commands of the recipes, each on one line, to be run against the sandbox. */
function syncCommands(): readonly string[] {
  const text = ['crontab', 'ini', 'yaml', 'sh']
    .flatMap((language) => blocks('recipes.md', language))
    .join('\n')
  // A CronJob has its words in a list.
  const lists = text.replaceAll(
    /args:\s*\[([\s\S]*?)\]/g,
    (_, list: string) => `contact-sync ${list.trim().replaceAll(/,\s*/g, ' ')}\n`,
  )
  const found = lists.replaceAll(/\\\n\s*/g, '').matchAll(/contact-sync notifuse upsert .*contacts\.csv/g)
  return [...found].map(([command]) =>
    command
      .replace(/ --api-key-file \S+/, '')
      .replace(/\/\S+\/(\S+\.prom)/, '$1')
      .concat(' --sandbox'),
  )
}

function isThere(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the recipes', () => {
  test.each(syncCommands())('%s', async (command) => {
    const cwd = await tempFolder()
    writeFileSync(join(cwd, 'contacts.csv'), 'id,firstName\n1,Ana\n')
    const env = { PATH: process.env.PATH ?? '', HOME: cwd, XDG_STATE_HOME: join(cwd, 'state') }
    const typed = command.replace(/^contact-sync/, `"${process.execPath}" "${bin}"`)
    await execFile('sh', ['-c', typed], { cwd, env })
    if (command.includes('.prom')) expect(existsSync(join(cwd, 'contact-sync.prom'))).toBe(true)
  })

  test('are commands at all', () => {
    expect(syncCommands().length).toBeGreaterThanOrEqual(7)
  })

  test('hold YAML that can be read', () => {
    const files = blocks('recipes.md', 'yaml')
    expect(files.length).toBeGreaterThanOrEqual(5)
    for (const text of files) {
      for (const document of parseAllDocuments(text)) {
        expect('errors' in document ? document.errors : []).toEqual([])
      }
    }
  })

  test('hold a contact-sync.yaml that is one', () => {
    const [config = ''] = blocks('recipes.md', 'yaml')
    const { common, sections } = parseConfigFile('contact-sync.yaml', config, targets)
    expect(common.options.get('changed-only')?.text).toBe('true')
    expect(sections.get('notifuse')?.options.get('account')?.text).toBe('shop')
  })

  test.skipIf(!isThere('bash', '-c', 'exit 0'))('hold shell lines that bash can read', () => {
    for (const text of [...blocks('recipes.md', 'sh'), ...blocks('sandbox.md', 'sh')])
      execFileSync('bash', ['-n', '-c', text])
  })

  test.skipIf(!isThere('systemd-analyze', '--version'))('hold units that systemd can read', async () => {
    const folder = await tempFolder()
    const [service = '', timer = ''] = blocks('recipes.md', 'ini')
    writeFileSync(join(folder, 'contact-sync.service'), service)
    writeFileSync(join(folder, 'contact-sync.timer'), timer)
    const units = ['contact-sync.service', 'contact-sync.timer'].map((name) => join(folder, name))
    const { stderr } = await execFile('systemd-analyze', ['verify', '--man=no', ...units])
    expect(stderr.split('\n').filter((line) => line.includes('contact-sync'))).toEqual([])
  })
})

test("the sandbox's page names every fault as the catalogue does", () => {
  const page = doc('sandbox.md').replaceAll(/ +/g, ' ')
  for (const { name, description, mayApply } of faultCatalogue) {
    expect(page).toContain(`| \`${name}\` | ${description} | ${mayApply ? 'yes' : 'no'} |\n`)
  }
})
