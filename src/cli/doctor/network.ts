import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { type ProxyServer, portOf, proxyFor, proxyName } from '../../delivery/proxy.js'
import { openTunnel } from '../../delivery/tunnel.js'
import { reasonOf } from '../../errors.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit.js'
import { type Check, doubtful, ok, skipped, wrong, wrongBy } from './check.js'

export interface ProxyCheck {
  readonly checks: readonly Check[]
  readonly proxy: ProxyServer | undefined
  /** False: there is no way to the API that could be tried. */
  readonly usable: boolean
}

export function checkProxy(url: URL, env: Environment): ProxyCheck {
  const certificates = extraCertificates(env)
  try {
    const proxy = proxyFor(url, env)
    const message = proxy === undefined ? 'none' : `${proxyName(proxy)}, from ${proxy.variable}`
    return {
      checks: [ok('proxy', message + unusedProxy(proxy, url, env)), ...certificates],
      proxy,
      usable: true,
    }
  } catch (error) {
    return { checks: [wrongBy('proxy', error), ...certificates], proxy: undefined, usable: false }
  }
}

/** Says so where the proxy that is set is not the one for https. */
function unusedProxy(proxy: ProxyServer | undefined, { protocol }: URL, env: Environment): string {
  const forHttp = (env.http_proxy ?? env.HTTP_PROXY ?? '') !== ''
  const forHttps = (env.https_proxy ?? env.HTTPS_PROXY ?? '') !== ''
  if (proxy !== undefined || protocol !== 'https:' || !forHttp || forHttps) return ''
  return '; HTTP_PROXY is for http only: https goes by HTTPS_PROXY'
}

/** Node passes over certificates that it cannot read, with a warning only. */
function extraCertificates(env: Environment): Check[] {
  const path = env.NODE_EXTRA_CA_CERTS ?? ''
  if (path === '') return []
  try {
    const count = readFileSync(path, 'utf8').split('-----BEGIN CERTIFICATE-----').length - 1
    if (count > 0) return [ok('certificates', `${count} from NODE_EXTRA_CA_CERTS`)]
    return [doubtful('certificates', `NODE_EXTRA_CA_CERTS: ${path} holds none`, 'It must be a PEM file.')]
  } catch (error) {
    return [doubtful('certificates', `NODE_EXTRA_CA_CERTS: ${reasonOf(error)}`)]
  }
}

/** The way to the API, step by step: DNS, TCP or the proxy's tunnel, TLS. Stops at the first that fails. */
export async function checkWay(
  url: URL,
  proxy: ProxyServer | undefined,
  timeoutMs: number,
): Promise<Check[]> {
  const checks = [await checkName(url, proxy, timeoutMs)]
  if (checks.some(({ status }) => status === 'wrong')) return checks
  let socket: Socket
  try {
    socket = await (proxy === undefined ? plainSocket(url, timeoutMs) : openTunnel(proxy, url, timeoutMs))
  } catch (error) {
    const hint =
      proxy === undefined ? 'Check the network, firewalls and --base-url.' : `Check ${proxy.variable}.`
    return [...checks, wrong('connection', reasonOf(error), exitCodes.stopped, hint)]
  }
  const host = `${url.hostname}:${portOf(url)}`
  checks.push(ok('connection', proxy === undefined ? host : `${host} through ${proxyName(proxy)}`))
  checks.push(await checkTls(url, socket, timeoutMs))
  socket.destroy()
  return checks
}

async function checkName(url: URL, proxy: ProxyServer | undefined, timeoutMs: number): Promise<Check> {
  const { hostname } = proxy?.url ?? url
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return skipped('DNS', `${hostname} is an address`)
  try {
    const addresses = await inTime(lookup(hostname, { all: true }), timeoutMs, `no answer for ${hostname}`)
    const whose = proxy === undefined ? '' : ' (the proxy; it looks up the API itself)'
    return ok('DNS', `${hostname} is ${addresses.map(({ address }) => address).join(', ')}${whose}`)
  } catch (error) {
    const hint = 'Check the spelling of the host, the network and its name servers.'
    return wrong('DNS', reasonOf(error), exitCodes.stopped, hint)
  }
}

function plainSocket(url: URL, timeoutMs: number): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const socket = connect({ host, port: Number(portOf(url)) })
  return ready(socket, 'connect', timeoutMs)
}

async function checkTls(url: URL, socket: Socket, timeoutMs: number): Promise<Check> {
  if (url.protocol !== 'https:') return skipped('TLS', 'plain http, on this machine')
  const servername = isIP(url.hostname) === 0 ? url.hostname : ''
  const secure = connectSecurely({ socket, servername, host: url.hostname })
  try {
    await ready(secure, 'secureConnect', timeoutMs)
    const issuer = secure.getPeerCertificate().issuer?.O
    return ok('TLS', [secure.getProtocol(), issuer && `certificate by ${issuer}`].filter(Boolean).join(', '))
  } catch (error) {
    const hint =
      "Where a company's own authority signs connections, name its certificate: NODE_EXTRA_CA_CERTS=<file>."
    return wrong('TLS', reasonOf(error), exitCodes.stopped, hint)
  } finally {
    secure.destroy()
  }
}

/** The socket once the event has come. */
async function ready<S extends Socket>(socket: S, event: string, timeoutMs: number): Promise<S> {
  const there = new Promise<S>((resolve, reject) => {
    socket.once(event, () => resolve(socket))
    socket.on('error', reject)
  })
  try {
    return await inTime(there, timeoutMs, 'no connection')
  } catch (error) {
    socket.destroy()
    throw messageful(error)
  }
}

/** Of several addresses tried in vain Node gives an error without a message. */
function messageful(error: unknown): unknown {
  if (error instanceof AggregateError && error.message === '')
    return new Error(error.errors.map(reasonOf).join('; '))
  return error
}

async function inTime<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${timeoutMs} ms`)), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
