import type { ApiName } from './apis/names.js'

/** Where each API's paths begin: the path of its base URL. */
export const prefixes = { notifuse: '/notifuse/v2', connectif: '/connectif', control: '/_sandbox' } as const

/** What a request is for. */
export type Route =
  | { readonly to: 'write'; readonly api: ApiName; readonly rest: string }
  | { readonly to: 'fields'; readonly api: 'connectif'; readonly query: string }
  | { readonly to: 'control'; readonly path: string; readonly query: string }
  /** The path exists, the method does not. */
  | { readonly to: 'wrong-method'; readonly api: ApiName; readonly allow: string }
  | { readonly to: 'nowhere'; readonly api: ApiName | undefined }

const contactsPath = `${prefixes.connectif}/contacts/`

/** Finds the route of a request. Paths are compared as they come: what is percent-encoded stays so. */
export function findRoute(method: string, url: string): Route {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  if (path.startsWith(contactsPath)) return contactRoute(method, path.slice(contactsPath.length))
  if (path === `${prefixes.notifuse}/contacts.upsert`) {
    return method === 'POST' ? { to: 'write', api: 'notifuse', rest: '' } : wrongMethod('notifuse', 'POST')
  }
  if (path === `${prefixes.connectif}/contact-fields` || path === `${prefixes.connectif}/contact-fields/`) {
    return method === 'GET' ? { to: 'fields', api: 'connectif', query } : wrongMethod('connectif', 'GET')
  }
  if (path.startsWith(`${prefixes.control}/`)) {
    return { to: 'control', path: path.slice(prefixes.control.length + 1), query }
  }
  return { to: 'nowhere', api: apiOf(path) }
}

/** One segment, not empty: an address that holds a slash has to come encoded. */
function contactRoute(method: string, rest: string): Route {
  if (rest === '' || rest.includes('/')) return { to: 'nowhere', api: 'connectif' }
  return method === 'PATCH' ? { to: 'write', api: 'connectif', rest } : wrongMethod('connectif', 'PATCH')
}

function wrongMethod(api: ApiName, allow: string): Route {
  return { to: 'wrong-method', api, allow }
}

function apiOf(path: string): ApiName | undefined {
  if (path.startsWith(`${prefixes.notifuse}/`)) return 'notifuse'
  return path.startsWith(`${prefixes.connectif}/`) ? 'connectif' : undefined
}
