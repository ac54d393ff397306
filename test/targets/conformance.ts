import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Contact } from '../../src/contact.js'
import { ApiClient } from '../../src/delivery/client.js'
import type { Exchange } from '../../src/delivery/exchange.js'
import type { JsonObject } from '../../src/json.js'
import type { ApiAnswer, Target } from '../../src/targets/target.js'
import { afterwards } from '../temp.js'

/** The target's API, or a stand-in for it, on a socket of this machine. */
export interface Api {
  readonly baseUrl: string
  /** The first name that it holds of a contact. */
  readonly firstName: (key: string) => unknown
  /** From now on it refuses this contact, whatever it is sent with. */
  readonly refuseContact: (key: string) => void
  /** From now on it answers every request so, with the words "The contact is refused". */
  readonly refuseAll: (status: number) => void
  /** It refuses nothing any more. */
  readonly relent: () => void
}

/** What a target's own test brings to the suite that all of them must pass. */
export interface Subject {
  readonly target: Target
  /** Starts the API, which takes this key alone; it is gone when the tests of the file are done. */
  readonly start: (apiKey: string) => Promise<Api>
  readonly apiKey: string
  /** Well-formed, and not the account's. */
  readonly strangeKey: string
  /** Keys as users have them, awkward ones above all. */
  readonly keys: fc.Arbitrary<string>
  /** What a mapping makes of a contact with a first name: a set, safe to repeat. */
  readonly payload: (key: string, firstName: string) => JsonObject
}

/** Whatever a gateway, a proxy or a broken server may put into a body. */
const anyBody = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom('', ' ', 'null', '[]', '{}', '<html></html>', '{"inserted":', '\u0000', '1e999'),
  fc
    .dictionary(
      fc.constantFrom(
        'inserted',
        'updated',
        'failed',
        'message',
        'error',
        'title',
        'detail',
        'validationErrors',
      ),
      fc.anything(),
    )
    .map((value) => jsonOf(value)),
)

const anyStatus = fc.oneof(
  fc.constantFrom(200, 201, 400, 401, 403, 413, 415, 422, 500),
  fc.integer({ min: 100, max: 599 }),
)

const anyAnswer: fc.Arbitrary<ApiAnswer> = fc.record({
  status: anyStatus,
  headers: fc.constant({}),
  body: anyBody,
})

