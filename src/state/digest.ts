import type { JsonObject, JsonValue } from '../json.js'

/**
 * 128 bits as four 32-bit integers: a plain object costs a few nanoseconds where a typed array costs fifty, and
 * there is one for every row.
 */
export interface Digest {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
}

/** Names how digests are made. Change it whenever the same value gives another digest: memories are bound to it. */
export const digestKind = 'murmur3-128/1'

// What is hashed is first written here as 16-bit units, in a form that no two values share: every value begins
// with a tag, strings say their length, objects and arrays say where they end. Then it is mixed in one loop.
// Going through JSON text and a hash of node:crypto takes more than three times as long (bench/fingerprint.js).
let units = new Uint16Array(4096)
let words = new Int32Array(units.buffer)
let end = 0

const float = new Float64Array(1)
const floatUnits = new Uint16Array(float.buffer)

/** What separates the kinds of values. 0 is the padding and stands for nothing. */
const tag = { text: 1, number: 2, null: 3, true: 4, false: 5, array: 6, object: 7, end: 8 } as const

/**
 * The fingerprint of a payload. Equal for equal payloads, whatever the order of their members (the order inside
 * lists counts); members that come sorted are the faster case. Not meant to withstand an attacker.
 */
export function fingerprint(payload: JsonObject): Digest {
  end = 0
  putObject(payload)
  return mix(0)
}

/** The digest that a key is found by; of the exact text, so that keys differing in case differ. */
export function keyDigest(key: string): Digest {
  end = 0
  putText(key)
  return mix(1)
}

/** 32 characters. */
export function toHex(digest: Digest): string {
  return [digest.a, digest.b, digest.c, digest.d].map((word) => hexWord(word)).join('')
}

/** The inverse of `toHex`; undefined for anything else. */
export function fromHex(text: string): Digest | undefined {
  if (!/^[0-9a-f]{32}$/.test(text)) return undefined
  const word = (at: number) => Number.parseInt(text.slice(at, at + 8), 16) | 0
  return { a: word(0), b: word(8), c: word(16), d: word(24) }
}

function hexWord(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}

function put(value: JsonValue): void {
  if (typeof value === 'string') putText(value)
  else if (typeof value === 'number') putNumber(value)
  else if (typeof value === 'boolean') putUnit(value ? tag.true : tag.false)
  else if (value === null) putUnit(tag.null)
  else if (isList(value)) putList(value)
  else putObject(value)
}

/** `Array.isArray` does not narrow readonly arrays out of a union. */
function isList(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function putUnit(unit: number): void {
  if (end >= units.length) grow(1)
  units[end++] = unit
}

function putText(text: string): void {
  const length = text.length
  if (end + length + 3 > units.length) grow(length + 3)
  const target = units
  let at = end
  target[at++] = tag.text
  target[at++] = length
  target[at++] = length >>> 16
  for (let i = 0; i < length; i++) target[at++] = text.charCodeAt(i)
  end = at
}

function putNumber(value: number): void {
  if (end + 5 > units.length) grow(5)
  // -0 is sent as 0.
  float[0] = value === 0 ? 0 : value
  units[end++] = tag.number
  for (let i = 0; i < 4; i++) units[end++] = floatUnits[i] ?? 0
}

function putList(list: readonly JsonValue[]): void {
  putUnit(tag.array)
  for (const value of list) put(value)
  putUnit(tag.end)
}

function putObject(object: JsonObject): void {
  const start = end
  putUnit(tag.object)
  let last = ''
  for (const name in object) {
    if (name < last) {
      end = start
      putUnordered(object)
      return
    }
    last = name
    putText(name)
    put(object[name] ?? null)
  }
  putUnit(tag.end)
}

function putUnordered(object: JsonObject): void {
  putUnit(tag.object)
  for (const name of Object.keys(object).sort()) {
    putText(name)
    put(object[name] ?? null)
  }
  putUnit(tag.end)
}

function grow(more: number): void {
  let size = units.length * 2
  while (size < end + more) size *= 2
  const larger = new Uint16Array(size)
  larger.set(units)
  units = larger
  words = new Int32Array(larger.buffer)
}

/** MurmurHash3 x86 128 (Austin Appleby, public domain), padded to whole blocks of four words: there is no tail. */
function mix(seed: number): Digest {
  while ((end & 7) !== 0) putUnit(0)
  const data = words
  const length = end >>> 1
  let h1 = seed
  let h2 = seed
  let h3 = seed
  let h4 = seed
  for (let i = 0; i < length; i += 4) {
    h1 ^= scramble(data[i] ?? 0, 0x239b961b, 15, 0xab0e9789)
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0
    h2 ^= scramble(data[i + 1] ?? 0, 0xab0e9789, 16, 0x38b34ae5)
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0
    h3 ^= scramble(data[i + 2] ?? 0, 0x38b34ae5, 17, 0xa1e38b93)
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0
    h4 ^= scramble(data[i + 3] ?? 0, 0xa1e38b93, 18, 0x239b961b)
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0
  }
  return finish(h1, h2, h3, h4, length * 4)
}

function finish(s1: number, s2: number, s3: number, s4: number, bytes: number): Digest {
  const first = (s1 ^ bytes) + (s2 ^ bytes) + (s3 ^ bytes) + (s4 ^ bytes)
  const h1 = avalanche(first | 0)
  const h2 = avalanche(((s2 ^ bytes) + first) | 0)
  const h3 = avalanche(((s3 ^ bytes) + first) | 0)
  const h4 = avalanche(((s4 ^ bytes) + first) | 0)
  const sum = (h1 + h2 + h3 + h4) | 0
  return { a: sum, b: (h2 + sum) | 0, c: (h3 + sum) | 0, d: (h4 + sum) | 0 }
}

function scramble(word: number, first: number, by: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), by), second)
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}

function avalanche(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
