import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterwards } from './temp.js'

/** What a test's proxy does with a CONNECT. */
export type ProxyManner =
  | 'tunnel'
  /** Ends the connection without an answer. */
  | 'hang-up'
  /** Says nothing. */
  | 'silence'
  /** Opens the tunnel and resets it when the first byte comes through. */
  | 'reset-at-first-byte'
  | { readonly status: number; readonly text: string }

export interface TestProxy {
  readonly url: URL
  readonly port: number
  /** The authority of each CONNECT, and what it gave for `Proxy-Authorization`. */
  readonly asked: readonly { readonly to: string; readonly authorization: string | undefined }[]
}

/** A small CONNECT proxy on loopback. Whatever name is asked for, it leads to `port` of this machine. */
export async function startProxy(port: number, manner: ProxyManner = 'tunnel'): Promise<TestProxy> {
  const asked: { to: string; authorization: string | undefined }[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(501).end())
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push({ to: request.url ?? '', authorization: request.headers['proxy-authorization'] })
    serve(socket, port, manner)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterwards(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const own = (server.address() as AddressInfo).port
  return { url: new URL(`http://127.0.0.1:${own}`), port: own, asked }
}

function serve(socket: Socket, port: number, manner: ProxyManner): void {
  if (manner === 'silence') return
  if (manner === 'hang-up') {
    socket.destroy()
    return
  }
  if (typeof manner === 'object') {
    socket.end(`HTTP/1.1 ${manner.status} ${manner.text}\r\n\r\n`)
    return
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  if (manner === 'reset-at-first-byte') {
    socket.once('data', () => socket.resetAndDestroy())
    return
  }
  const upstream = connect(port, '127.0.0.1')
  upstream.on('error', () => socket.destroy())
  socket.on('close', () => upstream.destroy())
  upstream.on('close', () => socket.destroy())
  socket.pipe(upstream).pipe(socket)
}
