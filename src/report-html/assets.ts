import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { InternalError } from '../errors.js'

/** A script or style sheet to be put into the page, with the hash by which the page allows it. */
interface Asset {
  readonly text: string
  /** As a content security policy names it: `sha256-…`. */
  readonly hash: string
}

export interface Assets {
  readonly script: Asset
  readonly style: Asset
}

/** Where the build puts them; the path is the same from `src/` and from `dist/`. */
const folder = new URL('../../dist/report-html/page/', import.meta.url)

let loaded: Assets | undefined

/** The page's script and style sheet, as the build left them. Read once. */
export function loadAssets(): Assets {
  loaded ??= { script: asset('page.js'), style: asset('page.css') }
  return loaded
}

function asset(name: string): Asset {
  const text = read(new URL(name, folder))
  return { text, hash: `sha256-${createHash('sha256').update(text).digest('base64')}` }
}

function read(url: URL): string {
  try {
    return readFileSync(url, 'utf8')
  } catch (cause) {
    throw new InternalError(`report.html cannot be written: its part ${url.pathname} cannot be read`, {
      hint: 'Install contact-sync again; in a clone of it, run: npm run build',
      cause,
    })
  }
}
