import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { runBin, withTempFolder } from '../bin.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const fixture = join(root, 'fixtures/guess/spanish-shop.csv')

test('init prints a mapping that a run takes as it is', async () => {
  await withTempFolder('contact-sync-init-', async (folder) => {
    for (const [target, operation] of [
      ['notifuse', 'upsert'],
      ['connectif', 'patch'],
    ] as const) {
      const { code, stdout, stderr } = await runBin(['init', target, fixture])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      writeFileSync(join(folder, 'mapping.yaml'), stdout)
      const args = [target, operation, '-m', 'mapping.yaml', '--dry-run', '--json', '-q', fixture]
      const run = await runBin(args, { cwd: folder })
      expect(JSON.parse(run.stdout)).toMatchObject({ rows: { read: 3, toSend: 3, failed: 0 }, exitCode: 0 })
    }
  })
})

test('init names the schema that is shipped, as editors look for it', async () => {
  const away = await runBin(['init', 'connectif', fixture])
  const [first = ''] = away.stdout.split('\n')
  const url = pathToFileURL(join(root, 'schema/connectif-mapping.schema.json')).href
  expect(first).toBe(`# yaml-language-server: $schema=${url}`)
  expect(JSON.parse(readFileSync(new URL(url), 'utf8')).title).toBe('contact-sync mapping for Connectif')
  const inside = await runBin(['init', 'connectif', fixture], { cwd: root })
  expect(inside.stdout.split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./schema/connectif-mapping.schema.json',
  )
  const above = await runBin(['init', 'connectif', fixture], { cwd: dirname(fixture) })
  expect(above.stdout.split('\n')[0]).toBe(first)
})

test('init says where it guessed and what to do next', async () => {
  const { stdout } = await runBin(['init', 'notifuse', 'spanish-shop.csv'], { cwd: dirname(fixture) })
  expect(stdout.split('\n').slice(1, 6)).toEqual([
    '# Guessed for Notifuse from the columns of spanish-shop.csv and its records, 3 in all.',
    '# Look at each line with "guess:" before you send anything.',
    '# To try it: contact-sync notifuse upsert -m mapping.yaml --dry-run spanish-shop.csv',
    '',
    'key: ID cliente',
  ])
})

test('init reads standard input, with the options of a run', async () => {
  const args = ['init', 'notifuse', '--format', 'csv', '--delimiter', ':', '-']
  const { code, stdout } = await runBin(args, { input: 'id:Correo\n1:a@b.co\n' })
  expect(code).toBe(0)
  expect(stdout).toContain('\n    email: Correo\n')
})

test('init refuses what cannot be mapped, and prints nothing', async () => {
  const { code, stdout, stderr } = await runBin(['init', 'connectif', '-'], { input: 'id,x\n1,2\n' })
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe(
    'contact-sync: no column of the file looks like the contact\'s email\nColumns of the file: "id", "x".\n',
  )
})

test('init says how the file was read in the command that tries the mapping', async () => {
  await withTempFolder('contact-sync-init-', async (folder) => {
    writeFileSync(join(folder, 'latin.csv'), Buffer.from('id;nombre\n1;José\n', 'latin1'))
    const { stdout } = await runBin(['init', 'notifuse', 'latin.csv', '--encoding', 'windows-1252'], {
      cwd: folder,
    })
    expect(stdout).toContain('-m mapping.yaml --encoding windows-1252 --dry-run latin.csv\n')
  })
})
