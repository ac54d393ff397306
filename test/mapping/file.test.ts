import { describe, expect, it } from 'vitest'
import { cells, dialects, forTable, mistakes, outcomeOf, text } from './support.js'

const { notifuse, connectif } = dialects

const columns = ['id', 'First Name', 'Email', 'tag', 'orders', 'signup']
const hint = 'Hint: Columns of the file: "id", "First Name", "Email", "tag", "orders", "signup".'

function mistakesIn(...lines: string[]): Promise<string> {
  return mistakes(forTable(notifuse, columns, { file: text(...lines) }))
}

describe('a mapping file', () => {
  it('fills the fields that it names and no others', async () => {
    const file = text(
      'key: id',
      'createdAt: {column: signup, type: datetime, format: dd/MM/yyyy, timezone: Europe/Paris}',
      'profile:',
      '  $set:',
      '    firstName: First Name',
      '    email: {column: Email, transform: [trim, lowercase]}',
      '    plan: {value: gold}',
      '    hello: {template: "Hello {First Name}"}',
      '  $push: {tags: tag}',
      '  $inc: {totalOrders: {column: orders, type: integer}}',
    )
    const mapper = await forTable(notifuse, [...columns, 'extra', 'more'], { file })
    const row = ['7', 'Ann', ' Ann@B.co ', 'vip', '3', '17/05/2020', 'x', 'y']
    expect(outcomeOf(mapper.map(cells(...row)))).toEqual({
      id: '7',
      createdAt: '2020-05-16T22:00:00.000Z',
      profile: {
        $set: { firstName: 'Ann', email: 'ann@b.co', plan: 'gold', hello: 'Hello Ann' },
        $push: { tags: 'vip' },
        $inc: { totalOrders: 3 },
      },
    })
    expect(mapper.warnings).toEqual(['columns of the file that nothing uses: "extra", "more"'])
  })

  it('can be JSON, with tabs and all', async () => {
    const file =
      '{\n\t"$schema": "x.json",\n\t"key": "id",\n\t"profile": {"$set": {"firstName": "First Name"}}\n}'
    const mapper = await forTable(notifuse, columns, { file })
    expect(outcomeOf(mapper.map(cells('7', 'Ann', '', '', '', '')))).toEqual({
      id: '7',
      profile: { $set: { firstName: 'Ann' } },
    })
  })

  it('can share parts by anchors and merge keys', async () => {
    const file = text(
      'profile:',
      '  $set:',
      '    a: &date {column: signup, type: date, format: dd/MM/yyyy}',
      '    b: {<<: *date, type: datetime}',
      '    c: *date',
    )
    const mapper = await forTable(notifuse, columns, { file })
    const day = '2020-05-17T00:00:00.000Z'
    expect(outcomeOf(mapper.map(cells('7', '', '', '', '', '17/05/2020')))).toEqual({
      id: '7',
      profile: { $set: { a: day, b: day, c: day } },
    })
  })

  it('can be a part of a larger file', async () => {
    const whole = text('connectif:', '  rate: 10/s', '  mapping:', '    fields:', '      _nmae: First Name')
    const file = { path: 'contact-sync.yaml', text: whole, at: ['connectif', 'mapping'] }
    const { compileMapping } = await import('../../src/mapping/compile.js')
    const compiling = compileMapping(
      { file, assignments: [], empty: 'skip', keyColumn: 'Email' },
      { format: 'csv', columns },
      connectif,
    )
    expect(await mistakes(compiling)).toBe(
      text(
        'contact-sync.yaml:5:7: Connectif has no property "_nmae" that can be written; did you mean "_name"?',
        hint,
      ),
    )
  })

  it('takes the names in a map as they are written', async () => {
    const file =
      'profile: {$set: {a: {column: tag, values: {007: Bond, yes: Y, true: T, 1.0: one, "": none}}}}'
    const mapper = await forTable(notifuse, columns, { file })
    const sent = ['007', 'yes', 'true', '1.0', ''].map((tag) =>
      outcomeOf(mapper.map(cells('7', '', '', tag, '', ''))),
    )
    expect(sent).toEqual(
      ['Bond', 'Y', 'T', 'one', 'none'].map((a) => ({ id: '7', profile: { $set: { a } } })),
    )
  })
})

