import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { RunFolderError } from '../errors.js'
import type { HeaderEntry } from '../journal/entry.js'
import { Journal } from '../journal/journal.js'
import { readHeader } from '../journal/read.js'
import { foldJournal, summaryOf } from '../journal/rebuild.js'
import type { Summary } from '../journal/summary.js'
import type { DeliverySettings, RunControls } from '../run.js'
import { surveyInput } from '../sources/open.js'
import type { Target } from '../targets/target.js'
import { conduct } from './conduct.js'
import { stdinLabel } from './input.js'
import { openScreened } from './screened.js'

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
 * input or the mapping is not what the run began with.
 */
export async function resume(settings: ResumeSettings, controls: RunControls): Promise<Summary> {
  const folder = resolve(settings.folder)
  const header = await readHeader(folder)
  const ledger = await foldJournal(folder)
  if (isFinished(ledger.ended?.status)) return summaryOf(folder, header, ledger)
  const target = settings.targets.find(({ name }) => name === header.target)
  if (target === undefined)
    throw new RunFolderError(`${folder}: this version knows no target ${header.target}`)
  const input = await sameInput(folder, header)
  await sameMapping(header)
  const { mapping, options } = header
  const screened = await openScreened(input, { source: sourceOptions(header), mapping, target, ...options })
  const standIn = options.sandbox ? await settings.standIn(target) : undefined
  try {
    const apiKey = standIn?.apiKey ?? (await settings.apiKey(target))
    const baseUrl = standIn?.baseUrl ?? new URL(header.baseUrl)
    const journal = await Journal.resume(folder, header, Date.now())
    const delivery = overridden(header.delivery, settings.delivery)
    return await conduct(
      {
        folder,
        journal,
        target,
        baseUrl,
        apiKey,
        screened,
        recall: undefined,
        settings: delivery,
        resumed: true,
      },
      controls,
    )
  } finally {
    await standIn?.close()
  }
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
async function sameMapping({ mapping, startedAt }: HeaderEntry): Promise<void> {
  if (mapping.file === undefined) return
  // A mapping file that is gone changes nothing: the journal holds it whole.
  const text = await readFile(mapping.file.path, 'utf8').catch(() => mapping.file?.text)
  if (text === mapping.file.text) return
  throw new RunFolderError(`the mapping ${mapping.file.path} has changed since the run began`, {
    hint: `Put it back as it was on ${startedAt} to go on, or start a new run with the new one.`,
  })
}

function sourceOptions({ source: { format, delimiter, encoding, skip, limit } }: HeaderEntry) {
  return { format, delimiter, encoding, skip, limit }
}
