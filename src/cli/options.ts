import { z } from 'zod'
import { InternalError } from '../errors.js'
import type { Target } from '../targets/target.js'
import * as unit from './units.js'

/** What is known of an option besides how its text is read. */
export interface OptionInfo {
  /** Heading in `--help`. */
  readonly group: string
  /** Placeholder in `--help`; left out for an option that is only there or not. */
  readonly value?: string
  readonly short?: string
  readonly help: string
  /** What holds where the option is not given and the schema has no value of its own for that, in words. */
  readonly otherwise?: string | ((target: Target) => string)
  /** The words that it can be, where the placeholder does not say them. */
  readonly choices?: readonly string[]
  /** A path: in a configuration file, relative to that file's folder. */
  readonly path?: true
  /** `resume` takes it anew; everything else is the run's. */
  readonly resume?: true
  /** Not to be shown whole. */
  readonly secret?: true
  /** Only as a flag or in the environment. */
  readonly notInFile?: true
}

const infos = new WeakMap<z.ZodType, OptionInfo>()

function option<S extends z.ZodType>(schema: S, info: OptionInfo): S {
  infos.set(schema, info)
  return schema
}

function flag(info: OptionInfo) {
  return option(unit.yesNo().prefault('false'), info)
}

const input = 'Input:'
const mapping = 'Mapping:'
const trying = 'Trying it out:'
const memory = 'Only what changed:'
const connection = 'Connection:'
const pace = 'Pace and patience:'
const runs = 'Runs and reports:'
const output = 'Output:'

/**
 * Every option of the sync commands, in the order of `--help`. One table: the flags, the `CONTACT_SYNC_…`
 * variables, the keys of contact-sync.yaml, `contact-sync config` and the help are all made from it. Schemas read
 * text; what a schema puts in place of nothing (`prefault`) is the default. Options that fill fields (`--set`,
 * `--field`) are the target's own: see `assignmentOptions`.
 */
export const optionTable = z.object({
  format: option(unit.oneOf(['csv', 'ndjson']).optional(), {
    group: input,
    value: '<csv|ndjson>',
    help: 'format of the input',
    otherwise: 'by name, else by content',
  }),
  delimiter: option(unit.oneCharacter().optional(), {
    group: input,
    value: '<c>',
    help: 'CSV delimiter, one character or "tab"',
    otherwise: 'found from the header: , ; tab |',
  }),
  encoding: option(unit.encodingLabel().optional(), {
    group: input,
    value: '<label>',
    help: 'encoding of the input, such as windows-1252 or utf-16le',
    otherwise: 'a BOM decides, else UTF-8',
  }),
  skip: option(unit.wholeNumber({ min: 0 }).optional(), {
    group: input,
    value: '<n>',
    help: 'pass over the first n records',
  }),
  limit: option(unit.wholeNumber({ min: 1 }).optional(), {
    group: input,
    value: '<n>',
    help: 'take only n records',
  }),
  'on-duplicate': option(unit.oneOf(['send', 'first', 'last', 'error']).prefault('send'), {
    group: input,
    value: '<which>',
    choices: ['send', 'first', 'last', 'error'],
    help: 'a key on several rows: "send" all in file order, only the "first" or the "last", or "error"',
  }),

  mapping: option(unit.words().optional(), {
    group: mapping,
    value: '<file>',
    short: '-m',
    help: 'mapping file, YAML or JSON',
    otherwise: "from the columns' names",
    path: true,
  }),
  'key-column': option(unit.words().optional(), {
    group: mapping,
    value: '<column>',
    help: "column (or NDJSON path) of the contact's key",
    otherwise: (target) => `${target.dialect.keyNames.join(', ')}; the first that is there`,
  }),
  empty: option(unit.oneOf(['skip', 'null', 'keep']).prefault('skip'), {
    group: mapping,
    value: '<skip|null|keep>',
    help: 'an empty CSV cell: leave the field alone, send null, or send ""',
  }),

  'dry-run': flag({
    group: trying,
    help: 'read, map and check the whole file, send nothing, print the plan and the first requests',
  }),
  sandbox: flag({
    group: trying,
    help: 'run against an embedded stand-in: no key, nothing leaves the machine',
  }),

  'changed-only': flag({
    group: memory,
    help: 'send only contacts whose payload differs from the last one acknowledged',
  }),
  state: option(unit.words().optional(), {
    group: memory,
    value: '<path>',
    help: 'where that is remembered',
    otherwise: "in the user's state folder, one per target, base URL and account",
    path: true,
  }),
  account: option(unit.words().optional(), {
    group: memory,
    value: '<name>',
    help: 'names the account, so that a new API key keeps its memory',
    otherwise: 'a hash of the API key',
  }),
  'resend-after': option(unit.duration().optional(), {
    group: memory,
    value: '<age>',
    help: 'send again what was acknowledged longer ago (30d)',
    otherwise: 'never',
  }),
  'report-missing': flag({
    group: memory,
    help: 'write "missing": the keys remembered that the file no longer holds',
  }),

  'base-url': option(unit.apiRoot().optional(), {
    group: connection,
    value: '<url>',
    help: 'another API root; https, or http on this machine',
    otherwise: (target) => target.defaultBaseUrl,
  }),
  'api-key-file': option(unit.words().optional(), {
    group: connection,
    value: '<path>',
    help: 'read the API key from a file',
    otherwise: (target) => `the key in ${target.apiKeyVariable}`,
    path: true,
    resume: true,
  }),

  concurrency: option(unit.wholeNumber({ min: 1, max: 1000 }).prefault('8'), {
    group: pace,
    value: '<n>',
    help: 'requests in flight at once',
    resume: true,
  }),
  rate: option(unit.rate().optional(), {
    group: pace,
    value: '<n/s|n/min|none>',
    help: 'calls in any second or minute, at most; they may be spent at once',
    otherwise: (target) => rateText(target),
    resume: true,
  }),
  headroom: option(unit.percent({ max: 99 }).prefault('10'), {
    group: pace,
    value: '<percent>',
    help: "share of a budget that the API states left to the account's other users",
    resume: true,
  }),
  'max-attempts': option(unit.wholeNumber({ min: 1, max: 100 }).prefault('5'), {
    group: pace,
    value: '<n>',
    help: 'tries of one request, where a try can be repeated safely',
    resume: true,
  }),
  timeout: option(unit.duration({ maxDays: 1 }).prefault('30s'), {
    group: pace,
    value: '<duration>',
    help: 'time for one request (500ms, 30s)',
    resume: true,
  }),
  'max-failed': option(unit.rowsOrPercent().optional(), {
    group: pace,
    value: '<n|n%>',
    help: 'stop, resumable, past this many failed rows',
    resume: true,
  }),
  'max-duration': option(unit.duration({ maxDays: 24 }).optional(), {
    group: pace,
    value: '<duration>',
    help: 'stop, resumable, after this long (2h)',
    resume: true,
  }),
  'wait-lock': option(unit.duration({ maxDays: 24, zero: true }).optional(), {
    group: pace,
    value: '<duration>',
    help: 'wait for another run on the same state to end',
    otherwise: 'do not wait: exit 5',
  }),

  continue: flag({
    group: runs,
    help: 'if the last run of this command on this input stopped early, resume it, else start: for cron',
  }),
  again: flag({
    group: runs,
    help: 'start although an unfinished run of the same input holds rows that add up when they are sent twice',
  }),
  'report-dir': option(unit.words().optional(), {
    group: runs,
    value: '<dir>',
    help: "this run's folder; must be new or empty",
    otherwise: 'contact-sync-runs/<run id>',
    path: true,
  }),
  'keep-runs': option(unit.duration().optional(), {
    group: runs,
    value: '<age>',
    help: 'after the run, remove finished run folders older than that',
    otherwise: 'keep all',
    resume: true,
  }),
  'metrics-file': option(unit.words().optional(), {
    group: runs,
    value: '<path>',
    help: 'write metrics for the Prometheus textfile collector at the end',
    path: true,
    resume: true,
  }),
  'notify-url': option(unit.safeUrl().optional(), {
    group: runs,
    value: '<url>',
    help: 'POST the summary there at the end',
    resume: true,
    secret: true,
  }),

  json: flag({ group: output, help: 'the summary as JSON on stdout, nothing else there', resume: true }),
  'log-format': option(unit.oneOf(['text', 'json']).prefault('text'), {
    group: output,
    value: '<text|json>',
    help: 'what goes to stderr: text, or one JSON event a line',
    resume: true,
  }),
  quiet: flag({ group: output, short: '-q', help: 'only errors', resume: true }),
  verbose: flag({
    group: output,
    short: '-v',
    help: 'each request and each failed row too, by row number; a stack trace with a fault',
    resume: true,
  }),
  'no-progress': flag({ group: output, help: 'no live progress line, as off a terminal', resume: true }),
  'no-color': flag({ group: output, help: 'no colors (NO_COLOR does the same)', resume: true }),
  config: option(unit.words().optional(), {
    group: output,
    value: '<file>',
    help: 'configuration file',
    otherwise: 'contact-sync.yaml in the working folder, if it is there',
    resume: true,
    notInFile: true,
  }),
})

