import { UsageError } from '../errors.js'
import type { MappingInput } from '../mapping/mapper.js'
import type { DeliverySettings, MemorySettings, SyncSettings } from '../run.js'
import type { Target } from '../targets/target.js'
import { type InlineMapping, nameAt } from './layer.js'
import type { OptionName, OptionValues } from './options.js'
import type { Settings } from './settings.js'
import { readTextFile } from './text-file.js'

/** Where a sync goes: the real API, or the stand-in. */
export interface Destination {
  readonly baseUrl: URL
  readonly apiKey: string
}

/** What the sync itself needs of the settings. Reads the mapping file; throws UsageError. */
export async function syncSettings(
  target: Target,
  file: string,
  settings: Settings,
  destination: Destination,
): Promise<SyncSettings> {
  const { values } = settings
  return {
    target,
    file,
    source: {
      format: values.format,
      delimiter: values.delimiter,
      encoding: values.encoding,
      skip: values.skip,
      limit: values.limit,
    },
    mapping: await mappingInput(settings),
    onDuplicate: values['on-duplicate'],
    baseUrl: destination.baseUrl,
    apiKey: destination.apiKey,
    sandbox: values.sandbox,
    delivery: deliverySettings(values),
    memory: values['changed-only'] ? memorySettings(values) : undefined,
    waitLockMs: values['wait-lock'],
    reportDir: values['report-dir'],
    unfinished: values.again ? 'again' : values.continue ? 'continue' : 'refuse',
  }
}

/** The pace that these values ask for; `resume` takes over those that were given. */
export function deliverySettings(values: OptionValues): DeliverySettings {
  return {
    concurrency: values.concurrency,
    rate: values.rate,
    headroom: values.headroom,
    maxAttempts: values['max-attempts'],
    timeoutMs: values.timeout,
    maxFailed: values['max-failed'],
    maxDurationMs: values['max-duration'],
  }
}

function memorySettings(values: OptionValues): MemorySettings {
  return {
    path: values.state,
    account: values.account,
    resendAfterMs: values['resend-after'],
    reportMissing: values['report-missing'],
  }
}

async function mappingInput(settings: Settings): Promise<MappingInput> {
  const { values, inlineMapping } = settings
  return {
    file:
      values.mapping === undefined ? inlineFile(inlineMapping) : await mappingFile(values.mapping, settings),
    keyColumn: values['key-column'],
    assignments: settings.assignments.map(({ option, text }) => ({ option, text })),
    empty: values.empty,
    canonical: values['changed-only'],
  }
}

function inlineFile(inline: InlineMapping | undefined) {
  return inline && { path: inline.path, text: inline.text, at: inline.at }
}

async function mappingFile(path: string, settings: Settings) {
  return { path, text: await readTextFile(path, nameAt('mapping', settings.origin('mapping'))) }
}

/** Options that say nothing without another one. Only flags are judged: a file may set them for all runs. */
const companions = [
  { names: ['state', 'account', 'resend-after', 'report-missing'], needs: 'changed-only' },
] as const satisfies readonly { names: readonly OptionName[]; needs: OptionName }[]

/** Options that contradict each other. */
const contradictions = [
  ['again', 'continue'],
  ['quiet', 'verbose'],
  ['sandbox', 'base-url'],
  ['sandbox', 'api-key-file'],
  ['dry-run', 'continue'],
] as const satisfies readonly (readonly [OptionName, OptionName])[]

/** Throws UsageError if flags contradict each other, or one of them is given that nothing makes use of. */
export function checkFlags(settings: Settings): void {
  const given = (name: OptionName) => {
    const value = settings.values[name]
    return settings.origin(name).kind === 'flag' && value !== undefined && value !== false
  }
  for (const [one, other] of contradictions) {
    if (given(one) && given(other)) throw new UsageError(`--${one} and --${other} cannot go together`)
  }
  for (const { names, needs } of companions) {
    const lonely = names.find(given)
    if (lonely !== undefined && !settings.values[needs]) {
      throw new UsageError(`--${lonely} says nothing without --${needs}`, {
        hint: `Add --${needs}, or leave it out.`,
      })
    }
  }
}
