import { describe, expect, it } from 'vitest'
import { cells, dialects, forTable, mistakes, outcomeOf, text } from './support.js'

const { notifuse, connectif } = dialects

describe('a CSV file for Notifuse without a mapping', () => {
  it('fills the field of each column, values staying text', async () => {
    const mapper = await forTable(notifuse, [
      'id',
      'firstName',
      'zip',
      '$set.plan',
      '$push.tags',
      '$inc.orders',
      'createdAt',
    ])
    expect(outcomeOf(mapper.map(cells('7', 'Ann', '007', 'gold', 'vip', '3', '2016-02-04 10:00')))).toEqual({
      id: '7',
      createdAt: '2016-02-04T10:00:00.000Z',
      profile: {
        $set: { firstName: 'Ann', zip: '007', plan: 'gold' },
        $push: { tags: 'vip' },
        $inc: { orders: 3 },
      },
    })
    expect(mapper.warnings).toEqual([])
  })

  it('leaves empty cells alone, and sends a contact that holds only its key', async () => {
    const mapper = await forTable(notifuse, ['id', 'firstName', '$inc.orders', 'createdAt'])
    expect(outcomeOf(mapper.map(cells('7', '', '', '')))).toEqual({ id: '7' })
  })

  it('knows which contacts can be sent twice', async () => {
    const mapper = await forTable(notifuse, ['id', 'a', '$inc.n', '$push.t'])
    const replayable = [cells('1', 'x', '', ''), cells('1', '', '1', ''), cells('1', '', '', 't')].map(
      (record) => {
        const mapped = mapper.map(record)
        return mapped.ok && mapped.contact.replayable
      },
    )
    expect(replayable).toEqual([true, false, false])
    expect(mapper.mayHoldNonReplayable).toBe(true)
    expect((await forTable(notifuse, ['id', 'a'])).mayHoldNonReplayable).toBe(false)
  })

  it('passes over the columns of our own reports, and with a word an id that is not the key', async () => {
    const mapper = await forTable(notifuse, ['id', 'externalId', 'a', '_sync_row', '_sync_message', '_sync'])
    expect(outcomeOf(mapper.map(cells('int', 'ext', 'x', '1', 'no', '')))).toEqual({
      id: 'ext',
      profile: { $set: { a: 'x' } },
    })
    expect(mapper.warnings).toEqual([
      '"id" is passed over: it is not the key here, and Notifuse does not let it be set',
    ])
  })

  it('warns of a custom field whose name is nearly one of the API', async () => {
    const mapper = await forTable(notifuse, ['id', 'First Name', 'Email', 'city'])
    expect(mapper.warnings).toEqual([
      '"First Name" is sent as a custom field; Notifuse\'s own field is "firstName"',
      '"Email" is sent as a custom field; Notifuse\'s own field is "email"',
    ])
  })

  it('has no operators but three, and no field twice', async () => {
    expect(
      await mistakes(
        forTable(notifuse, ['id', '$sett.x', '$unset.x', '$set.', 'plan', '$set.plan', '$set.id']),
      ),
    ).toBe(
      text(
        'column "$sett.x": "$sett.x" is not $set.<field>, $push.<field> or $inc.<field>; did you mean "$set.x"?',
        'column "$unset.x": "$unset.x" is not $set.<field>, $push.<field> or $inc.<field>; did you mean "$set.x"?',
        'column "$set.": $set: a field needs a name',
        'column "$set.id": Notifuse does not let $set.id be written: it holds the external id',
        'columns "plan" and "$set.plan" both fill $set.plan',
        'Hint: Say in a mapping which columns fill which fields: "contact-sync init" prints one for this file.',
      ),
    )
  })

  it('says all that is wrong with a row, and counts it by the first', async () => {
    const mapper = await forTable(notifuse, ['id', 'email', '$inc.orders', 'createdAt'])
    expect(mapper.map(cells('7', 'ann', '1,5', 'soon'))).toEqual({
      ok: false,
      key: '7',
      issue: {
        code: 'bad-value',
        field: 'createdAt',
        message:
          'createdAt: "soon" is not a date and time in ISO 8601 (2016-02-04T22:44:30Z), and the mapping names no other format; ' +
          '$set.email: "ann" is not an email address: it has no @; ' +
          '$inc.orders: "1,5" is not a number (for a decimal comma say decimal: ",")',
        reason:
          'createdAt is not a date and time in ISO 8601 (2016-02-04T22:44:30Z), and the mapping names no other format',
      },
    })
  })
})

