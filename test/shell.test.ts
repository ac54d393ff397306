import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine, quoteForShell } from '../src/shell.js'

test('plain words stay plain', () => {
  expect(commandLine(['contact-sync', 'resume', 'runs/2026-01-01T00:00_a@b'])).toBe(
    'contact-sync resume runs/2026-01-01T00:00_a@b',
  )
})

test('other words are quoted', () => {
  expect(quoteForShell('')).toBe("''")
  expect(quoteForShell('my file.csv')).toBe("'my file.csv'")
  expect(quoteForShell("it's")).toBe("'it'\\''s'")
  expect(quoteForShell('$HOME')).toBe("'$HOME'")
})

test.skipIf(process.platform === 'win32')('a shell gives every word back as it was', () => {
  const word = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0'))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const { stdout } = spawnSync('sh', ['-c', `printf '%s\\001' ${commandLine(words)}`], {
        encoding: 'utf8',
      })
      expect(stdout).toBe(words.map((one) => `${one}\u0001`).join(''))
    }),
    { numRuns: 25 },
  )
})
