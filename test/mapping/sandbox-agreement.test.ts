import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/json.js'
import type { EmptyCells } from '../../src/mapping/mapper.js'
import { patchProblems } from '../../src/sandbox/apis/connectif-rules.js'
import { contactProblem, shapeProblem } from '../../src/sandbox/apis/notifuse-rules.js'
import { cells, dialects, forObjects, forTable, object } from './support.js'

// The sandbox has rules of its own making: what passes the mapping must pass them too.

/** Texts as files hold them, near what the APIs take and far from it. */
const messy = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    ' ',
    'FR',
    'fr',
    'Europe/Paris',
    'active',
    'none',
    '1,5',
    'https://x.y',
    '2016-02-04 22:44:30+01',
  ),
  fc.double().map(String),
  fc.integer().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^\+?[0-9 ()-]{3,18}$/),
  fc.emailAddress(),
)

const properties = ['_name', '_surname', '_birthdate', '_mobilePhone', '_points', '_emailStatus', 'custom']
const profile = [
  'firstName',
  'avatar',
  'email',
  'timeZone',
  'language',
  'country',
  'createdAt',
  '$inc.n',
  '$push.t',
]
const empties: EmptyCells[] = ['skip', 'null', 'keep']
const schema = { fields: new Map(), unknownFields: 'accept' } as const

function contactFaults(payload: JsonObject): string[] {
  return [shapeProblem(payload, true), contactProblem(payload)].filter((fault) => fault !== undefined)
}

function asJson(value: unknown): JsonObject {
  const parsed: JsonValue = JSON.parse(JSON.stringify(value))
  return isJsonObject(parsed) ? parsed : {}
}

describe('what the mapping lets through, the sandbox takes', () => {
  it.each(properties.flatMap((name) => empties.map((empty) => [name, empty] as const)))(
    'in the column %s, empty cells: %s',
    async (name, empty) => {
      const mapper = await forTable(dialects.connectif, ['email', name], { empty })
      fc.assert(
        fc.property(messy, (text) => {
          const mapped = mapper.map(cells('a@b.co', text))
          if (mapped.ok) expect(patchProblems(mapped.contact.payload, schema)).toEqual([])
        }),
      )
    },
  )

  it.each(profile.flatMap((name) => empties.map((empty) => [name, empty] as const)))(
    'in the field %s, empty cells: %s',
    async (name, empty) => {
      const mapper = await forTable(dialects.notifuse, ['id', name], { empty })
      fc.assert(
        fc.property(messy, (text) => {
          const mapped = mapper.map(cells('x', text))
          if (mapped.ok) expect(contactFaults(mapped.contact.payload)).toEqual([])
        }),
      )
    },
  )

  it('in any JSON record', async () => {
    const connectif = await forObjects(dialects.connectif)
    const notifuse = await forObjects(dialects.notifuse)
    const fields = (names: string[]) =>
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.oneof(messy, fc.jsonValue()))
    const native = fc.record({
      profile: fc.oneof(fields(profile), fc.record({ $set: fields(profile) }), fc.jsonValue()),
    })
    fc.assert(
      fc.property(fields(properties), fc.oneof(fields(profile), native), (patch, contact) => {
        const patched = connectif.map(object({ ...asJson(patch), email: 'a@b.co' }))
        if (patched.ok) expect(patchProblems(patched.contact.payload, schema)).toEqual([])
        const upserted = notifuse.map(object({ ...asJson(contact), id: 'x' }))
        if (upserted.ok) expect(contactFaults(upserted.contact.payload)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
