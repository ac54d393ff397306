import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../src/json.js'
import { type Columns, objectColumns, tableColumns } from '../../src/mapping/columns.js'
import type { SourceRecord } from '../../src/record.js'
import { cells, object } from './support.js'

function read(columns: Columns, name: string, record: SourceRecord): JsonValue | undefined {
  const column = columns.find(name)
  if ('problem' in column) throw new Error(column.problem)
  return column.read(record)
}

describe('columns of a CSV file', () => {
  it('are found by their name, with or without spaces around it', () => {
    const columns = tableColumns(['Id', 'First Name'])
    expect(read(columns, 'First Name', cells('1', 'Ann'))).toBe('Ann')
    expect(read(columns, ' Id ', cells('1', 'Ann'))).toBe('1')
  })

  it('that are not there are named with the nearest that is', () => {
    expect(tableColumns(['First Name']).find('Frist Name')).toEqual({
      problem: 'the file has no column "Frist Name"; did you mean "First Name"?',
    })
    expect(tableColumns(['First Name']).find('x')).toEqual({ problem: 'the file has no column "x"' })
  })

  it('are not what JavaScript objects inherit', () => {
    expect(tableColumns(['a']).has('constructor')).toBe(false)
    expect(tableColumns(['constructor', '__proto__']).has('__proto__')).toBe(true)
  })

  it('remember which were never asked for, our own reports apart', () => {
    const columns = tableColumns(['a', 'b', 'c', '_sync_row', '_synced'])
    columns.find('b')
    expect(columns.unused()).toEqual(['a', 'c', '_synced'])
    expect(columns.unseen()).toEqual([])
  })
})

describe('names of NDJSON records', () => {
  const record = object({
    name: 'Ann',
    address: { city: 'Paris', lines: ['a', { text: 'b' }] },
    'address.city': 'Lyon',
    'a.b': null,
    a: { b: 1 },
    empty: null,
  })

  it.each<[string, JsonValue | undefined]>([
    ['name', 'Ann'],
    ['address', { city: 'Paris', lines: ['a', { text: 'b' }] }],
    ['address.lines.0', 'a'],
    ['address.lines.1.text', 'b'],
    ['empty', null],
    ['empty.x', undefined],
    ['name.length', undefined],
    ['address.lines.length', undefined],
    ['address.lines.9', undefined],
    ['toString', undefined],
    ['address.constructor', undefined],
    ['__proto__', undefined],
  ])('%s reads %j', (name, value) => {
    expect(read(objectColumns(), name, record)).toEqual(value)
  })

  it('are taken whole before they are taken as paths', () => {
    expect(read(objectColumns(), 'address.city', record)).toBe('Lyon')
    expect(read(objectColumns(), 'a.b', record)).toBeNull()
  })

  it('remember which no record had, once there were records', () => {
    const columns = objectColumns()
    const found = columns.find('name')
    columns.find('nmae')
    expect(columns.unseen()).toEqual([])
    if ('read' in found) found.read(record)
    expect(columns.unseen()).toEqual(['nmae'])
  })
})
