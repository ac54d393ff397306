import { buildConnector, type Dispatcher, Pool } from 'undici'
import { type ProxyServer, proxyFor } from './proxy.js'
import { openTunnel } from './tunnel.js'

export interface DispatcherOptions {
  /** Connections at most: one request on each at a time. */
  readonly connections: number
  /** For making a connection, the proxy's part included. */
  readonly timeoutMs: number
  /** Left out: the one that the environment names for the URL. */
  readonly proxy?: ProxyServer | undefined
}

/**
 * Kept-alive connections to one origin, straight or through a proxy. Requests have no time limit of their own here:
 * that is the caller's. Throws UsageError if the environment names a proxy that cannot be used.
 */
export function openDispatcher(url: URL, options: DispatcherOptions): Dispatcher {
  const { connections, timeoutMs, proxy = proxyFor(url, process.env) } = options
  return new Pool(url.origin, {
    connections,
    pipelining: 1,
    connect: proxy === undefined ? { timeout: timeoutMs } : throughProxy(proxy, url, timeoutMs),
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/**
 * Connects through a tunnel, https within it. Ours rather than undici's ProxyAgent: that one tries without end where
 * a proxy hangs up, and gives the making of a tunnel no time limit. Errors here come before a byte of a request.
 */
function throughProxy(proxy: ProxyServer, url: URL, timeoutMs: number): buildConnector.connector {
  const secure = buildConnector({ timeout: timeoutMs })
  return (options, callback) => {
    openTunnel(proxy, url, timeoutMs).then(
      (socket) => {
        if (options.protocol === 'https:') secure({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: Error) => callback(error, null),
    )
  }
}
