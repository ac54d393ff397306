import { expect, test } from 'vitest'
import { printable } from '../../src/cli/printable.js'

test('text of any language stays as it is', () => {
  expect(printable('Zoë, 山田 太郎, עברית\n\tnext 🙂')).toBe('Zoë, 山田 太郎, עברית\n\tnext 🙂')
})

test('what could steer a terminal is shown by its code', () => {
  expect(printable('\u001b[2Jgone\r\u0007')).toBe('\\u{1b}[2Jgone\\u{d}\\u{7}')
  expect(printable('a\u202eb\u009bc')).toBe('a\\u{202e}b\\u{9b}c')
})
