import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** An answer's body is read up to this size, packed or not; beyond it the answer counts as broken off. */
export const maxBodyBytes = 8 * 1024 * 1024

const unpackers: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
}

/**
 * The text of an answer's body; undefined if it is packed and cannot be unpacked. No packing is asked for, but HTTP
 * lets a server pack all the same, and some gateways do: a row that was applied must not be called unknown for that.
 */
export function bodyText(
  chunks: readonly Buffer[],
  contentEncoding: string | readonly string[] | undefined,
): string | undefined {
  const bytes = Buffer.concat(chunks)
  const encoding = contentEncoding === undefined ? 'identity' : String(contentEncoding).trim().toLowerCase()
  if (encoding === 'identity' || bytes.length === 0) return withoutMark(bytes)
  const unpack = unpackers[encoding]
  try {
    return unpack && withoutMark(unpack(bytes, { maxOutputLength: maxBodyBytes }))
  } catch {
    return undefined
  }
}

function withoutMark(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
