import { describe, expect, it } from 'vitest'
import { cells, dialects, forObjects, forTable, mistakes, object, outcomeOf, text } from './support.js'

const { notifuse, connectif } = dialects

/** `set x=y` as the command line gives it. */
function options(...texts: string[]) {
  return texts.map((option) => {
    const [name = '', ...rest] = option.split(' ')
    return { option: name, text: rest.join(' ') }
  })
}

describe('--set, --push, --inc and --field', () => {
  it('alone are the whole mapping', async () => {
    const assignments = options('set firstName=First Name', 'push tags=tag', 'inc orders=n:integer')
    const mapper = await forTable(notifuse, ['id', 'First Name', 'tag', 'n', 'createdAt'], { assignments })
    expect(outcomeOf(mapper.map(cells('7', 'Ann', 'vip', '3', '2016-02-04')))).toEqual({
      id: '7',
      profile: { $set: { firstName: 'Ann' }, $push: { tags: 'vip' }, $inc: { orders: 3 } },
    })
    expect(mapper.warnings).toEqual(['columns of the file that nothing uses: "createdAt"'])
  })

  it('override the fields of a mapping file', async () => {
    const file = 'profile: {$set: {a: x, b: x}, $push: {a: x}}'
    const mapper = await forTable(notifuse, ['id', 'x', 'y'], { file, assignments: options('set a=y') })
    expect(outcomeOf(mapper.map(cells('7', '1', '2')))).toEqual({
      id: '7',
      profile: { $set: { a: '2', b: '1' }, $push: { a: '1' } },
    })
  })

  it('do not mend what they override: the file is still checked for the rest', async () => {
    const file = 'profile: {$set: {a: none, b: none}}'
    const compiling = forTable(notifuse, ['id', 'x'], { file, assignments: options('set a=x') })
    expect(await mistakes(compiling)).toBe(
      text('mapping.yaml:1:30: the file has no column "none"', 'Hint: Columns of the file: "id", "x".'),
    )
  })

  it('take columns with equals signs and colons in their names', async () => {
    const columns = ['email', 'a=b', 'time:local', 'x:integer', 'x']
    const assignments = options('field p=a=b', 'field q=time:local', 'field r=x:integer', 'field s=x:string')
    const mapper = await forTable(connectif, columns, { assignments })
    expect(outcomeOf(mapper.map(cells('a@b.co', '1', '2', '3', '4')))).toEqual({
      p: '1',
      q: '2',
      r: '3',
      s: '4',
    })
  })

  it('take a type after a path into NDJSON records, and other colons as they are', async () => {
    const assignments = options('field n=a.n:integer', 'field t=ns:tag')
    const mapper = await forObjects(connectif, { assignments })
    const record = object({ email: 'a@b.co', a: { n: '12' }, 'ns:tag': 'x' })
    expect(outcomeOf(mapper.map(record))).toEqual({ n: 12, t: 'x' })
  })

  it.each([
    ['set firstName', '--set "firstName": must be field=column or field=column:type'],
    ['set =x', '--set "=x": no field stands before the ='],
    ['set a=', '--set "a=": no column stands after the ='],
    ['set a=y', '--set "a=y": the file has no column "y"'],
    [
      'set a=x:strng',
      '--set "a=x:strng": "strng" is not one of the types "string", "integer", "number", "boolean", "date", ' +
        '"datetime", "email", "phone", "list", "json"; did you mean "string"?',
    ],
    ['set a=y:integer', '--set "a=y:integer": the file has no column "y"'],
    ['set id=x', '--set "id=x": Notifuse does not let $set.id be written: it holds the external id'],
    ['set __proto__=x', '--set "__proto__=x": $set: "__proto__" cannot be the name of a field'],
    ['set latitude=x:date', '--set "latitude=x:date": $set.latitude is of type number, not date'],
    ['field a=x', '--field "a=x": is no option of this target'],
  ])('--%s is a mistake', async (option, message) => {
    expect(await mistakes(forTable(notifuse, ['id', 'x'], { assignments: options(option) }))).toBe(
      text(message, 'Hint: Columns of the file: "id", "x".'),
    )
  })

  it('fill no field twice', async () => {
    const compiling = forTable(notifuse, ['id', 'x'], { assignments: options('set a=x', 'set a=x:integer') })
    expect(await mistakes(compiling)).toBe(
      text('--set "a=x:integer": "a" is filled twice', 'Hint: Columns of the file: "id", "x".'),
    )
  })
})
