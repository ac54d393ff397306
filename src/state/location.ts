import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** What a memory is bound to: what one account of one API acknowledged says nothing about another. */
export interface MemoryIdentity {
  /** The target's name. */
  readonly target: string
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** From `accountOf`. */
  readonly account: string
}

/** The folder in which this program keeps what outlives a run: under XDG_STATE_HOME, or the system's like of it. */
export function stateHome(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const xdg = env.XDG_STATE_HOME
  // The XDG specification: a path that is not absolute is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'contact-sync')
  if (platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'contact-sync')
  return join(homedir(), '.local', 'state', 'contact-sync')
}

/** Where memories lie unless `--state` says otherwise: one file for each identity. */
export function memoryFolder(home: string): string {
  return join(home, 'memory')
}

/** The file of a memory; its name tells people the target and the host. */
export function memoryPath(home: string, identity: MemoryIdentity): string {
  const host = new URL(identity.baseUrl).hostname.replaceAll(/[^\w.-]/g, '_')
  const id = shortHash('memory', identity.target, identity.baseUrl, identity.account)
  return join(memoryFolder(home), `${identity.target}-${host}-${id}.mdb`)
}

/** The lock that keeps two runs of one input on one target apart, with or without a memory. */
export function inputLockPath(
  home: string,
  of: { readonly target: string; readonly baseUrl: string; readonly inputDigest: string },
): string {
  return join(home, 'locks', `${of.target}-${shortHash('input', of.target, of.baseUrl, of.inputDigest)}.lock`)
}

/** The folder of the registry of runs. */
export function registryFolder(home: string): string {
  return join(home, 'runs')
}

/** The base URL as identities hold it. */
export function identityUrl(baseUrl: URL): string {
  return baseUrl.href.replace(/\/+$/, '')
}

/** The account's name: the one given, else a hash that does not tell the key. */
export function accountOf(apiKey: string, name: string | undefined): string {
  return name === undefined ? `key-${shortHash('account', apiKey)}` : `name-${name}`
}

/** 64 bits of SHA-256; the parts are kept apart, and the purpose from other purposes. */
function shortHash(purpose: string, ...parts: readonly string[]): string {
  const text = JSON.stringify(['contact-sync', purpose, ...parts])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
