import type { z } from 'zod'
import { UsageError } from '../errors.js'
import { nearest } from '../nearest.js'

/** Turns a setting's text into its value; undefined if the text cannot be one. */
export type Reader = (text: string) => unknown

/** What a kind of spec takes: `fault`, its names, and for each setting where it goes and how it is read. */
export interface SpecGrammar {
  readonly what: string
  /** The property that holds the name. */
  readonly nameAs: string
  readonly names: readonly string[]
  readonly settings: Readonly<Record<string, readonly [property: string, read: Reader]>>
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000 }

/** `250ms`, `1.5s`, `-5s`, `1min` in milliseconds; a bare number is milliseconds. */
export const duration: Reader = (text) => {
  const [, count = '', unit = 'ms'] = /^(-?\d+(?:\.\d+)?)(ms|s|min|m|h)?$/.exec(text) ?? []
  const factor = units[unit]
  return count === '' || factor === undefined ? undefined : Number(count) * factor
}

/** `10`, `0.25`, `25%`. */
export const number: Reader = (text) => {
  if (!/^-?\d+(\.\d+)?%?$/.test(text)) return undefined
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
}

export const text: Reader = (value) => value

/**
 * Reads `name:setting=value,setting=value`; a comma inside a value is written `\,`.
 * Throws UsageError that names the wrong word and the nearest right one.
 */
export function readSpec(spec: string, grammar: SpecGrammar): Record<string, unknown> {
  const colon = spec.indexOf(':')
  const name = (colon < 0 ? spec : spec.slice(0, colon)).trim()
  if (!grammar.names.includes(name)) throw unknownWord(spec, grammar.what, grammar.what, name, grammar.names)
  const read: Record<string, unknown> = { [grammar.nameAs]: name }
  for (const part of colon < 0 ? [] : splitSettings(spec.slice(colon + 1))) {
    const [property, value] = readSetting(spec, part, grammar)
    if (property in read) throw new UsageError(`${grammar.what} "${spec}": "${part}" is a second value.`)
    read[property] = value
  }
  return read
}

function splitSettings(settings: string): string[] {
  const parts = settings.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ',').trim())
  return parts.filter((part) => part !== '')
}

function readSetting(spec: string, part: string, { what, settings }: SpecGrammar): [string, unknown] {
  const equals = part.indexOf('=')
  const name = equals < 0 ? part : part.slice(0, equals)
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined
  if (setting === undefined) throw unknownWord(spec, what, 'setting', name, Object.keys(settings))
  if (equals < 0)
    throw new UsageError(`${what} "${spec}": "${name}" has no value.`, { hint: `Write ${name}=…` })
  const value = setting[1](part.slice(equals + 1))
  if (value === undefined)
    throw new UsageError(`${what} "${spec}": "${part}" has a value that cannot be read.`)
  return [setting[0], value]
}

function unknownWord(spec: string, what: string, kind: string, word: string, names: readonly string[]) {
  const near = nearest(word, names)
  const hint = `${near === undefined ? '' : `Did you mean "${near}"? `}There are: ${names.join(', ')}.`
  return new UsageError(`${what} "${spec}": there is no ${kind} "${word}".`, { hint })
}

/** Checks a value against a schema. Throws UsageError that names the place of the first thing that is wrong. */
export function checked<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  throw new UsageError(`${what}: ${place}${issue?.message ?? 'cannot be read'}.`, { cause: result.error })
}