describe('a CSV file for Connectif without a mapping', () => {
  it('fills system properties and custom fields by their names', async () => {
    const columns = [
      'Email',
      '_name',
      '_points',
      '_birthdate',
      '_mobilePhone',
      '_emailStatus',
      'favourite-sport',
    ]
    const mapper = await forTable(connectif, columns)
    const row = ['ann@b.co', 'Ann', '12', '1990-05-17', '+34 651 23 45 67', 'active', '007']
    expect(outcomeOf(mapper.map(cells(...row)))).toEqual({
      _name: 'Ann',
      _points: 12,
      _birthdate: '1990-05-17T00:00:00.000Z',
      _mobilePhone: '+34651234567',
      _emailStatus: 'active',
      'favourite-sport': '007',
    })
    expect(mapper.mayHoldNonReplayable).toBe(false)
  })

  it('sends a contact that holds only its key', async () => {
    expect(outcomeOf((await forTable(connectif, ['email', '_name'])).map(cells('a@b.co', '')))).toEqual({})
  })

  it('passes over read-only properties with a word, and takes slips for slips', async () => {
    const mapper = await forTable(connectif, ['email', '_email', '_createdAt', '_totalPurchases', 'id'])
    expect(mapper.warnings).toEqual([
      '"_email", "_createdAt", "_totalPurchases" are passed over: Connectif has no writable property of that name',
      '"id" is passed over: Connectif reserves it',
    ])
    expect(await mistakes(forTable(connectif, ['email', '_nmae', '_birthday', '_Points']))).toBe(
      text(
        'column "_nmae": Connectif has no property "_nmae" that can be written; did you mean "_name"?',
        'column "_birthday": Connectif has no property "_birthday" that can be written; did you mean "_birthdate"?',
        'column "_Points": Connectif has no property "_Points" that can be written; did you mean "_points"?',
        'Hint: Say in a mapping which columns fill which fields: "contact-sync init" prints one for this file.',
      ),
    )
  })

  it('has no custom field whose name cannot be an id', async () => {
    expect(await mistakes(forTable(connectif, ['email', 'First Name', '2nd']))).toBe(
      text(
        'column "First Name": "First Name" cannot be the id of a custom field ' +
          '(a letter, then letters, digits, "-", "_" and brackets, 150 at most)',
        'column "2nd": "2nd" cannot be the id of a custom field ' +
          '(a letter, then letters, digits, "-", "_" and brackets, 150 at most)',
        'Hint: Say in a mapping which columns fill which fields: "contact-sync init" prints one for this file.',
      ),
    )
  })

  it('warns of custom fields that look like a property, or like the key', async () => {
    const mapper = await forTable(connectif, ['mail', 'name', 'email'], { keyColumn: 'mail' })
    expect(mapper.warnings).toEqual([
      '"name" is sent as a custom field; Connectif\'s own property is "_name"',
      '"email" is sent as a custom field; it is not the key here',
    ])
  })
})

describe('an empty cell', () => {
  const columns = ['id', 'plan', 'email', '$inc.n', '$push.t', 'createdAt']

  it.each([
    ['skip' as const, {}],
    ['null' as const, { profile: { $set: { plan: null, email: null } } }],
  ])('%s: is taken so by fields that can be emptied, and left alone by all others', async (empty, rest) => {
    const mapper = await forTable(notifuse, columns, { empty })
    expect(outcomeOf(mapper.map(cells('7', '', '', '', '', '')))).toEqual({ id: '7', ...rest })
  })

  it('keep: is sent as "", where the API takes such', async () => {
    const mapper = await forTable(notifuse, ['id', 'plan'], { empty: 'keep' })
    expect(outcomeOf(mapper.map(cells('7', '')))).toEqual({ id: '7', profile: { $set: { plan: '' } } })
    const emails = await forTable(notifuse, ['id', 'email'], { empty: 'keep' })
    expect(outcomeOf(emails.map(cells('7', '')))).toBe('$set.email: "" is not an email address: it has no @')
  })

  it('is white space too, but not where a field is text', async () => {
    const mapper = await forTable(notifuse, ['id', 'plan', 'email', '$inc.n'])
    expect(outcomeOf(mapper.map(cells('7', ' ', ' ', ' ')))).toEqual({
      id: '7',
      profile: { $set: { plan: ' ' } },
    })
  })
})
