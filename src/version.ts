import { readFileSync } from 'node:fs'

/** The version in package.json. Read by hand: `--version` has no time to load a parser. */
export function toolVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}

/** The oldest Node.js that package.json allows: `20.18.1`. */
export function neededNode(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return /"node": ">=([\d.]+)"/.exec(text)?.[1] ?? '0'
}
