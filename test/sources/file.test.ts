import { describe, expect, it } from 'vitest'
import { findFile, type InputFile, readFile, unreadable } from '../../src/sources/file.js'
import { descriptorsOf, inputFolder } from './reading.js'

const folder = inputFolder()

function refusal(code: string): string {
  const error = unreadable('contacts.csv', Object.assign(new Error('open failed'), { code }))
  return `${error.message}\n${error.hint}`
}

describe('what the system refuses', () => {
  it.each(['EACCES', 'EPERM'])('with %s is a permission', (code) => {
    expect(refusal(code)).toBe(
      'contacts.csv may not be read: permission denied.\nCheck its permissions with ls -l.',
    )
  })

  it('for another reason is said with its code', () => {
    expect(refusal('EIO')).toBe(
      'contacts.csv cannot be read (EIO).\nCheck the disk, or copy the file elsewhere and try again.',
    )
  })
})

describe('reading a file', () => {
  it('gives its bytes in chunks of the size asked for', async () => {
    const file = await findFile(await folder.write('a.txt', 'abcdefgh'), 'a.txt')
    const chunks: string[] = []
    for await (const chunk of readFile(file, 3)) chunks.push(chunk.toString())
    expect(chunks).toEqual(['abc', 'def', 'gh'])
  })

  it('may begin further on, and be left before its end', async () => {
    const file = await findFile(await folder.write('b.txt', 'abcdefgh'), 'b.txt')
    for await (const chunk of readFile(file, 3, { from: 2 })) {
      expect(chunk.toString()).toBe('cde')
      break
    }
  })

  it.runIf(process.platform === 'linux')('leaves no file open, however it ends', async () => {
    const path = await folder.write('c.txt', 'abcdefgh')
    const file = await findFile(path, 'c.txt')
    for await (const _ of readFile(file, 1)) {
      expect(descriptorsOf(path)).toBe(1)
      break
    }
    expect(descriptorsOf(path)).toBe(0)
    await expect(failWhileReading(file)).rejects.toThrow('while reading')
    expect(descriptorsOf(path)).toBe(0)
  })

  async function failWhileReading(file: InputFile): Promise<void> {
    for await (const _ of readFile(file, 1)) throw new Error('while reading')
  }
})
