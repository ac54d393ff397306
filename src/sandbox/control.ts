import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ContactSyncError, UsageError } from '../errors.js'
import { type ApiName, apiNames } from './apis/names.js'
import { readBody } from './exchange.js'
import { faultFrom } from './faults/rule.js'
import { limitFrom } from './limits/rule.js'
import type { Sandbox } from './sandbox.js'
import type { HeldContacts } from './store.js'

/** Answers a request below `/_sandbox/`. */
export type ControlHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  route: { readonly path: string; readonly query: string },
) => void

interface Call {
  readonly sandbox: Sandbox
  readonly query: URLSearchParams
  readonly body: string
}

/** JSON to answer with, or lines of NDJSON. */
type Result = { readonly json: unknown } | { readonly lines: Iterable<unknown> }

const maxBodyBytes = 1024 * 1024
const chunkLength = 64 * 1024

/**
 * What another process needs to look into a sandbox and to change it. None of it exists in the real APIs:
 *
 * - `GET contacts?api=notifuse`: what is held, NDJSON: `{key, contact, writes, operations}`
 * - `GET stats`, `GET requests` (NDJSON)
 * - `GET`, `POST`, `DELETE faults` (`?id=` for one), `GET`, `POST limits`: as typed, a line each, or as JSON
 * - `POST reset`: nothing held, nothing counted; limits and faults stay
 */
const routes: Readonly<Record<string, (call: Call) => Result>> = {
  'GET contacts': ({ sandbox, query }) => ({
    lines: heldContacts(sandbox.store[apiNamed(query.get('api'))]),
  }),
  'GET stats': ({ sandbox }) => ({ json: sandbox.stats() }),
  'GET requests': ({ sandbox }) => ({ lines: sandbox.log.recent }),
  'GET faults': ({ sandbox }) => ({ json: sandbox.faults.list() }),
  'POST faults': ({ sandbox, body }) => {
    // All are read before the first is added.
    for (const fault of listed(body).map(faultFrom)) sandbox.faults.add(fault)
    return { json: sandbox.faults.list() }
  },
  'DELETE faults': ({ sandbox, query }) => {
    const id = query.get('id')
    if (id === null) sandbox.faults.clear()
    else sandbox.faults.remove(Number(id))
    return { json: sandbox.faults.list() }
  },
  'GET limits': ({ sandbox }) => ({ json: sandbox.limits() }),
  'POST limits': ({ sandbox, body }) => {
    for (const limit of listed(body).map(limitFrom)) sandbox.limit(limit)
    return { json: sandbox.limits() }
  },
  'POST reset': ({ sandbox }) => {
    sandbox.reset()
    return { json: sandbox.stats() }
  },
}

/** Makes the handler; `onFollowed` is called when a client has followed a redirect. */
export function controlHandler(sandbox: Sandbox, onFollowed: () => void): ControlHandler {
  return (request, response, { path, query }) => {
    if (path === 'redirected') onFollowed()
    readBody(request, maxBodyBytes, (body) => {
      const call = { sandbox, query: new URLSearchParams(query), body: String(body ?? '') }
      reply(response, answer(`${request.method} ${path}`, call))
    })
  }
}

function answer(name: string, call: Call): Result & { status?: number } {
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (route === undefined) {
    return { status: 404, json: { error: `There is no ${name}.`, routes: Object.keys(routes) } }
  }
  try {
    return route(call)
  } catch (error) {
    if (!(error instanceof ContactSyncError)) throw error
    return { status: 400, json: { error: error.message, hint: error.hint } }
  }
}

function reply(response: ServerResponse, result: Result & { status?: number }): void {
  if ('json' in result) {
    response.writeHead(result.status ?? 200, { 'Content-Type': 'application/json' })
    response.end(`${JSON.stringify(result.json, null, 2)}\n`)
    return
  }
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' })
  // The client may go away half-way: there is nobody left to tell.
  pipeline(Readable.from(inChunks(result.lines)), response).catch(() => response.destroy())
}

function* inChunks(lines: Iterable<unknown>): Generator<string> {
  let chunk = ''
  for (const line of lines) {
    chunk += `${JSON.stringify(line)}\n`
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

function* heldContacts(store: HeldContacts<unknown>): Generator<unknown> {
  for (const [key, contact] of store.contacts) {
    const { writes = 0, operations = [] } = store.applied.get(key) ?? {}
    yield { key, contact, writes, operations: Object.fromEntries(operations) }
  }
}

function apiNamed(name: string | null): ApiName {
  const api = apiNames.find((known) => known === name)
  if (api === undefined) throw new UsageError(`Say which API: api=${apiNames.join(' or api=')}.`)
  return api
}

/** A line each as typed, or JSON: a rule, or an array of rules. */
function listed(body: string): unknown[] {
  if (!/^\s*[[{]/.test(body)) return filledLines(body)
  try {
    const parsed: unknown = JSON.parse(body)
    return Array.isArray(parsed) ? parsed : [parsed]
  } catch (cause) {
    throw new UsageError('The body is not JSON.', { cause })
  }
}

function filledLines(body: string): string[] {
  const lines = body.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '')
}
