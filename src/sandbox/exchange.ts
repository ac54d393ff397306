import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './account.js'
import type { Answer } from './answer.js'
import type { FaultName } from './faults/catalogue.js'
import type { RequestLog } from './log.js'

/** One request and what is answered to it, noted once in the log. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Undefined: the path belongs to neither API. */
  readonly account: Account | undefined
  /** When it came, in milliseconds of the wall clock. */
  readonly at: number
  contacts = 0
  faults: readonly FaultName[] = []
  readonly #log: RequestLog
  #noted = false
  #leave: (() => void) | undefined

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    account: Account | undefined,
    at: number,
    log: RequestLog,
  ) {
    this.request = request
    this.response = response
    this.account = account
    this.at = at
    this.#log = log
  }

  /** `leave` is called when the request is over: as its answer is sent, or when the client has gone. */
  track(leave: () => void): void {
    this.#leave = leave
    this.response.once('close', leave)
  }

  /** Sends an answer as the API does, with its limit headers; `now`: milliseconds of the wall clock. */
  send(answer: Answer, now: number): void {
    const { status, body } = answer
    const headers = this.limited(answer, now).headers
    this.note(status)
    // The client may send the same contact again as soon as it has this answer.
    this.#leave?.()
    this.response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
    this.response.end(body)
  }

  /** The answer with the headers of the account's limit. */
  limited(answer: Answer, now: number): Answer {
    const stated = answer.gateway ? undefined : this.account?.headers(now)
    return stated === undefined ? answer : { ...answer, headers: { ...answer.headers, ...stated } }
  }

  /** Notes how it went; only the first call counts. */
  note(status: number | undefined): void {
    if (this.#noted) return
    this.#noted = true
    const { method = '', url = '' } = this.request
    const { at, contacts, faults } = this
    this.#log.note({ at, api: this.account?.api.name, method, url, contacts, status, faults })
  }
}

/** Reads a body to its end; undefined if it is longer than `maxBytes`. Nothing is called if the client goes away. */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: Buffer | undefined) => void,
): void {
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  })
  request.on('end', () => done(size > maxBytes ? undefined : Buffer.concat(chunks, size)))
}
