import { STATUS_CODES } from 'node:http'

/** One whole HTTP answer, before the limits add their headers and before a fault gets at it. */
export interface Answer {
  readonly status: number
  /** Names as they are sent; without `Content-Length`. */
  readonly headers: Readonly<Record<string, string>>
  /** Empty: no body, and no `Content-Type` either. */
  readonly body: string
  /** It comes from a gateway, which knows nothing of the API's limits. */
  readonly gateway?: true
}

const jsonHeaders = { 'Content-Type': 'application/json; charset=utf-8' }

/** An answer that carries JSON. */
export function json(status: number, body: object): Answer {
  return { status, headers: jsonHeaders, body: JSON.stringify(body) }
}

/** An answer without a body. */
export function bare(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: '' }
}

/** The page of a gateway before the API: HTML, whatever the API would have said. */
export function gatewayPage(status: number): Answer {
  const title = `${status} ${statusText(status)}`
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`
  return { status, headers: { 'Content-Type': 'text/html' }, body, gateway: true }
}

/** The same answer with more headers. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

/** `Not Found` for 404. */
export function statusText(status: number): string {
  return STATUS_CODES[status] ?? 'Error'
}