/** Holds every target to the contract of `Target`, over real sockets where it is about the API. */
export function conforms(subject: Subject): void {
  const { target, apiKey } = subject
  const usable = subject.keys.filter((key) => target.dialect.checkKey(key) === undefined)
  const batchOf = (firstName: string, keys: readonly string[]) =>
    keys.map((key, index) => contactOf(subject, key, firstName, index + 1))

  describe(`${target.title} as a target`, () => {
    let api: Api
    let clientWith: (key: string) => ApiClient
    let send: (batch: readonly Contact[], key?: string) => Promise<ApiAnswer>
    beforeAll(async () => {
      api = await subject.start(apiKey)
      clientWith = (key) => openClient(target, api.baseUrl, key)
      const client = clientWith(apiKey)
      send = async (batch, key) =>
        answerOf(await (key === undefined ? client : clientWith(key)).send(target.request(batch)))
    })

    /** Sends a whole batch of contacts whose order keys differ. */
    const fullBatch = (name: string) =>
      Array.from({ length: target.batchSize }, (_, index) => keyNumber(subject, name, index))

    it('sends a full batch that the API takes, and reads one verdict a contact, in order', async () => {
      const keys = fullBatch('full')
      const half = keys.slice(0, Math.ceil(keys.length / 2))
      const first = batchOf('A', half)
      expect(kinds(target, first, await send(first))).toEqual(half.map(() => 'inserted'))
      const all = batchOf('B', keys)
      const expected = keys.map((_, index) => (index < half.length ? 'updated' : 'inserted'))
      expect(kinds(target, all, await send(all))).toEqual(expected)
      for (const key of keys) expect(api.firstName(key)).toBe('B')
    })

    it('tells the one contact that the API refuses from the others', async () => {
      const keys = fullBatch('one-refused')
      const at = Math.floor(keys.length / 2)
      api.refuseContact(keys[at] ?? '')
      const batch = batchOf('A', keys)
      const answer = await send(batch).finally(() => api.relent())
      // A batch is answered contact by contact; a contact by itself may be refused by its status.
      if (answer.status < 300) {
        expect(kinds(target, batch, answer)).toEqual(keys.map((_, i) => (i === at ? 'failed' : 'inserted')))
      } else {
        expect(keys.length).toBe(1)
        expect(target.refusal(answer).code).toBe('refused')
      }
      expect(api.firstName(keys[at] ?? '')).toBeUndefined()
    })

    it('knows how many contacts the API takes at once', async () => {
      const keys = [...fullBatch('many'), keyNumber(subject, 'many', target.batchSize)]
      const tooMany = async () => (await send(batchOf('A', keys))).status
      // Either the target does not make such a request, or the API does not take it.
      expect(await tooMany().catch(() => 400)).toBe(400)
    })

    it('writes a key so that exactly this contact is meant', async () => {
      await fc.assert(
        fc.asyncProperty(usable, fc.string({ unit: 'grapheme', minLength: 1 }), async (key, firstName) => {
          const batch = batchOf(firstName, [key])
          const verdicts = kinds(target, batch, await send(batch))
          expect(['inserted', 'updated']).toContain(verdicts[0])
          expect(api.firstName(key)).toBe(firstName)
        }),
        { numRuns: 60 },
      )
    })

    it('makes requests of a plain path and a JSON body', () => {
      fc.assert(
        fc.property(usable, (key) => {
          const { path, body } = target.request(batchOf('Ana', [key]))
          expect(path).toMatch(/^\/[\w\-./~!'()*%@:]*$/)
          expect(new URL(`https://api.example${path}`).pathname).toBe(path)
          expect(JSON.parse(body)).toBeTypeOf('object')
        }),
      )
    })

    it('is let in by its key, and says in which words it was not', async () => {
      const batch = batchOf('A', [keyNumber(subject, 'auth', 1)])
      const headers = Object.entries(target.authorization(apiKey))
      expect(headers.every(([name]) => name === name.toLowerCase())).toBe(true)
      expect((await send(batch)).status).toBeLessThan(300)
      const refused = await send(batch, subject.strangeKey)
      expect(refused.status).toBe(401)
      const { code, message } = target.refusal(refused)
      expect(code).toBe('refused')
      expect(message).toContain('401')
      expect(message).not.toContain(subject.strangeKey)
    })

    it.each([400, 413, 422])("tells a %i in the API's words, which no reason quotes", async (status) => {
      const key = keyNumber(subject, 'refused', status)
      api.refuseAll(status)
      const answer = await send(batchOf('A', [key])).finally(() => api.relent())
      const { message, reason = '' } = target.refusal(answer)
      expect(answer.status).toBe(status)
      expect(message).toContain('The contact is refused')
      expect(reason).toContain(String(status))
      expect(reason).not.toContain('The contact is refused')
    })

    it('has one verdict a contact and throws on no answer', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: target.batchSize }), anyAnswer, (size, answer) => {
          const batch = batchOf('A', fullBatch('any').slice(0, size))
          const verdicts = target.settle(batch, answer)
          expect(verdicts.length).toBe(size)
          for (const verdict of verdicts) {
            expect(['inserted', 'updated', 'failed', 'missing']).toContain(verdict.kind)
            if (verdict.kind === 'failed' || verdict.kind === 'missing')
              expect(verdict.issue.message).not.toBe('')
          }
        }),
      )
    })

    it('accounts for nothing by an answer without a usable body', () => {
      const batch = batchOf('A', fullBatch('none'))
      for (const body of ['', '<html>ok</html>', 'null', '[]', '{"inserted":["']) {
        const verdicts = kinds(target, batch, { status: 200, headers: {}, body })
        expect(new Set(verdicts)).toEqual(new Set(['missing']))
      }
    })

    it('has words for every refusal, throws on none, and puts no value of it into the reason', () => {
      fc.assert(
        fc.property(anyStatus, anyBody, (status, body) => {
          const secret = 'ana@secret.example'
          for (const text of [
            body,
            jsonOf({ message: secret, detail: secret, title: secret, error: body }),
          ]) {
            const { code, message, reason } = target.refusal({ status, headers: {}, body: text })
            expect(code).toBe('refused')
            expect(message).not.toBe('')
            expect(reason ?? message).not.toContain(secret)
          }
        }),
      )
    })

    it('orders by keys: the same key always, and the order key of an order key is itself', () => {
      fc.assert(
        fc.property(usable, (key) => {
          const order = target.orderKey(key)
          expect(target.orderKey(key)).toBe(order)
          expect(target.orderKey(order)).toBe(order)
        }),
      )
    })
  })
}

function contactOf({ payload }: Subject, key: string, firstName: string, row: number): Contact {
  const record = { kind: 'object', row, line: row, value: {} } as const
  return { record, key, payload: payload(key, firstName), replayable: true }
}

/** A plain key of the target's kind. */
function keyNumber({ target }: Subject, name: string, n: number): string {
  const plain = `${name}-${n}`
  return target.dialect.checkKey(plain) === undefined ? plain : `${plain}@example.com`
}

function openClient(target: Target, baseUrl: string, key: string): ApiClient {
  const headers = target.authorization(key)
  const client = new ApiClient({ baseUrl: new URL(baseUrl), headers, connections: 2, timeoutMs: 20_000 })
  afterwards(() => client.close())
  return client
}

function answerOf(exchange: Exchange): ApiAnswer {
  if (exchange.kind === 'answered') return exchange.answer
  throw new Error(`no answer: ${exchange.detail}`)
}

function kinds(target: Target, batch: readonly Contact[], answer: ApiAnswer): string[] {
  return target.settle(batch, answer).map(({ kind }) => kind)
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}
