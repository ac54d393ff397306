import type { Dispatcher } from 'undici'
import type { ApiAnswer, ApiRequest } from '../targets/target.js'
import { bodyText, maxBodyBytes } from './body.js'
import { openDispatcher } from './dispatcher.js'
import type { Exchange } from './exchange.js'

export interface ClientOptions {
  readonly baseUrl: URL
  /** Sent with every request; holds the credentials, so it is never logged. */
  readonly headers: Readonly<Record<string, string>>
  /** Connections at most: one request on each at a time. */
  readonly connections: number
  /** For one request, from the moment it is handed over until its body has been read. */
  readonly timeoutMs: number
}

/**
 * Sends requests over kept-alive connections, follows no redirect, repeats nothing. It never rejects: how a
 * request ended is an Exchange.
 */
export class ApiClient {
  readonly #options: ClientOptions
  readonly #dispatcher: Dispatcher
  readonly #basePath: string

  constructor(options: ClientOptions, dispatcher?: Dispatcher) {
    this.#options = options
    this.#basePath = options.baseUrl.pathname.replace(/\/+$/, '')
    this.#dispatcher = dispatcher ?? openDispatcher(options.baseUrl, options)
  }

  send(request: ApiRequest): Promise<Exchange> {
    const { baseUrl, headers, timeoutMs } = this.#options
    return new Promise((resolve) => {
      const handler = new ExchangeHandler(timeoutMs, resolve)
      this.#dispatcher.dispatch(
        {
          origin: baseUrl.origin,
          path: `${this.#basePath}${request.path}`,
          method: request.method,
          headers: { ...headers, 'content-type': 'application/json' },
          body: request.body,
        },
        handler,
      )
    })
  }

  /** Waits for no one: what is still in flight is broken off. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }
}

/**
 * Follows one request. `onRequestStart` is called right before the first byte is written, so until then the
 * request was certainly not sent; afterwards it may have been.
 */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (exchange: Exchange) => void
  readonly #timer: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #answer: { status: number; headers: ApiAnswer['headers'] } | undefined
  #chunks: Buffer[] = []
  #size = 0
  #done = false

  constructor(timeoutMs: number, resolve: (exchange: Exchange) => void) {
    this.#resolve = resolve
    this.#timer = setTimeout(() => this.#breakOff('timeout', `no answer within ${timeoutMs} ms`), timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // It timed out before there was a connection: it was called unsent, so it must not leave now.
    if (this.#done) controller.abort(new Error('timed out'))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ApiAnswer['headers'],
  ): void {
    if (status >= 200) this.#answer = { status, headers }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length
    if (this.#size > maxBodyBytes) this.#breakOff('lost', 'the answer is too large')
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#finish(true, 'lost', '')
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(false, 'lost', describe(error))
  }

  #breakOff(why: 'timeout' | 'lost', detail: string): void {
    this.#finish(false, why, detail)
    this.#controller?.abort(new Error(detail))
  }

  #finish(complete: boolean, why: 'timeout' | 'lost', detail: string): void {
    if (this.#done) return
    this.#done = true
    clearTimeout(this.#timer)
    if (this.#answer === undefined) {
      this.#resolve({ kind: 'unanswered', written: this.#controller !== undefined, why, detail })
    } else {
      const body = bodyText(this.#chunks, this.#answer.headers['content-encoding'])
      const answer = { ...this.#answer, body: body ?? '' }
      this.#resolve({ kind: 'answered', answer, complete: complete && body !== undefined })
    }
    this.#chunks = []
  }
}

/** `connect ECONNREFUSED 127.0.0.1:9` and the like: names hosts and ports, never headers. */
function describe(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined || error.message.includes(code)) return error.message || error.name
  return error.message === '' ? code : `${error.message} (${code})`
}
