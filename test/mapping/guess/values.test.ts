import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { guessMapping } from '../../../src/delivery/guess-mapping.js'
import { MappingError } from '../../../src/errors.js'
import { targets } from '../../../src/targets/index.js'
import { tempFolder } from '../../temp.js'

/** The lines of the mapping that is guessed for a file of this text. */
async function guess(target: string, name: string, text: string): Promise<string[]> {
  const file = join(await tempFolder(), name)
  await writeFile(file, text)
  const [found] = targets.filter((one) => one.name === target)
  if (found === undefined) throw new Error(`no target ${target}`)
  const guessed = await guessMapping({ target: found, file, source: {}, schema: 'x.json', lines: [] })
  return guessed.text.split('\n').map((line) => line.trim())
}

/** A line of the mapping as its field and its column. */
function parse(line: string): string[] | undefined {
  return /^(\S+): (?:\{column: )?([^,}#]+?)(?:[,}].*| #.*)?$/.exec(line)?.slice(1)
}

/** The line of a column `x` with these cells, beside an id. */
async function column(target: string, name: string, ...cells: string[]): Promise<string> {
  const rows = cells.map((cell, at) => `u${at}@example.com\t${cell}\n`)
  const lines = await guess(target, 'in.tsv', `email\t${name}\n${rows.join('')}`)
  return lines.find((line) => !line.startsWith('key') && parse(line)?.[1] === name) ?? 'no line'
}

describe('dates', () => {
  it.each([
    ['a day above 12 comes first', ['17/05/1990', '01/02/1991'], 'dd/MM/yyyy'],
    ['a day above 12 comes second', ['05/17/1990', '01/02/1991'], 'MM/dd/yyyy'],
    ['one digit will do', ['7/5/1990', '17/12/1991'], 'd/M/yyyy'],
    ['other separators', ['17.05.1990'], 'dd.MM.yyyy'],
    ['the year first', ['1990/05/17'], 'yyyy/MM/dd'],
    ['a time behind', ['17/05/1990 9:30'], 'dd/MM/yyyy H:mm'],
    ['half days', ['05/17/1990 09:30:00 PM'], 'MM/dd/yyyy hh:mm:ss a'],
    ['months in words', ['12 enero 2020', '3 marzo 2021'], 'd MMMM yyyy, locale: es'],
    ['months in French words', ['12 janvier 2020'], 'd MMMM yyyy, locale: fr'],
    ['months cut short', ['Jan 12, 2020'], '"MMM d, yyyy"'],
  ])('%s', async (_, cells, format) => {
    expect(await column('notifuse', 'visit', ...cells)).toContain(`format: ${format}}`)
  })

  it('that could be either are taken for days first, and marked', async () => {
    expect(await column('notifuse', 'visit', '01/02/1990', '03/04/1991')).toBe(
      'visit: {column: visit, type: date, format: dd/MM/yyyy} # guess: the days could be months: MM/dd/yyyy fits as well',
    )
  })

  it('that could be either follow those of the same file that tell', async () => {
    const lines = await guess('connectif', 'a.csv', 'email,dob,visit\na@b.co,05/17/1990,01/02/2020\n')
    expect(lines).toContain('_birthdate: {column: dob, type: date, format: MM/dd/yyyy}')
    expect(lines.find((line) => line.startsWith('visit'))).toContain('format: MM/dd/yyyy}')
  })

  it('in ISO need no format', async () => {
    expect(await column('connectif', 'birthday', '1990-05-17')).toBe(
      '_birthdate: {column: birthday, type: date}',
    )
  })

  it('counted in seconds are dates only where the name says so', async () => {
    expect(await column('notifuse', 'created', '1577836800')).toContain('format: X')
    expect(await column('notifuse', 'plain', '1577836800')).toBe('plain: plain')
  })
})

describe('numbers', () => {
  it.each([
    ['whole ones', ['12', '0', '-3'], '{column: n, type: integer}'],
    ['with a point', ['1.5', '2'], '{column: n, type: number}'],
    ['with a comma', ['1,50', '2'], '{column: n, type: number, decimal: ","}'],
    ['with points for thousands', ['1.234,50', '2'], '{column: n, type: number, decimal: ","}'],
    ['with commas for thousands', ['1,234.50', '2'], '{column: n, type: number, decimal: .}'],
    ['with zeros in front are text', ['007', '12'], 'n'],
    ['too long to be exact are text', ['12345678901234567890'], 'n'],
    ['with a currency are text', ['12 €'], 'n'],
  ])('%s', async (_, cells, spec) => {
    expect(await column('notifuse', 'n', ...cells)).toBe(`n: ${spec}`)
  })

  it('whose sign is unclear are marked', async () => {
    expect(await column('notifuse', 'n', '1,234', '12')).toMatch(
      /# guess: "\." and "," could stand the other way/,
    )
  })
})

describe('yes and no', () => {
  it.each([
    ['yes', 'no'],
    ['Sí', 'NO'],
    ['oui', 'non'],
    ['TRUE', 'FALSE'],
  ])('%s and %s are booleans', async (...cells) => {
    expect(await column('notifuse', 'x', ...cells)).toBe('x: {column: x, type: boolean}')
  })

  it('1 and 0 are numbers, unless the name asks', async () => {
    expect(await column('notifuse', 'x', '1', '0')).toBe('x: {column: x, type: integer}')
    expect(await column('notifuse', 'active', '1', '0')).toBe('active: {column: active, type: boolean}')
  })

  it('become what the target calls them', async () => {
    const line = await column('connectif', 'newsletter', 'Oui', 'Non')
    expect(line).toContain('values: {oui: subscribed, non: unsubscribed}')
    expect(line).toContain('transform: lowercase')
  })

  it('the other word is there although the sample does not hold it', async () => {
    expect(await column('connectif', 'newsletter', 'sí')).toContain('{sí: subscribed, no: unsubscribed}')
  })

  it('that are the target’s own words stay', async () => {
    expect(await column('connectif', 'newsletter', 'subscribed', 'none')).toBe(
      '_newsletterSubscriptionStatus: newsletter',
    )
  })
})

describe('lists', () => {
  it('are known by items that come back beside others', async () => {
    expect(await column('notifuse', 'sport', 'golf|tennis', 'tennis|chess', 'golf')).toBe(
      'sport: {column: sport, type: list, separator: "|"} # guess: it looks like a list',
    )
  })

  it('are not every text with a comma', async () => {
    expect(await column('notifuse', 'note', 'comma, inside', 'comma, inside', 'none')).toBe('note: note')
  })
})

describe('phones', () => {
  it('all with a prefix need no country', async () => {
    expect(await column('connectif', 'phone', '+34 651 23 45 67')).toBe(
      '_mobilePhone: {column: phone, type: phone}',
    )
  })

  it('without one are of the country that fits, and marked', async () => {
    const lines = await guess('connectif', 'a.csv', 'Courriel,Téléphone\na@b.co,06 12 34 56 78\n')
    expect(lines).toContain(
      '_mobilePhone: {column: Téléphone, type: phone, country: FR} # guess: numbers without a prefix are taken for FR',
    )
  })

  it('of the country that the file names', async () => {
    const lines = await guess('connectif', 'a.csv', 'email,phone,country\na@b.co,651 23 45 67,Spain\n')
    expect(lines.find((line) => line.startsWith('_mobilePhone'))).toContain('country: ES}')
  })

  it('that are none go to a field of their own', async () => {
    expect(await column('connectif', 'phone', 'ask', 'none')).toBe(
      'phone: phone # guess: its values do not all fit _mobilePhone',
    )
  })
})

describe('a few values that do not fit', () => {
  it('are told, and the type stays', async () => {
    const cells = [...Array.from({ length: 30 }, (_, at) => String(at)), 'many']
    expect(await column('notifuse', 'orders', ...cells)).toBe(
      'orders: {column: orders, type: integer} # guess: 1 of 31 sampled values does not fit: its row fails',
    )
  })
})

describe('the key', () => {
  it('is the column that is called so', async () => {
    expect(await guess('notifuse', 'a.csv', 'email,externalId\na@b.co,1\n')).toContain('key: externalId')
    expect(await guess('connectif', 'a.csv', 'Name,E-mail\nAnn,a@b.co\n')).toContain('key: E-mail')
  })

  it('is the address where there is no id, which is then sent too', async () => {
    const lines = await guess('notifuse', 'a.csv', 'Correo,Ciudad\na@b.co,Madrid\n')
    expect(lines).toContain("key: Correo # guess: no column looks like the contact's id")
    expect(lines).toContain('email: Correo')
  })

  it('is told by its name alone where there are no records', async () => {
    expect(await guess('connectif', 'a.csv', 'Name,Correo\n')).toContain('key: Correo')
  })

  it('is a column of addresses whatever its name', async () => {
    expect(await guess('connectif', 'a.csv', 'login,x\na@b.co,1\n')).toContain(
      "key: login # guess: no column is called like the contact's email",
    )
  })

  it('cannot be guessed where there is none', async () => {
    await expect(guess('connectif', 'a.csv', 'id,x\n1,2\n')).rejects.toThrow(MappingError)
  })
})

describe('names', () => {
  it('that are hard on YAML come through', async () => {
    const lines = await guess('notifuse', 'a.csv', 'id,"a: b # c","{x}",yes,"two\nlines"\n1,2,3,4,5\n')
    expect(lines.some((line) => line.startsWith('aBC:'))).toBe(true)
    expect(lines.some((line) => line.includes('two\\nlines'))).toBe(true)
  })

  it('of the target’s own syntax are taken by their word', async () => {
    const lines = await guess('notifuse', 'a.csv', 'id,$inc.n,$push.t\n1,2,3\n')
    expect(lines).toContain('n: $inc.n')
    expect(lines).toContain('t: $push.t')
  })

  it('that end up the same are told apart', async () => {
    const lines = await guess('connectif', 'a.csv', 'email,Visit date,Visit-date\na@b.co,x,y\n')
    expect(lines).toContain('visit-date: Visit date')
    expect(lines).toContain('visit-date2: Visit-date')
  })

  it('no value of a contact is printed', async () => {
    const lines = await guess('notifuse', 'a.csv', 'id,name,city\n77123,Zebulon,Xanadu\n')
    expect(lines.join('\n')).not.toMatch(/77123|Zebulon|Xanadu/)
  })
})
