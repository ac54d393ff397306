// Checks that every relative link and anchor of the documentation leads somewhere. No network.
//   node scripts/check-links.js [folder]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url))
const notOurs = new Set(['node_modules', 'dist', '.git', 'coverage', 'contact-sync-runs'])
const files = markdownFiles(root)
const problems = files.flatMap((file) => deadLinks(file))
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)
console.log(`${files.length} documents: every link leads somewhere`)

function markdownFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return []
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return markdownFiles(file)
    return entry.name.endsWith('.md') ? [file] : []
  })
}

function deadLinks(file) {
  const lines = withoutCode(readFileSync(file, 'utf8')).split('\n')
  return lines.flatMap((line, index) =>
    linksIn(line)
      .map((link) => faultOf(link, file))
      .filter((fault) => fault !== undefined)
      .map((fault) => `${path.relative(root, file)}:${index + 1}: ${fault}`),
  )
}

/** Inline links and pictures, HTML ones, and reference definitions. */
function linksIn(line) {
  const inline = line.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)
  const html = line.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)
  const defined = line.matchAll(/^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/g)
  return [...inline, ...html, ...defined].map(([, link]) => link)
}

function faultOf(link, file) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined
  const [place = '', anchor] = link.split('#', 2)
  const target = place === '' ? file : path.resolve(path.dirname(file), decodeURIComponent(place))
  if (!existsSync(target)) return `${link}: there is no ${path.relative(root, target)}`
  if (anchor === undefined || anchor === '') return undefined
  if (!target.endsWith('.md') || statSync(target).isDirectory()) return undefined
  return anchorsOf(target).has(decodeURIComponent(anchor))
    ? undefined
    : `${link}: no heading makes #${anchor}`
}

/** The anchors that hosts make of headings: lower case, punctuation dropped, spaces to hyphens, repeats numbered. */
function anchorsOf(file) {
  const anchors = new Set()
  const text = withoutCode(readFileSync(file, 'utf8'), { spans: false })
  for (const [, heading = ''] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-')
    let name = slug
    for (let nth = 1; anchors.has(name); nth++) name = `${slug}-${nth}`
    anchors.add(name)
  }
  for (const [, name] of text.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(name)
  return anchors
}

/** Code shows links and is none; its lines are kept, so that line numbers hold. */
function withoutCode(text, { spans = true } = {}) {
  const outside = text.replaceAll(/^( *)(```|~~~)[\s\S]*?^ *\2[^\n]*$/gm, (block) =>
    block.replaceAll(/[^\n]/g, ''),
  )
  return spans ? outside.replaceAll(/`[^`\n]*`/g, '') : outside
}
