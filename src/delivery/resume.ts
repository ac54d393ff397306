import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { ContactSyncError, RunFolderError, StoppedError } from '../errors.js'
import type { HeaderEntry } from '../journal/entry.js'
import { Journal } from '../journal/journal.js'
import { readHeader } from '../journal/read.js'
import { foldJournal, summaryOf } from '../journal/rebuild.js'
import type { Summary } from '../journal/summary.js'
import type { DeliverySettings, RunControls } from '../run.js'
import { surveyInput } from '../sources/open.js'
import type { Target } from '../targets/target.js'
import { Claim, type Errand } from './claim.js'
import { conduct } from './conduct.js'
import { stdinLabel } from './input.js'
import { alwaysSent, memoryUrl, Recall } from './recall.js'
import { openScreened, withRecall } from './screened.js'

/** What a resumption is given anew; everything else is the run's own. */
export interface ResumeSettings {
  readonly folder: string
  readonly targets: readonly Target[]
  /** Finds the API key for the run's target; asked only if there is something to send. */
  readonly apiKey: (target: Target) => Promise<string>
  readonly delivery: Partial<DeliverySettings>
  /** Starts a stand-in, for a run against the last one: that ended with its process. */
  readonly standIn: (target: Target) => Promise<StandIn>
}

/** A stand-in for one target's API. */
export interface StandIn {
  readonly baseUrl: URL
  readonly apiKey: string
  close(): Promise<void>
}

/**
 * Goes on with a run that stopped or was killed. A finished run is summed up at once. Throws a RunFolderError if the
 * input or the mapping is not what the run began with, a LockedError if the run is under way.
 */
export async function resume(settings: ResumeSettings, controls: RunControls): Promise<Summary> {
  const folder = resolve(settings.folder)
  const header = await readHeader(folder)
  const claim = await Claim.take(errandOf(header), { signal: controls.stop })
  try {
    const ledger = await foldJournal(folder)
    if (isFinished(ledger.ended?.status)) return summaryOf(folder, header, ledger)
    return await goOn(folder, header, claim, settings, controls)
  } catch (error) {
    throw controls.stop.aborted && !(error instanceof ContactSyncError) ? new StoppedError() : error
  } finally {
    claim.release()
  }
}

async function goOn(
  folder: string,
  header: HeaderEntry,
  claim: Claim,
  settings: ResumeSettings,
  controls: RunControls,
): Promise<Summary> {
  const target = targetOf(header, settings.targets)
  const input = await sameInput(folder, header)
  await sameMapping(header)
  const { mapping, options } = header
  const found = await openScreened(input, { source: sourceOptions(header), mapping, target, ...options })
  const place = await findPlace(header, target, settings)
  try {
    await claim.enter(folder, header, found.mapper.mayHoldNonReplayable)
    const recall = await openRecall(header, target, controls)
    const journal = await Journal.resume(folder, header, Date.now())
    const delivery = overridden(header.delivery, settings.delivery)
    const screened = withRecall(found, recall)
    return await conduct(
      { folder, journal, target, ...place, screened, recall, claim, settings: delivery, resumed: true },
      controls,
    )
  } finally {
    await place.close()
  }
}

function targetOf({ target: name }: HeaderEntry, targets: readonly Target[]): Target {
  const target = targets.find((one) => one.name === name)
  if (target === undefined) throw new RunFolderError(`this version of contact-sync knows no target ${name}`)
  return target
}

function errandOf({ target, baseUrl, source }: HeaderEntry): Errand {
  return { target, baseUrl, inputDigest: source.digest, inputPath: source.path }
}

/** Where the run sends to. */
async function findPlace(header: HeaderEntry, target: Target, settings: ResumeSettings): Promise<StandIn> {
  if (header.options.sandbox) return settings.standIn(target)
  const apiKey = await settings.apiKey(target)
  return { baseUrl: new URL(header.baseUrl), apiKey, close: () => Promise.resolve() }
}

/** The memory that the run began with, whatever key it goes on with. */
async function openRecall(
  header: HeaderEntry,
  target: Target,
  controls: RunControls,
): Promise<Recall | undefined> {
  const { memory, sandbox } = header.options
  if (memory === undefined) return undefined
  const identity = { target: target.name, baseUrl: memoryUrl(header.baseUrl, sandbox) }
  const { lasting } = target
  return Recall.open(memory, identity, { signal: controls.stop, lasting, ...alwaysSent(controls) })
}

/** The run's own settings, less those that are given anew. */
function overridden(own: HeaderEntry['delivery'], anew: Partial<DeliverySettings>): DeliverySettings {
  return {
    concurrency: anew.concurrency ?? own.concurrency,
    rate: anew.rate ?? own.rate,
    headroom: anew.headroom ?? own.headroom,
    maxAttempts: anew.maxAttempts ?? own.maxAttempts,
    timeoutMs: anew.timeoutMs ?? own.timeoutMs,
    // What stopped the run must not stop it again at once: limits hold for one session.
    maxFailed: anew.maxFailed,
    maxDurationMs: anew.maxDurationMs,
  }
}

function isFinished(status: Summary['status'] | undefined): boolean {
  return status === 'succeeded' || status === 'partial'
}

/** The input, if it still is what the run began with. */
async function sameInput(folder: string, header: HeaderEntry): Promise<{ path: string; label: string }> {
  const { source } = header
  const path = source.spooled ? join(folder, source.file) : source.file
  const label = source.spooled ? stdinLabel : source.path
  const { digest } = await surveyInput(path, { ...sourceOptions(header), label })
  if (digest === source.digest) return { path, label }
  throw new RunFolderError(`${label} has changed since the run began: its rows can no longer be told apart`, {
    hint: `Put back the file as it was on ${header.startedAt}, or start a new run.`,
  })
}

/** The run goes on with the mapping that its journal holds; one that was changed since is a misunderstanding. */
async function sameMapping({ mapping: { file }, startedAt }: HeaderEntry): Promise<void> {
  if (file === undefined) return
  // A mapping file that is gone changes nothing: the journal holds it whole.
  const text = await readFile(file.path, 'utf8').catch(() => file.text)
  if (mappingIn(text, file.at) === mappingIn(file.text, file.at)) return
  throw new RunFolderError(`the mapping ${file.path} has changed since the run began`, {
    hint: `Put it back as it was on ${startedAt} to go on, or start a new run with the new one.`,
  })
}

/** The mapping's text; of one that stands in a larger file, only itself. */
function mappingIn(text: string, at: readonly string[] | undefined): string {
  if (at === undefined || at.length === 0) return text
  return JSON.stringify(parseDocument(text).getIn(at))
}

function sourceOptions({ source: { format, delimiter, encoding, skip, limit } }: HeaderEntry) {
  return { format, delimiter, encoding, skip, limit }
}
