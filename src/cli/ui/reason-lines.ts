import { printable } from '../printable.js'
import { count, counted } from './format.js'
import type { Reason } from './reasons.js'
import type { Style } from './style.js'
import { wrap } from './wrap.js'

/** The most frequent reasons with their counts and an example; `all` counts the rows that they are taken from. */
export function reasonLines(
  reasons: readonly Reason[],
  all: number,
  width: number,
  style: Style,
  title: string,
): readonly string[] {
  if (reasons.length === 0) return []
  const rest = all - reasons.reduce((sum, { rows }) => sum + rows, 0)
  const digits = Math.max(...reasons.map(({ rows }) => count(rows).length))
  const lines = reasons.flatMap(({ rows, text, outcome, example }) => {
    const doubt = outcome === 'unknown' ? 'unknown: ' : ''
    const where = `(row ${count(example.row)}, line ${count(example.line)})`
    return wrap(`${doubt}${printable(text)} ${where}`, width, `  ${count(rows).padStart(digits)}  `)
  })
  const more = rest > 0 ? [`  and ${counted(rest, 'row')} for other reasons`] : []
  return [style(title, 'strong'), ...lines, ...more]
}
