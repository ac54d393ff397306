import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explainRow, type RowExplanation } from '../../src/delivery/explain.js'
import { InputError } from '../../src/errors.js'
import type { SyncSettings } from '../../src/run.js'
import { tempFolder } from '../temp.js'
import { targetOf } from './harness.js'

interface Given {
  readonly target?: string
  readonly name?: string
  readonly mapping?: Partial<SyncSettings['mapping']>
  readonly source?: SyncSettings['source']
}

async function explain(text: string | Uint8Array, row: number, given: Given = {}): Promise<RowExplanation> {
  const file = join(await tempFolder(), given.name ?? 'in.csv')
  await writeFile(file, text)
  return explainRow(
    {
      target: targetOf(given.target ?? 'notifuse'),
      file,
      source: given.source ?? {},
      mapping: { assignments: [], empty: 'skip', ...given.mapping },
    },
    row,
  )
}

describe('a record that is explained', () => {
  it('is shown as read, as mapped and as sent', async () => {
    const file = {
      path: 'm.yaml',
      text: 'profile: {$set: {born: {column: dob, type: date, format: dd/MM/yyyy}, plan: {value: gold}, fax: fax}}',
    }
    const explained = await explain('id,dob,fax\n"7\n",17/05/1990,\n8,17/05/1990,\n', 2, {
      mapping: { file },
    })
    expect(explained).toMatchObject({
      target: 'notifuse',
      operation: 'upsert',
      row: 2,
      line: 4,
      passedOver: null,
      issue: null,
      read: {
        kind: 'cells',
        cells: [
          { column: 'id', cell: '8' },
          { column: 'dob', cell: '17/05/1990' },
          { column: 'fax', cell: '' },
        ],
      },
      request: {
        method: 'POST',
        path: '/contacts.upsert',
        body: '{"contacts":[{"id":"8","profile":{"$set":{"born":"1990-05-17T00:00:00.000Z","plan":"gold"}}}]}',
      },
    })
    expect(explained.mapped?.key).toEqual({ from: 'column "id"', raw: '8' })
    expect(explained.mapped?.fields.map(({ field, from, end }) => [field, from, end.kind])).toEqual([
      ['$set.born', 'column "dob"', 'sent'],
      ['$set.plan', 'the mapping', 'sent'],
      ['$set.fax', 'column "fax"', 'left out'],
    ])
  })

  it('says what is wrong with a value', async () => {
    const { issue, request } = await explain('email,_points\na@b.co,many\n', 1, { target: 'connectif' })
    expect(request).toBeNull()
    expect(issue).toMatchObject({ code: 'bad-value', message: '_points: "many" is not a whole number' })
  })

  it('says what is wrong with a row that cannot be read, and keeps what was there', async () => {
    const explained = await explain('id,a\n1,2\n3\n', 2)
    expect(explained).toMatchObject({ mapped: null, request: null, issue: { code: 'ragged-row' }, line: 3 })
    const line = await explain('{"id":1}\nnot json\n', 2, { name: 'in.ndjson' })
    expect(line).toMatchObject({ read: { kind: 'text', text: 'not json' }, issue: { code: 'not-json' } })
  })

  it('keeps its number when a run would pass over it', async () => {
    const csv = 'id\n1\n2\n3\n4\n'
    const source = { skip: 1, limit: 2 }
    const passedOver = async (row: number) => (await explain(csv, row, { source })).passedOver
    expect(await passedOver(1)).toBe('skip')
    expect(await passedOver(2)).toBeNull()
    expect(await passedOver(3)).toBeNull()
    expect(await passedOver(4)).toBe('limit')
  })

  it('must be there', async () => {
    await expect(explain('id\n1\n2\n', 3)).rejects.toThrow(/there is no row 3: .*in\.csv holds 2 records/)
    await expect(explain('id\n1\n', 3)).rejects.toThrow(/holds 1 record$/)
    await expect(explain('id\n', 1)).rejects.toThrow(InputError)
  })

  it('is all that is read: what stands far behind it does not matter', async () => {
    const good = Buffer.from(`id,a\n${'1,x\n'.repeat(400_000)}`)
    const invalid = Buffer.from([0x32, 0x2c, 0xff, 0x0a])
    const text = Buffer.concat([good, invalid])
    expect((await explain(text, 3)).issue).toBeNull()
    await expect(explain(text, 400_001)).rejects.toThrow(InputError)
  })
})
