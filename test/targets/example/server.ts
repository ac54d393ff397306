import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { maxMembersPerCall } from './wire.js'

const importRequest = z.object({
  members: z.array(
    z.object({
      email: z.string(),
      set: z.record(z.string(), z.json()).optional(),
      add: z.record(z.string(), z.number()).optional(),
    }),
  ),
})
type MemberChange = z.infer<typeof importRequest>['members'][number]

interface Member {
  readonly fields: Map<string, unknown>
  readonly sums: Map<string, number>
}

export interface PostbirdServer {
  readonly url: URL
  /** By address, in lower case. */
  readonly members: ReadonlyMap<string, Member>
  /** Members in each request, in the order they came. */
  readonly calls: readonly number[]
  /** The next request is applied, and its answer is lost. */
  loseNextAnswer(): void
  /** This member is rejected from now on. */
  reject(email: string): void
  /** Every request is answered so from now on. */
  refuseAll(status: number): void
  /** Nothing is rejected or refused any more. */
  relent(): void
  close(): Promise<void>
}

/** Postbird itself, as far as its documentation goes: it keeps what it is sent. */
export async function startPostbird(apiKey: string): Promise<PostbirdServer> {
  const members = new Map<string, Member>()
  const calls: number[] = []
  const rejected = new Set<string>()
  let losing = false
  let refusal: number | undefined
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (request.headers.authorization !== `Token ${apiKey}`) {
      return answer(response, 401, { error: 'unknown token' })
    }
    if (refusal !== undefined) return answer(response, refusal, { error: 'The contact is refused' })
    const parsed = importRequest.safeParse(JSON.parse(body))
    if (!parsed.success) return answer(response, 400, { error: 'this is no import' })
    const changes = parsed.data.members
    calls.push(changes.length)
    if (changes.length > maxMembersPerCall) return answer(response, 400, { error: 'too many members' })
    if (changes.some(({ set }) => set?.name === 'break the batch')) {
      return answer(response, 400, { error: 'a name cannot be used' })
    }
    const results = changes.map((change) => apply(change, members, rejected))
    if (!losing) return answer(response, 200, { results: results.reverse() })
    losing = false
    return request.socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: new URL(`http://127.0.0.1:${portOf(server)}/v1`),
    members,
    calls,
    loseNextAnswer: () => {
      losing = true
    },
    reject: (email) => rejected.add(email.toLowerCase()),
    refuseAll: (status) => {
      refusal = status
    },
    relent: () => {
      rejected.clear()
      refusal = undefined
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function apply(
  { email, set = {}, add = {} }: MemberChange,
  members: Map<string, Member>,
  rejected: ReadonlySet<string>,
) {
  const key = email.toLowerCase()
  if (rejected.has(key)) return { email: key, result: 'rejected', why: 'this one is not welcome' }
  const known = members.get(key)
  const member = known ?? { fields: new Map(), sums: new Map() }
  for (const [name, value] of Object.entries(set)) member.fields.set(name, value)
  for (const [name, value] of Object.entries(add)) member.sums.set(name, (member.sums.get(name) ?? 0) + value)
  members.set(key, member)
  return { email: key, result: known === undefined ? 'created' : 'changed' }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
