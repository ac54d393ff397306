import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { surveyInput } from '../../src/sources/open.js'
import { failureOf, inputFolder } from './reading.js'

const folder = inputFolder()

describe('a survey', () => {
  it.each([
    ['plain.csv', Buffer.from(`id,name\n${'1,Zoë\n'.repeat(100_000)}`)],
    ['marked.csv', Buffer.from('\ufeffid,name\r\n1,Zoë\r\n')],
    ['wide.csv', Buffer.from('\ufeffid,name\n1,Zoë\n', 'utf16le')],
    ['packed.csv.gz', gzipSync('id,name\n1,Zoë\n')],
    ['padded.csv.gz', Buffer.concat([gzipSync('id,name\n1,Zoë\n'), Buffer.alloc(700_000)])],
    ['lines.ndjson', Buffer.from('{"id":1}\nnot JSON\n')],
  ])('of %s tells the digest and size of the bytes on disk', async (name, content) => {
    const path = await folder.write(name, content)
    const digest = createHash('sha256').update(content).digest('hex')
    for (const size of [undefined, 4096]) {
      expect(await surveyInput(path, {}, size)).toEqual({ digest, bytes: content.length })
    }
  })

  it('refuses what cannot be opened, by the label it has', async () => {
    const path = await folder.write('spool', '')
    expect(await failureOf(surveyInput(path, { label: 'standard input' }))).toBe(
      'InputError: standard input is empty.\nExport it again, or check that the right file was named.',
    )
  })
})
