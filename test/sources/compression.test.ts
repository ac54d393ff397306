import { execFileSync } from 'node:child_process'
import * as zlib from 'node:zlib'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { openSource, surveyInput } from '../../src/sources/open.js'
import { brief, descriptorsOf, failureOf, inputFolder, readAll } from './reading.js'

const folder = inputFolder()
const text = 'id,email\n1,ann@example.com\n2,bob@example.com\n'
const rows = ['1@2 1|ann@example.com', '2@3 2|bob@example.com']
const hasZstd = 'createZstdDecompress' in zlib

describe('packed files', () => {
  it.each([
    ['a.csv.gz', gzipSync(text)],
    ['b.csv', gzipSync(text)],
    ['c.csv.br', brotliCompressSync(text)],
    ['d.csv.gz', Buffer.from(text)],
    ['e.csv.gz', Buffer.concat([gzipSync(text.slice(0, 12)), gzipSync(text.slice(12))])],
    ['padded.csv.gz', Buffer.concat([gzipSync(text), Buffer.alloc(600)])],
    ['marked.csv.gz', gzipSync(`\ufeff${text}`)],
  ])('%s is known by content, brotli by name', async (name, content) => {
    const path = await folder.write(name, content)
    for (const size of [undefined, 1, 10]) {
      const { source, records } = await readAll(path, {}, size)
      expect(records.map(brief)).toEqual(rows)
      expect(source.format).toBe('csv')
      expect(source.bytes).toBe(content.length)
      expect(source.bytesRead).toBeGreaterThan(0)
      expect(source.bytesRead).toBeLessThanOrEqual(content.length)
    }
    expect((await surveyInput(path, {})).bytes).toBe(content.length)
  })

  it('have their format by the name within', async () => {
    expect((await openSource(await folder.write('f.ndjson.gz', gzipSync('{"id":1}\n')), {})).format).toBe(
      'ndjson',
    )
  })

  it.runIf(process.platform === 'linux')('may be left half-way, and are closed', async () => {
    const path = await folder.write('half.csv.gz', gzipSync(`id\n${'1\n'.repeat(1_000_000)}`))
    const source = await openSource(path, { limit: 1 }, 512)
    const taken: string[] = []
    for await (const chunk of source.chunks()) taken.push(...chunk.map(brief))
    expect(taken).toEqual(['1@2 1'])
    await vi.waitFor(() => expect(descriptorsOf(path)).toBe(0))
  })
})

describe('packed files that cannot be unpacked', () => {
  async function failures(name: string, content: Buffer): Promise<string[]> {
    const path = await folder.write(name, content)
    const results = [await failureOf(surveyInput(path, {})), await failureOf(readAll(path))]
    return results.map((result) => result.replaceAll(path, name))
  }

  it('are cut short', async () => {
    const expected =
      'InputError: cut.csv.gz is cut short: its gzip data ends too early.\nDownload or copy it again.'
    const long = gzipSync(`id\n${Array.from({ length: 200_000 }, (_, id) => `${id}\n`).join('')}`)
    expect(await failures('cut.csv.gz', long.subarray(0, long.length / 2))).toEqual([expected, expected])
    expect(await failures('cut.csv.gz', gzipSync(text).subarray(0, -1))).toEqual([expected, expected])
    expect(await failures('cut.csv.br', brotliCompressSync(text).subarray(0, -1))).toEqual(
      Array(2).fill(expected.replaceAll('gz', 'br').replace('brip', 'brotli')),
    )
  })

  it('are damaged', async () => {
    const damaged = gzipSync(text)
    damaged[damaged.length - 6] = 0
    const expected =
      'InputError: damaged.csv.gz is damaged: its gzip data cannot be unpacked (incorrect data check).\n' +
      'Download or copy it again.'
    expect(await failures('damaged.csv.gz', damaged)).toEqual([expected, expected])
  })

  it('are followed by something that is not packed', async () => {
    const expected =
      'InputError: followed.csv.br holds something else after its brotli data.\n' +
      'Unpack its parts by themselves and join them, or export the file again.'
    const content = Buffer.concat([brotliCompressSync(text), Buffer.from('3,carol@example.com\n')])
    expect(await failures('followed.csv.br', content)).toEqual([expected, expected])
    const gzip = Buffer.concat([gzipSync(text), Buffer.from('3,carol@example.com\n')])
    expect((await failures('followed.csv.gz', gzip))[0]).toMatch(
      /^InputError: followed.csv.gz (holds|is damaged)/,
    )
  })

  it.skipIf(hasZstd)('are zstd, where this Node has none', async () => {
    const content = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x11, 0, 0])
    const expected =
      `InputError: a.csv.zst is compressed with zstd, which Node ${process.versions.node} cannot read.\n` +
      'Unpack it first with zstd -d.'
    expect(await failures('a.csv.zst', content)).toEqual([expected, expected])
  })
})

it.runIf(hasZstd)('zstd is read where this Node has it', async () => {
  const packed = execFileSync(process.execPath, [
    '-e',
    `process.stdout.write(require('node:zlib').zstdCompressSync(${JSON.stringify(text)}))`,
  ])
  expect((await readAll(await folder.write('a.csv.zst', packed))).records.map(brief)).toEqual(rows)
})
