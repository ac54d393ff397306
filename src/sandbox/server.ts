import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { UsageError } from '../errors.js'

export interface ServerSettings {
  readonly host: '127.0.0.1' | '::1'
  readonly port: number
  readonly keepAliveMs: number
}

/** A server that listens, and that can be closed whatever its clients do. */
export interface Listening {
  readonly port: number
  /** `http://127.0.0.1:8080` */
  readonly origin: string
  /** Breaks every connection and resolves when the port is free again. May be called more than once. */
  close(): Promise<void>
}

/**
 * Listens on loopback. `breaks` is asked about each new connection; true resets it at once.
 * Rejects with UsageError if the port is taken or cannot be had.
 */
export async function listen(
  settings: ServerSettings,
  handle: RequestListener,
  breaks: () => boolean,
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: settings.keepAliveMs }, handle)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (breaks()) socket.resetAndDestroy()
  })
  const port = await bound(server, settings)
  const host = settings.host === '::1' ? '[::1]' : settings.host
  let closed: Promise<void> | undefined
  return {
    port,
    origin: `http://${host}:${port}`,
    close() {
      closed ??= closeAll(server, sockets)
      return closed
    },
  }
}

function bound(server: Server, { host, port }: ServerSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'it is in use' : cause.message
      const hint = 'Choose another port; 0 takes any that is free.'
      reject(new UsageError(`The sandbox cannot listen on port ${port} of ${host}: ${why}.`, { hint, cause }))
    })
    server.listen(port, host, () => resolve(boundPort(server.address())))
  })
}

function boundPort(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}