export type OptionName = keyof typeof optionTable.shape
/** Every option's value, checked; undefined where it was not given and has no default. */
export type OptionValues = z.output<typeof optionTable>

export const optionNames: readonly OptionName[] = optionTable.keyof().options

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTable.shape, name)
}

export function optionInfo(name: OptionName): OptionInfo {
  const info = infos.get(optionTable.shape[name])
  if (info === undefined) throw new InternalError(`option ${name} is not described`)
  return info
}

/** A value as messages quote it: not a secret, nor a URL's user and password. */
export function quoted(name: OptionName, text: string): string {
  if (optionInfo(name).secret === true) return 'its value'
  return JSON.stringify(text.replace(/\/\/[^/?#]*@/, '//…@'))
}

/** True for an option that is only there or not. */
export function isFlag(name: OptionName): boolean {
  return optionInfo(name).value === undefined
}

/** The default as it would be typed, or undefined if there is none of that kind. */
export function defaultText(name: OptionName): string | undefined {
  const schema: z.ZodType = optionTable.shape[name]
  const text = schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined
  return typeof text === 'string' ? text : undefined
}

/** What holds where the option is not given, for people to read. */
export function defaultInWords(name: OptionName, target: Target): string | undefined {
  if (isFlag(name)) return undefined
  const { otherwise } = optionInfo(name)
  return defaultText(name) ?? (typeof otherwise === 'function' ? otherwise(target) : otherwise)
}

export interface AssignmentOption {
  /** `set` */
  readonly name: string
  readonly help: string
}

/** The target's options that fill one field each: `--set`, `--push`, `--inc`; `--field`. All repeatable. */
export function assignmentOptions(target: Target): readonly AssignmentOption[] {
  return target.dialect.sections.flatMap(({ option: name, at }) =>
    name === undefined ? [] : [{ name, help: `one field of ${at.join('.')} from a column; repeatable` }],
  )
}

export const assignmentValue = '<field=column[:type]>'
export const assignmentGroup = mapping

function rateText({ rate }: Target): string {
  if (rate === undefined) return 'found by trying'
  return `${rate.calls}/${rate.perMs === 1000 ? 's' : rate.perMs === 60_000 ? 'min' : `${rate.perMs} ms`}`
}
