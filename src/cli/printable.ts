/**
 * Text that may hold anything (a header's name, an API's message), made safe for a terminal: control characters and
 * those that reorder text are shown by their code. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`)
}

const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
