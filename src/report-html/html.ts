import { visible } from './visible.js'

/** Text that is HTML already. Everything else is escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

type Piece = string | number | Html | readonly Html[] | undefined

/** A template of HTML: what is put in is escaped, for text and for quoted attributes alike, unless it is HTML. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  let text = strings[0] ?? ''
  pieces.forEach((piece, index) => {
    text += piece === undefined ? '' : render(piece)
    text += strings[index + 1] ?? ''
  })
  return new Html(text)
}

/**
 * A value as JSON that can stand inside a `<script>` element: no `<`, so that nothing in it ends the element or
 * begins a comment, and no line separators that older scripts take as line ends.
 */
export function json(value: unknown): Html {
  return new Html(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicodeEscape))
}

function render(piece: Exclude<Piece, undefined>): string {
  if (typeof piece === 'string') return escapeText(piece)
  if (typeof piece === 'number' || piece instanceof Html) return String(piece)
  return piece.join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  // HTML allows no control characters but tabs and line ends.
  return visible(text).replace(/[&<>"']/g, (char) => entities[char] ?? '')
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
