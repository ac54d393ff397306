import { readFileSync } from 'node:fs'

/** The version in package.json. Read by hand: `--version` has no time to load a parser. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}
