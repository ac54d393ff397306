import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runBin, withTempFolder } from '../bin.js'

const csv = 'id,First Name,born\n1,Ann,17/05/1990\n2,Bob,soon\n'

test('explain follows one record, and exits 0 if it would be sent', async () => {
  const input = csv
  const args = ['explain', 'notifuse', '--row', '1', '--set', 'firstName=First Name', '-']
  const { code, stdout, stderr } = await runBin(args, { input })
  expect(stdout).toBe(`notifuse upsert: row 1 (line 2) of -

As read
  id          "1"
  First Name  "Ann"
  born        "17/05/1990"

As mapped
  key             "1" from column "id"
  $set.firstName  "Ann" from column "First Name" (string)

As sent
  POST /contacts.upsert
  {
    "contacts": [
      {
        "id": "1",
        "profile": {
          "$set": {
            "firstName": "Ann"
          }
        }
      }
    ]
  }

Nothing is wrong with it.
`)
  expect(stderr).toBe('contact-sync: warning: columns of the file that nothing uses: "born"\n')
  expect(code).toBe(0)
})

test('explain shows why a row would fail, and exits 1', async () => {
  await withTempFolder('contact-sync-explain-', async (folder) => {
    writeFileSync(join(folder, 'in.csv'), csv)
    writeFileSync(
      join(folder, 'm.yaml'),
      'profile: {$set: {born: {column: born, type: date, format: dd/MM/yyyy}}}',
    )
    const args = ['explain', 'notifuse', '--row', '2', '-m', 'm.yaml', 'in.csv']
    const { code, stdout } = await runBin(args, { cwd: folder })
    expect(code).toBe(1)
    expect(stdout).not.toContain('As sent')
    expect(stdout).toContain(
      '  $set.born  "soon" from column "born": refused: "soon" is not a date of the format dd/MM/yyyy\n',
    )
    expect(stdout).toContain(
      'It would fail (bad-value): $set.born: "soon" is not a date of the format dd/MM/yyyy\n',
    )
    const good = await runBin(['explain', 'notifuse', '--row', '1', '-m', 'm.yaml', 'in.csv'], {
      cwd: folder,
    })
    expect(good.stdout).toContain(
      '  $set.born  "17/05/1990" from column "born" → date "1990-05-17T00:00:00.000Z" (date)\n',
    )
  })
})

test('explain says so where a run would pass over the row', async () => {
  const { code, stdout } = await runBin(['explain', 'notifuse', '--row', '1', '--skip', '1', '-'], {
    input: csv,
  })
  expect(code).toBe(0)
  expect(stdout).toContain('A run with this --skip passes over it: it is neither read nor sent.\n')
})

test('explain --json is for scripts, and takes NDJSON paths and settings of the configuration', async () => {
  await withTempFolder('contact-sync-explain-', async (folder) => {
    const yaml = 'connectif:\n  key-column: who.mail\n  field: _name=who.name\n'
    writeFileSync(join(folder, 'contact-sync.yaml'), yaml)
    const input = '{"who": {"mail": "a+b@c.co", "name": "Ann"}}\n'
    const args = ['explain', 'connectif', '--row', '1', '--json', '--format', 'ndjson', '-']
    const { code, stdout } = await runBin(args, { input, cwd: folder })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      row: 1,
      read: { kind: 'object', value: { who: { mail: 'a+b@c.co', name: 'Ann' } } },
      mapped: { key: { from: 'column "who.mail"', raw: 'a+b@c.co' } },
      request: { method: 'PATCH', path: '/contacts/a%2Bb%40c.co', body: '{"_name":"Ann"}' },
      issue: null,
    })
  })
})

test('explain needs a row that is there, and a target', async () => {
  const missing = await runBin(['explain', 'notifuse', '-'], { input: csv })
  expect(missing).toMatchObject({
    code: 2,
    stderr:
      'contact-sync: --row is missing\nSay which record to explain: --row 1 is the first one, below the header.\n',
  })
  const wrong = await runBin(['explain', 'notifuse', '--row', 'x', '-'], { input: csv })
  expect(wrong).toMatchObject({
    code: 2,
    stderr: 'contact-sync: --row: "x" is not a whole number of 1 or more\n',
  })
  const beyond = await runBin(['explain', 'notifuse', '--row', '3', '-'], { input: csv })
  expect(beyond).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'contact-sync: there is no row 3: standard input holds 2 records\nRows count records from 1; the header of a CSV file is not one.\n',
  })
  const target = await runBin(['explain', 'notifus', '-'])
  expect(target).toMatchObject({
    code: 2,
    stderr: 'contact-sync: explain "notifus" is no command\nDid you mean contact-sync explain notifuse?\n',
  })
})

test('explain shows text that could drive a terminal by its codes', async () => {
  const { stdout } = await runBin(['explain', 'notifuse', '--row', '1', '-'], {
    input: 'id,a\u009bb\n1,\u202ex\n',
  })
  expect(stdout).toContain('a\\u{9b}b')
  expect(stdout).toContain('\\u{202e}x')
})
