import type { JsonValue } from '../json.js'
import type { SourceRecord } from '../record.js'
import type { Columns, Reader } from './columns.js'
import { Refusal } from './values/coercion.js'
import { scalarText } from './values/text.js'

/** A template that was read: texts, and the columns between them. */
type Part = { readonly text: string } | { readonly column: string }

interface TemplateProblem {
  readonly problem: string
}

/** `{column}` is a column; `{{` and `}}` are braces. */
function parseTemplate(template: string): Part[] | TemplateProblem {
  const parts: Part[] = []
  let text = ''
  for (const [token] of template.matchAll(/\{\{|\}\}|\{[^{}]*\}|[{}]|[^{}]+/g)) {
    if (token === '{{' || token === '}}') {
      text += token[0]
    } else if (token === '{' || token === '}') {
      return {
        problem: `a brace of "${template}" has no partner; write "${token}${token}" for a brace itself`,
      }
    } else if (token.startsWith('{')) {
      parts.push({ text }, { column: token.slice(1, -1) })
      text = ''
    } else {
      text += token
    }
  }
  return [...parts, { text }].filter((part) => !('text' in part) || part.text !== '')
}

/**
 * Compiles a template. The columns that a record leaves empty leave nothing behind; if all of them are, so is the value.
 * Spaces at its ends are dropped.
 */
export function compileTemplate(
  template: string,
  columns: Columns,
): TemplateReader | readonly TemplateProblem[] {
  const parts = parseTemplate(template)
  if ('problem' in parts) return [parts]
  const names = parts.flatMap((part) => ('column' in part ? [part.column] : []))
  if (names.length === 0) return [{ problem: `"${template}" names no {column}; write it as value` }]
  const found = names.map((name) => columns.find(name))
  const problems = found.flatMap((column) => ('problem' in column ? [column] : []))
  if (problems.length > 0) return problems
  const readers = found.flatMap((column) => ('read' in column ? [column.read] : []))
  return { names, read: joiner(parts, readers) }
}

export interface TemplateReader {
  readonly names: readonly string[]
  readonly read: (record: SourceRecord) => JsonValue | undefined | Refusal
}

function joiner(parts: readonly Part[], readers: readonly Reader[]): TemplateReader['read'] {
  return (record) => {
    let next = 0
    let text = ''
    let allEmpty = true
    let allAbsent = true
    for (const part of parts) {
      if ('text' in part) {
        text += part.text
        continue
      }
      const value = readers[next++]?.(record)
      if (value !== undefined) allAbsent = false
      const filled = value === undefined || value === null ? '' : scalarText(value)
      if (filled === undefined) return new Refusal(`cannot be put together: "${part.column}" is no text`)
      if (filled !== '') allEmpty = false
      text += filled
    }
    if (allAbsent) return undefined
    return allEmpty ? '' : text.trim()
  }
}
