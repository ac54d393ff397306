/** The text with its control characters as their visible pictures; tabs and line ends stay. */
export function visible(text: string): string {
  return text.replace(/[\0-\x08\x0b-\x1f\x7f]/g, (char) =>
    String.fromCodePoint(char === '\x7f' ? 0x2421 : 0x2400 + char.charCodeAt(0)),
  )
}
