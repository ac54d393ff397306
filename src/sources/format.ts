import { basename, extname } from 'node:path'
import type { SourceFormat } from './source.js'

/** The last extension of a name in lower case, that of a compression left out: `csv` of `Contacts.CSV.gz`. */
export function extensionOf(path: string): string {
  return extname(basename(path).replace(/\.(?:gz|zst|br)$/i, ''))
    .slice(1)
    .toLowerCase()
}

export function formatByName(path: string): SourceFormat | undefined {
  switch (extensionOf(path)) {
    case 'csv':
    case 'tsv':
      return 'csv'
    case 'ndjson':
    case 'jsonl':
    case 'json':
      return 'ndjson'
    default:
      return undefined
  }
}

/** JSON if the text begins with an object, or an array of objects: CSV headers may begin with `[name]` as well. */
export function formatByContent(head: Buffer): SourceFormat {
  return /^\s*(?:\{|\[\s*(?:[{\]]|$))/.test(head.toString('latin1')) ? 'ndjson' : 'csv'
}
