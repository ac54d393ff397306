import { request as requestPlainly } from 'node:http'
import { request as requestSecurely } from 'node:https'
import type { Socket } from 'node:net'
import { reasonOf } from '../errors.js'
import { type ProxyServer, portOf, proxyName } from './proxy.js'

/**
 * Opens a tunnel through a proxy to where a URL leads. Rejects if there is none in time or the proxy refuses; of what
 * was to go through it, nothing has been sent then.
 */
export function openTunnel(proxy: ProxyServer, to: URL, timeoutMs: number): Promise<Socket> {
  const authority = `${to.hostname}:${portOf(to)}`
  const request = proxy.url.protocol === 'https:' ? requestSecurely : requestPlainly
  return new Promise((resolve, reject) => {
    const connecting = request(proxy.url, {
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy.url) },
      agent: false,
      auth: '',
    })
    const fail = (why: string, cause?: unknown) => {
      clearTimeout(timer)
      reject(new Error(`${why} (proxy ${proxyName(proxy)})`, { cause }))
    }
    const timer = setTimeout(() => {
      fail(`no tunnel within ${timeoutMs} ms`)
      connecting.destroy()
    }, timeoutMs)
    connecting.on('error', (error) => fail(reasonOf(error), error))
    connecting.on('connect', (response, socket: Socket, head: Buffer) => {
      clearTimeout(timer)
      const { statusCode = 0, statusMessage = '' } = response
      if (statusCode >= 200 && statusCode <= 299) {
        if (head.length > 0) socket.unshift(head)
        resolve(socket)
        return
      }
      socket.destroy()
      fail(`the proxy answered ${statusCode} ${statusMessage}`.trimEnd())
    })
    connecting.end()
  })
}

function proxyAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {}
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(words).toString('base64')}` }
}
