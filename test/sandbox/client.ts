import { request } from 'undici'
import { expect, onTestFinished } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js'

/** A sandbox that is closed when the test ends. */
export async function open(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal
}

export interface Reply {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
}

/** One request, read to its end. Rejects as undici does where the connection breaks. */
export async function call(url: string, options: Call = {}): Promise<Reply> {
  const { statusCode, headers, body } = await request(url, options)
  return { status: statusCode, headers, text: await body.text() }
}

/** Waits until something is so; looks often, so that what passes quickly is seen. */
export async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { interval: 2, timeout: 10_000 }).toBe(true)
}

/** The JSON of a reply. */
export function json(reply: Reply): unknown {
  const parsed: unknown = JSON.parse(reply.text)
  return parsed
}

const jsonType = { 'content-type': 'application/json' }
export const notifuseHeaders = { authorization: 'Bearer secret', ...jsonType }
export const connectifHeaders = { authorization: 'apiKey id:secret', ...jsonType }

export function upsert(sandbox: Sandbox, contacts: unknown, options: Call = {}): Promise<Reply> {
  const body = JSON.stringify({ contacts })
  const url = `${sandbox.notifuseUrl}/contacts.upsert`
  return call(url, { method: 'POST', headers: notifuseHeaders, body, ...options })
}

export function patch(sandbox: Sandbox, email: string, fields: unknown, options: Call = {}): Promise<Reply> {
  const body = JSON.stringify(fields)
  const url = `${sandbox.connectifUrl}/contacts/${encodeURIComponent(email)}`
  return call(url, { method: 'PATCH', headers: connectifHeaders, body, ...options })
}
