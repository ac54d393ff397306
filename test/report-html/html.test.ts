import fc from 'fast-check'
import { expect, test } from 'vitest'
import { html, json } from '../../src/report-html/html.js'

test('text put into a template is escaped, HTML is not', () => {
  const inner = html`<b>${'R&D'}</b>`
  expect(html`<p title="${'"<x>'}">${inner}${[inner, inner]}${7}${undefined}</p>`.text).toBe(
    '<p title="&quot;&lt;x&gt;"><b>R&amp;D</b><b>R&amp;D</b><b>R&amp;D</b>7</p>',
  )
})

test('no text can open or close an element, or leave an attribute', () => {
  const nasty = fc.array(
    fc.constantFrom('<', '>', '"', "'", '&', 'script', '</', '<!--', '\0', '\u2028', 'a', '\n'),
  )
  fc.assert(
    fc.property(nasty, (parts) => {
      const { text } = html`${parts.join('')}`
      expect(text).not.toMatch(/[<>"'\0]/)
    }),
  )
})

test('control characters become visible', () => {
  expect(html`${'a\0b\x1bc\x7f\td'}`.text).toBe('a␀b␛c␡\td')
})

test('JSON in a script element cannot end it, and is read back the same', () => {
  const nasty = fc.oneof(
    fc.json().map((text) => JSON.parse(text)),
    fc.constantFrom('</script>', '<!--<script>', '\u2028\u2029', '&lt;', ']]>', '\0', '\ud800'),
  )
  fc.assert(
    fc.property(nasty, (value) => {
      const { text } = json(value)
      expect(text).not.toMatch(/[<>&\u2028\u2029]/)
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value))
    }),
  )
})