describe('a mistake in a mapping file', () => {
  it.each<[string, string[], string]>([
    [
      'a name that there is not',
      ['creatdAt: signup'],
      'mapping.yaml:1:1: there is no "creatdAt" here; did you mean "createdAt"?',
    ],
    [
      'a name like no other',
      ['xyz: 1'],
      'mapping.yaml:1:1: there is no "xyz" here; known are "key", "createdAt", "profile"',
    ],
    [
      'an operator',
      ['profile:', '  $psh: {a: tag}'],
      'mapping.yaml:2:3: there is no "$psh" here; did you mean "$push"?',
    ],
    [
      'an operator like no other',
      ['profile: {fields: {}}'],
      'mapping.yaml:1:11: there is no "fields" here; known are "$set", "$push", "$inc"',
    ],
    [
      'an option of a value',
      ['profile:', '  $set:', '    a: {colum: tag}'],
      'mapping.yaml:3:9: there is no "colum" here; did you mean "column"?',
    ],
    [
      'an option of the key',
      ['key: {colum: id}'],
      'mapping.yaml:1:7: there is no "colum" here; did you mean "column"?',
    ],
    [
      'a type',
      ['profile: {$set: {a: {column: tag, type: strng}}}'],
      'mapping.yaml:1:41: there is no "strng" here; did you mean "string"?',
    ],
    [
      'a type like no other',
      ['profile: {$set: {a: {column: tag, type: money}}}'],
      'mapping.yaml:1:41: "money" is not one of "string", "integer", "number", "boolean", "date", "datetime", "email", "phone", "list", "json"',
    ],
    [
      'a transform',
      ['profile: {$set: {a: {column: tag, transform: [trim, lowercas]}}}'],
      'mapping.yaml:1:53: there is no "lowercas" here; did you mean "lowercase"?',
    ],
    [
      'a transform that is no text',
      ['profile: {$set: {a: {column: tag, transform: 3}}}'],
      'mapping.yaml:1:46: must be one of "trim", "collapse", "lowercase", "uppercase", "capitalize", "digits"',
    ],
    [
      'a decimal sign',
      ['profile: {$set: {a: {column: tag, type: number, decimal: ";"}}}'],
      'mapping.yaml:1:58: ";" is not one of ".", ","',
    ],
    [
      'what an empty cell is',
      ['profile: {$set: {a: {column: tag, empty: nil}}}'],
      'mapping.yaml:1:42: "nil" is not one of "skip", "null", "keep"',
    ],
    [
      'a column that is a number',
      ['profile: {$set: {a: 12}}'],
      'mapping.yaml:1:21: must be a column, or a map with column, value or template, not the number 12; put it in quotes',
    ],
    [
      'a column that is a number, in a map',
      ['profile: {$set: {a: {column: 12}}}'],
      'mapping.yaml:1:30: must be a text, not the number 12; put it in quotes',
    ],
    [
      'a value that is a list',
      ['profile: {$set: {a: [tag]}}'],
      'mapping.yaml:1:21: must be a column, or a map with column, value or template, not a list',
    ],
    [
      'a value that is missing',
      ['profile:', '  $set:', '    a:', '    b: tag'],
      'mapping.yaml:3:7: must be a column, or a map with column, value or template, and nothing is there',
    ],
    ['a column without a name', ['profile: {$set: {a: ""}}'], 'mapping.yaml:1:21: must not be empty'],
    [
      'a section that is no map',
      ['profile: {$set: tag}'],
      'mapping.yaml:1:17: must be a map of names, not the string tag',
    ],
    [
      'a separator that is nothing',
      ['profile: {$set: {a: {column: tag, type: list, separator: ""}}}'],
      'mapping.yaml:1:58: must not be empty',
    ],
    [
      'no source',
      ['profile: {$set: {a: {type: string}}}'],
      'mapping.yaml:1:21: one of column, value and template is needed',
    ],
    [
      'two sources',
      ['profile: {$set: {a: {column: tag, value: x}}}'],
      'mapping.yaml:1:21: only one of column and value can be given',
    ],
    [
      'a key without a source',
      ['key: {transform: trim}'],
      'mapping.yaml:1:6: either column or template is needed',
    ],
    [
      'a key with two sources',
      ['key: {column: id, template: "{id}"}'],
      'mapping.yaml:1:6: either column or template is needed',
    ],
    [
      'otherwise without values',
      ['profile: {$set: {a: {column: tag, otherwise: x}}}'],
      'mapping.yaml:1:46: otherwise has no effect without values',
    ],
    [
      'a change to a fixed value',
      ['profile: {$set: {a: {value: x, transform: trim}}}'],
      'mapping.yaml:1:43: transform has no effect on a fixed value',
    ],
    [
      'an option of another type',
      ['profile: {$set: {a: {column: tag, type: date, country: ES}}}'],
      'mapping.yaml:1:56: country goes with "phone", and the type is date',
    ],
    [
      'an option of no type',
      ['profile: {$set: {a: {column: tag, format: dd/MM/yyyy}}}'],
      'mapping.yaml:1:43: format goes with "date", "datetime", and no type is given',
    ],
    [
      'a zone for a day',
      ['profile: {$set: {a: {column: tag, type: date, timezone: Europe/Paris}}}'],
      'mapping.yaml:1:57: timezone goes with "datetime", and the type is date',
    ],
    [
      'a format',
      ['profile: {$set: {a: {column: tag, type: date, format: DD/MM/YYYY}}}'],
      'mapping.yaml:1:55: "DD/MM/YYYY" is not a format: years are y and days are d; did you mean "dd/MM/yyyy"?',
    ],
    [
      'a type that the API does not take',
      ['profile: {$set: {latitude: {column: tag, type: string}, longitude: {value: 1}}}'],
      'mapping.yaml:1:48: $set.latitude is of type number, not string',
    ],
    [
      'a list where one value goes',
      ['profile: {$push: {tags: {column: tag, type: list}}}'],
      'mapping.yaml:1:45: $push.tags cannot be of type list: a list is not one value, and $push adds one at a time',
    ],
    [
      'a fixed value that the API does not take',
      ['profile: {$set: {country: {value: es}}}'],
      'mapping.yaml:1:35: $set.country: "es" is not a country code of two capital letters',
    ],
    [
      'a fixed value that is not of its type',
      ['profile: {$set: {a: {value: soon, type: date}}}'],
      'mapping.yaml:1:29: $set.a: "soon" is not a date in ISO 8601 (2016-02-04), and the mapping names no other format',
    ],
    [
      'a result that the API does not take',
      ['profile: {$set: {country: {column: tag, values: {Spain: ES, France: fr}}}}'],
      'mapping.yaml:1:69: $set.country: "fr" is not a country code of two capital letters',
    ],
    [
      'an otherwise that the API does not take',
      ['profile: {$set: {country: {column: tag, values: {Spain: ES}, otherwise: 3}}}'],
      'mapping.yaml:1:73: $set.country: 3 is not text',
    ],
    [
      'a field that cannot be set',
      ['profile: {$set: {id: tag}}'],
      'mapping.yaml:1:18: Notifuse does not let $set.id be written: it holds the external id',
    ],
    [
      'a field of an operator’s name',
      ['profile: {$set: {$x: tag}}'],
      'mapping.yaml:1:18: a field of $set cannot begin with $, as "$x" does',
    ],
    [
      'a field without a name',
      ['profile: {$set: {"": tag}}'],
      'mapping.yaml:1:18: $set: a field needs a name',
    ],
    [
      'a field that would reach into objects',
      ['profile: {$set: {__proto__: tag}}'],
      'mapping.yaml:1:18: "__proto__" cannot be the name of a field',
    ],
    [
      'a column',
      ['profile: {$set: {a: tga}}'],
      'mapping.yaml:1:21: the file has no column "tga"; did you mean "tag"?',
    ],
    [
      'a column in a map',
      ['profile:', '  $set:', '    a:', '      column: Mail', '      transform: trim'],
      'mapping.yaml:4:15: the file has no column "Mail"; did you mean "Email"?',
    ],
    [
      'a column in a template',
      ['profile: {$set: {a: {template: "{Frist Name}"}}}'],
      'mapping.yaml:1:32: the file has no column "Frist Name"; did you mean "First Name"?',
    ],
    [
      'a brace in a template',
      ['profile: {$set: {a: {template: "{tag"}}}'],
      'mapping.yaml:1:32: a brace of "{tag" has no partner; write "{{" for a brace itself',
    ],
  ])('is told with its place: %s', async (_, lines, message) => {
    expect(await mistakesIn(...lines)).toBe(text(message, hint))
  })

  it.each<[string, string[], string]>([
    ['the same name twice', ['key: id', 'key: tag'], 'mapping.yaml:2:1: Map keys must be unique'],
    [
      'a bracket that never closes',
      ['profile: {$set: {a: tag}'],
      'mapping.yaml:1:25: Flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['nothing', ['# nothing yet'], 'mapping.yaml:1:1: the mapping is empty'],
    [
      'two documents',
      ['key: id', '---', 'key: tag'],
      'mapping.yaml:2:1: Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
    ['an alias of nothing', ['key: *x'], 'mapping.yaml:1:6: there is no anchor "&x" above'],
  ])('that keeps it from being read ends there: %s', async (_, lines, message) => {
    expect(await mistakesIn(...lines)).toBe(message)
  })

  it('does not hide the others', async () => {
    const message = await mistakesIn(
      'key: idd',
      'profile:',
      '  $set:',
      '    a: {colum: tag}',
      '    b: tga',
      '    id: tag',
      '  $push: {tags: {column: tag, type: list}}',
    )
    expect(message).toBe(
      text(
        'mapping.yaml:1:6: the file has no column "idd"; did you mean "id"?',
        'mapping.yaml:4:9: there is no "colum" here; did you mean "column"?',
        'mapping.yaml:5:8: the file has no column "tga"; did you mean "tag"?',
        'mapping.yaml:6:5: Notifuse does not let $set.id be written: it holds the external id',
        'mapping.yaml:7:37: $push.tags cannot be of type list: a list is not one value, and $push adds one at a time',
        hint,
      ),
    )
  })

  it('is one of twenty that are told, however many there are', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `    f${i}: none${i}`)
    const message = await mistakesIn('profile:', '  $set:', ...lines)
    const told = message.split('\n')
    expect(told).toHaveLength(22)
    expect(told[19]).toBe('mapping.yaml:22:10: the file has no column "none19"')
    expect(told[20]).toBe('… and 10 more')
  })

  it('is no reason to expand aliases without end', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
    }
    expect(await mistakesIn(...bomb)).toBe(
      'mapping.yaml:1:1: Excessive alias count indicates a resource exhaustion attack',
    )
  })
})

describe('a mistake in a mapping for Connectif', () => {
  it.each([
    ['_email', 'mapping.yaml:1:10: Connectif does not let _email be written: it is the key'],
    [
      '_surename',
      'mapping.yaml:1:10: Connectif has no property "_surename" that can be written; did you mean "_surname"?',
    ],
    ['_createdAt', 'mapping.yaml:1:10: Connectif has no property "_createdAt" that can be written'],
    ['id', 'mapping.yaml:1:10: Connectif reserves "id": it cannot be a custom field'],
    [
      '"fav sport"',
      'mapping.yaml:1:10: "fav sport" cannot be the id of a custom field ' +
        '(a letter, then letters, digits, "-", "_" and brackets, 150 at most)',
    ],
  ])('is told with its place: %s', async (field, message) => {
    const compiling = forTable(connectif, ['email', 'a'], { file: `fields: {${field}: a}` })
    expect(await mistakes(compiling)).toBe(text(message, 'Hint: Columns of the file: "email", "a".'))
  })
})
