/** Breaks a text at spaces into lines of at most `width`; the first begins with `lead`, the others are set under it. */
export function wrap(text: string, width: number, lead: string): readonly string[] {
  const lines: string[] = []
  let line = lead
  let empty = true
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ' '.repeat(lead.length)
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line]
}
