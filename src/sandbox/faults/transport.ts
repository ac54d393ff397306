import type { AppliedDelivery, Delivery } from './kinds.js'

/** The connection breaks hard (RST), as when the server dies. */
export function reset({ response }: Delivery): void {
  response.socket?.resetAndDestroy()
}

/** The connection is closed in good order, with no answer. */
export function close({ response }: Delivery): void {
  response.socket?.destroy()
}

/** Nothing ever comes. The connection stays open until the client gives up. */
export function hang(): void {}

/** Bytes that are no HTTP. */
export function garbage({ response }: Delivery): void {
  response.socket?.end('220 mail.example ESMTP ready\r\n')
}

/** A good answer, after which the connection is closed without a word. */
export function dropAfter(delivery: AppliedDelivery): void {
  const { socket } = delivery.response
  delivery.response.once('finish', () => socket?.destroy())
  delivery.send(delivery.made)
}

/** The length is stated, the connection breaks half-way. */
export function cut(delivery: AppliedDelivery): void {
  const body = sendHead(delivery, 'stated')
  delivery.response.write(firstHalf(body), () => close(delivery))
}

/** No length is stated (chunks), the connection breaks half-way. */
export function cutChunked(delivery: AppliedDelivery): void {
  const body = sendHead(delivery, 'chunked')
  delivery.response.write(firstHalf(body), () => close(delivery))
}

/** Half of the body, and then nothing. */
export function stall(delivery: AppliedDelivery): void {
  const body = sendHead(delivery, 'stated')
  delivery.response.write(firstHalf(body))
}

/** The whole body, in ten pieces with a rest after each. */
export function trickle(delivery: AppliedDelivery): void {
  const { response, settings, later } = delivery
  const body = sendHead(delivery, 'stated')
  const size = Math.max(1, Math.ceil(body.length / 10))
  const next = (from: number): void => {
    if (response.destroyed) return
    if (from >= body.length) response.end()
    else
      response.write(body.subarray(from, from + size), () =>
        later(settings.ms ?? 20, () => next(from + size)),
      )
  }
  next(0)
}

/** Sends the head of the answer. Returns its body, still to be sent. */
function sendHead({ response, made, limited }: AppliedDelivery, length: 'stated' | 'chunked'): Buffer {
  const body = Buffer.from(made.body)
  const { status, headers } = limited(made)
  response.writeHead(status, length === 'stated' ? { ...headers, 'Content-Length': body.length } : headers)
  return body
}

function firstHalf(body: Buffer): Buffer {
  return body.subarray(0, body.length >> 1)
}
