import { UsageError } from '../errors.js'
import { isLoopback } from '../loopback.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A proxy that tunnels connections (CONNECT). */
export interface ProxyServer {
  /** May hold a user and a password: not to be shown whole. */
  readonly url: URL
  /** The variable that names it, as it is spelled there. */
  readonly variable: string
}

/** In a NO_PROXY list: loopback is not left out, as in browsers. Without it, loopback is never proxied. */
const proxyLoopbackToo = '<-loopback>'

/**
 * The proxy for a URL by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters or capitals;
 * undefined: go straight. Throws UsageError if the variable that holds names none.
 */
export function proxyFor(url: URL, env: Environment): ProxyServer | undefined {
  const exceptions = (env.no_proxy ?? env.NO_PROXY ?? '').toLowerCase().split(/[\s,]+/)
  if (isLoopback(url.hostname) && !exceptions.includes(proxyLoopbackToo)) return undefined
  if (exceptions.some((entry) => excepts(entry, url))) return undefined
  const scheme = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const names = [scheme, scheme.toUpperCase(), 'all_proxy', 'ALL_PROXY']
  const variable = names.find((name) => (env[name] ?? '') !== '')
  return variable === undefined ? undefined : { variable, url: parse(env[variable] ?? '', variable) }
}

/** The proxy without the user and the password that it may hold. */
export function proxyName({ url }: ProxyServer): string {
  return url.origin
}

/** `*`, `example.com` (its subdomains too, as with a dot before it), `example.com:8443`, `[::1]`. */
function excepts(entry: string, url: URL): boolean {
  if (entry === '*') return true
  const [, host = '', port] = /^(.+?)(?::(\d+))?$/.exec(bracketed(entry)) ?? []
  const name = host.replace(/^\*?\./, '')
  if (name === '' || (port !== undefined && port !== portOf(url))) return false
  return url.hostname === name || url.hostname.endsWith(`.${name}`)
}

/** `::1` as URLs write it. */
function bracketed(entry: string): string {
  return /^[\da-f]*:[\da-f]*:[\da-f:.]*$/.test(entry) ? `[${entry}]` : entry
}

/** Where a URL leads, said in full: `443` for https. */
export function portOf(url: URL): string {
  return url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
}

/** What is wrong is said without repeating it: there may be a password in it. */
function parse(text: string, variable: string): URL {
  // `proxy:3128` is what many write.
  const full = text.includes('://') ? text : `http://${text}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  const why = url === undefined ? 'is no URL' : `names a proxy of the kind ${url.protocol.slice(0, -1)}`
  throw new UsageError(`the variable ${variable} ${why}`, {
    hint: `Only HTTP proxies can be used: ${variable}=http://host:port, or NO_PROXY=<host> to go without.`,
  })
}
