// Writes the README's table of options from the program's own; with --check only says whether it is current.
//   npm run build && node scripts/option-table.js [--check] && npm run format
import { readFileSync, writeFileSync } from 'node:fs'
import {
  assignmentOptions,
  assignmentValue,
  defaultInWords,
  optionInfo,
  optionNames,
} from '../dist/cli/options.js'
import { targets } from '../dist/targets/index.js'

const readme = new URL('../README.md', import.meta.url)
const [begin, end] = ['<!-- options: written by scripts/option-table.js -->', '<!-- end of options -->']
const text = readFileSync(readme, 'utf8')
const current = replaceBetween(text, `\n\n${tables()}\n`)

const isCurrent = squeezed(text) === squeezed(current)

if (process.argv.includes('--check')) {
  if (!isCurrent)
    console.error('The README’s table of options is not the program’s. Run: node scripts/option-table.js')
  process.exitCode = isCurrent ? 0 : 1
} else if (!isCurrent) writeFileSync(readme, current)

/** Without what the formatter adds to tables, so that their columns align. */
function squeezed(markdown) {
  return markdown.replaceAll(/ {2,}/g, ' ').replaceAll(/-{3,}/g, '---')
}

function replaceBetween(whole, part) {
  const from = whole.indexOf(begin)
  const to = whole.indexOf(end)
  if (from === -1 || to < from) throw new Error(`README.md has no "${begin}" … "${end}"`)
  return whole.slice(0, from + begin.length) + part + whole.slice(to)
}

function tables() {
  const groups = new Map()
  for (const name of optionNames) groups.set(groupOf(name), [...(groups.get(groupOf(name)) ?? []), name])
  return [...groups].map(([group, names]) => table(group, names)).join('\n')
}

function groupOf(name) {
  return optionInfo(name).group.replace(/:$/, '')
}

function table(group, names) {
  const rows = names.flatMap((name) =>
    name === 'key-column' ? [row(name), ...assignmentRows()] : [row(name)],
  )
  return `| ${group} | | default |\n| --- | --- | --- |\n${rows.join('\n')}\n`
}

function row(name) {
  const { short, value, help, resume } = optionInfo(name)
  const flag = [short === undefined ? `--${name}` : `${short}, --${name}`, value].filter(Boolean).join(' ')
  const mark = resume === true ? ' ↻' : ''
  return `| \`${cell(flag)}\`${mark} | ${cell(help)} | ${cell(defaults(name))} |`
}

/** One text where the targets agree, else one for each. */
function defaults(name) {
  const texts = targets.map((target) => defaultInWords(name, target) ?? '')
  if (new Set(texts).size === 1) return texts[0]
  return targets.map(({ title }, index) => `${title}: ${texts[index]}`).join('; ')
}

function assignmentRows() {
  return targets.map((target) => {
    const flags = assignmentOptions(target).map(({ name }) => `\`--${name}\``)
    return `| ${flags.join(', ')} \`${cell(assignmentValue)}\` | ${target.title}: one field from a column; repeatable | |`
  })
}

/** A bar would end the cell. */
function cell(words) {
  return words.replaceAll('|', '\\|')
}
