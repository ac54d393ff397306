import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/json.js'
import { objectColumns, tableColumns } from '../../src/mapping/columns.js'
import { compileTemplate } from '../../src/mapping/template.js'
import { Refusal } from '../../src/mapping/values/coercion.js'
import type { SourceRecord } from '../../src/record.js'
import { cells, object } from './support.js'

const header = ['First Name', 'Last Name']

function made(template: string, record: SourceRecord): JsonValue | undefined | Refusal {
  const compiled = compileTemplate(template, record.kind === 'table' ? tableColumns(header) : objectColumns())
  if (!('read' in compiled)) throw new Error(compiled.map(({ problem }) => problem).join('\n'))
  return compiled.read(record)
}

describe('a template', () => {
  it.each([
    ['{First Name} {Last Name}', 'Ann Lee'],
    ['Hi {First Name}!', 'Hi Ann!'],
    ['{{{First Name}}}', '{Ann}'],
    ['{First Name}{First Name}', 'AnnAnn'],
  ])('%j gives %j', (template, text) => {
    expect(made(template, cells('Ann', 'Lee'))).toBe(text)
  })

  it('leaves nothing behind for an empty column, and is empty if all are', () => {
    expect(made('{First Name} {Last Name}', cells('', 'Lee'))).toBe('Lee')
    expect(made('Hi {First Name}!', cells('', ''))).toBe('')
  })

  it('writes JSON numbers and booleans as text, null as nothing', () => {
    expect(made('{a}-{b}-{c}', object({ a: 1, b: true, c: null }))).toBe('1-true-')
  })

  it('is absent where an NDJSON record has none of its names, and empty where they are null', () => {
    expect(made('{a} {b}', object({ c: 1 }))).toBeUndefined()
    expect(made('{a} {b}', object({ a: null }))).toBe('')
  })

  it('cannot be put together from JSON that is no text', () => {
    expect(made('{a}', object({ a: [1] }))).toEqual(new Refusal('cannot be put together: "a" is no text'))
  })

  it.each([
    ['{First Name', 'a brace of "{First Name" has no partner; write "{{" for a brace itself'],
    ['First Name}', 'a brace of "First Name}" has no partner; write "}}" for a brace itself'],
    ['Hello', '"Hello" names no {column}; write it as value'],
    ['', '"" names no {column}; write it as value'],
    ['{Frist Name}', 'the file has no column "Frist Name"; did you mean "First Name"?'],
    ['{}', 'the file has no column ""'],
  ])('%j is a mistake', (template, problem) => {
    expect(compileTemplate(template, tableColumns(header))).toEqual([{ problem }])
  })
})
