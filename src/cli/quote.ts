/** A word as it is typed in a POSIX shell, quoted only where it has to be. */
export function quote(word: string): string {
  if (/^[\w%+,./:=@-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** A command line that can be copied into a shell. */
export function commandLine(words: readonly string[]): string {
  return words.map(quote).join(' ')
}
