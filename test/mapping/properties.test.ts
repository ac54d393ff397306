import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MappingError } from '../../src/errors.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/json.js'
import type { Dialect, TargetField } from '../../src/mapping/dialect.js'
import { valueTypes } from '../../src/mapping/types.js'
import { coercerFor } from '../../src/mapping/values/coercers.js'
import { OptionProblem, Refusal } from '../../src/mapping/values/coercion.js'
import { cells, dialects, forObjects, forTable, object } from './support.js'

/** Texts as files hold them: near numbers, dates, phones and addresses, and plain nonsense. */
const messy = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    'N/A',
    'null',
    'sí',
    '1,5',
    '1.234,56',
    '+34 651 23 45 67',
    '000000000',
    '{"a":1}',
  ),
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^\d{1,2}\/\d{1,2}\/\d{2,4}$/),
  fc.stringMatching(/^\+?[0-9 ()-]{3,18}$/),
  fc.emailAddress(),
)

function documentedFields(dialect: Dialect): TargetField[] {
  const fields = dialect.sections.flatMap(({ names, field }) =>
    (names.length === 0 ? ['x'] : names).map(field),
  )
  return fields.flatMap((field) => ('problem' in field ? [] : [field]))
}

const typedFields = Object.entries(dialects).flatMap(([name, dialect]) => {
  return documentedFields(dialect).map((field) => [`${name} ${field.name}`, field] as const)
})

describe('whatever a file holds', () => {
  it.each(typedFields)('the type of %s never makes a value that its own check refuses', async (_, field) => {
    if (field.type === undefined || field.type === 'string') return
    const coerce = await coercerFor(field.type)
    if (coerce instanceof OptionProblem) throw new Error(coerce.problem)
    const ranged = field.name.endsWith('tude')
    fc.assert(
      fc.property(messy, (text) => {
        const value = text.trim() === '' ? new Refusal('empty') : coerce(text)
        if (value instanceof Refusal) return
        const problem = field.check?.(value)
        // A latitude can be a number and still be none on earth.
        expect(ranged && problem?.startsWith('is not between') ? undefined : problem).toBeUndefined()
      }),
    )
  })

  it.each(valueTypes)('the type %s makes JSON that comes back the same, or refuses', async (type) => {
    const coerce = await coercerFor(type)
    if (coerce instanceof OptionProblem) throw new Error(coerce.problem)
    fc.assert(
      fc.property(messy, (text) => {
        const value = coerce(text)
        if (value instanceof Refusal) expect(value.problem).toMatch(/^(is|has|holds) /)
        else expect(JSON.parse(JSON.stringify(value))).toEqual(value)
      }),
    )
  })

  it('a CSV row without a mapping is either sent whole or fails', async () => {
    const mapper = await forTable(dialects.notifuse, ['id', 'a', 'b', 'c'])
    fc.assert(
      fc.property(fc.array(messy, { minLength: 4, maxLength: 4 }), (row) => {
        const mapped = mapper.map(cells(...row))
        if (!mapped.ok) {
          expect(row[0]?.trim() === '' || /\p{Cc}|\p{Cs}/u.test(row[0] ?? '')).toBe(true)
          return
        }
        const { key, payload } = mapped.contact
        expect(key).toBe(row[0]?.trim())
        const filled = Object.fromEntries(
          ['a', 'b', 'c'].map((name, i) => [name, row[i + 1]]).filter(([, cell]) => cell),
        )
        const rest = Object.keys(filled).length === 0 ? {} : { profile: { $set: filled } }
        expect(payload).toEqual({ id: key, ...rest })
      }),
    )
  })

  it.each(Object.entries(dialects))(
    'any JSON record for %s maps or fails, and what is sent is JSON',
    async (name, dialect) => {
      const mapper = await forObjects(dialect)
      const key = name === 'notifuse' ? 'id' : 'email'
      const names = fc.oneof(
        fc.string(),
        fc.constantFrom(
          'profile',
          'createdAt',
          '$set',
          '$inc.n',
          '_points',
          '_name',
          '__proto__',
          'constructor',
          '_sync',
          'toString',
        ),
      )
      const profile = fc.dictionary(
        fc.oneof(names, fc.constantFrom('$set', '$push', '$unset')),
        fc.jsonValue(),
      )
      fc.assert(
        fc.property(fc.dictionary(names, fc.oneof(fc.jsonValue(), profile, messy)), (fields) => {
          const mapped = mapper.map(object({ [key]: 'a@b.co', ...asJson(fields) }))
          if (!mapped.ok) {
            expect(['bad-value', 'bad-field', 'bad-key', 'no-key']).toContain(mapped.issue.code)
            return
          }
          const { payload, replayable } = mapped.contact
          expect(JSON.parse(JSON.stringify(payload))).toEqual(payload)
          expect(replayable).toBe(onlySets(payload))
        }),
      )
    },
  )

  it('a mapping file is taken or refused with its mistakes, and never ends in another error', async () => {
    const spec = fc.dictionary(
      fc.constantFrom(
        'column',
        'value',
        'template',
        'type',
        'format',
        'timezone',
        'values',
        'transform',
        'empty',
        'country',
      ),
      fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        fc.constantFrom('a', '{a}', 'date', 'dd/MM/yyyy', 'phone', 'ES', 'trim', ...valueTypes),
      ),
    )
    const shaped = fc.record(
      {
        key: fc.oneof(fc.constant('id'), fc.jsonValue({ maxDepth: 1 })),
        profile: fc.record({
          $set: fc.dictionary(fc.string(), fc.oneof(spec, fc.string())),
          $inc: fc.jsonValue(),
        }),
      },
      { requiredKeys: [] },
    )
    const files = fc.oneof(
      fc.string(),
      fc.jsonValue().map((json) => JSON.stringify(json)),
      shaped.map((json) => JSON.stringify(json)),
    )
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        try {
          const mapper = await forTable(dialects.notifuse, ['id', 'a'], { file })
          mapper.map(cells('1', 'x'))
        } catch (error) {
          expect(error).toBeInstanceOf(MappingError)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('an issue’s reason never holds a value of the contact', async () => {
    const columns = [
      'id',
      'email',
      'latitude',
      'longitude',
      '$inc.n',
      'createdAt',
      'country',
      'timeZone',
      'avatar',
    ]
    const mapper = await forTable(dialects.notifuse, columns)
    const secret = fc.stringMatching(/^[q-z]{12}$/)
    fc.assert(
      fc.property(fc.array(secret, { minLength: 9, maxLength: 9 }), (row) => {
        const mapped = mapper.map(cells(...row))
        if (mapped.ok) throw new Error('nothing of this is valid')
        const { message, reason = message } = mapped.issue
        for (const cell of row.slice(1)) {
          expect(reason).not.toContain(cell)
          expect(message).toContain(cell)
        }
      }),
    )
  })
})

/** Exactly what JSON.parse would give, own "__proto__" and all. */
function asJson(value: unknown): JsonObject {
  const parsed: JsonValue = JSON.parse(JSON.stringify(value))
  return isJsonObject(parsed) ? parsed : {}
}

function onlySets({ profile }: JsonObject): boolean {
  if (!isJsonObject(profile)) return true
  return Object.keys(profile).every((operator) => operator === '$set')
}
