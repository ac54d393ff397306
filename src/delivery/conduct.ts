import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DiskError, InternalError, reasonOf } from '../errors.js'
import type { HeaderEntry } from '../journal/entry.js'
import type { Journal } from '../journal/journal.js'
import { writeMissing } from '../journal/missing.js'
import { imbalance, summarize, writeSummary } from '../journal/summarize.js'
import type { StopReason, Summary } from '../journal/summary.js'
import type { DeliverySettings, RunControls } from '../run.js'
import type { Target } from '../targets/target.js'
import { toolVersion } from '../version.js'
import type { Claim } from './claim.js'
import { ApiClient } from './client.js'
import type { Listener } from './events.js'
import { createPacer } from './pacer.js'
import type { Recall } from './recall.js'
import { type RunResult, run } from './run.js'
import type { Screened } from './screened.js'
import { Stop } from './stop.js'
import { systemClock } from './turn.js'

/** A run that has been prepared or read back: its journal is open, and nothing was sent in this session. */
export interface Session {
  readonly folder: string
  readonly journal: Journal
  readonly target: Target
  readonly baseUrl: URL
  readonly apiKey: string
  readonly screened: Screened
  readonly recall: Recall | undefined
  readonly settings: DeliverySettings
  readonly resumed: boolean
  readonly claim: Claim
}

/** Conducts one session of a run from its first request to its summary, and gives back all that it holds. */
export async function conduct(session: Session, controls: RunControls): Promise<Summary> {
  const { claim, recall } = session
  try {
    const summary = await runToEnd(session, controls)
    claim.leave(summary.resume === null)
    return summary
  } finally {
    await recall?.close().catch((error: unknown) => {
      const message = `what was acknowledged could not be remembered: ${reasonOf(error)}`
      controls.listen({ type: 'warning', message })
    })
    claim.release()
  }
}

async function runToEnd(session: Session, controls: RunControls): Promise<Summary> {
  const { journal } = session
  const startedAt = performance.now()
  announce(session, controls)
  const stop = new Stop((reason, message) => controls.listen({ type: 'stopping', reason, message }))
  const disarm = arm(stop, session.settings, controls)
  const client = openClient(session)
  let result: RunResult
  try {
    result = await run({
      ...session,
      ...session.screened,
      baseUrl: session.baseUrl.href,
      client,
      pacer: pacerFor(session),
      clock: systemClock,
      stop,
      listen: controls.listen,
    })
  } catch (error) {
    await journal.close().catch(() => undefined)
    throw error
  } finally {
    disarm()
    await client.close()
  }
  return finish(session, controls, result, performance.now() - startedAt)
}

function announce(
  { journal, folder, screened: { mapper, source }, resumed }: Session,
  { listen }: RunControls,
): void {
  const { run, target, operation } = journal.header
  const { path, format, bytes } = journal.header.source
  listen({ type: 'started', run, folder, target, operation, source: { path, format, bytes }, resumed })
  for (const message of [...source.warnings, ...mapper.warnings]) listen({ type: 'warning', message })
}

/** What can stop the run from outside: a signal, and the time it was given. Returns what takes that back. */
function arm(stop: Stop, { maxDurationMs }: DeliverySettings, controls: RunControls): () => void {
  const onSignal = () => stop.request('signal', 'stopping as told; what is in flight is finished first')
  const onTime = () => stop.request('max-duration', 'the time given by --max-duration is over')
  if (controls.stop.aborted) onSignal()
  controls.stop.addEventListener('abort', onSignal, { once: true })
  const timer = maxDurationMs === undefined ? undefined : setTimeout(onTime, maxDurationMs)
  return () => {
    controls.stop.removeEventListener('abort', onSignal)
    clearTimeout(timer)
  }
}

function openClient({ baseUrl, target, apiKey, settings }: Session): ApiClient {
  return new ApiClient({
    baseUrl: baseUrl,
    headers: {
      ...target.authorization(apiKey),
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': `contact-sync/${toolVersion()}`,
    },
    connections: settings.concurrency,
    timeoutMs: settings.timeoutMs,
  })
}

function pacerFor({ target, settings }: Session) {
  const { headroom, concurrency } = settings
  return createPacer({ rate: settings.rate, documented: target.rate, headroom, concurrency })
}

async function finish(
  session: Session,
  { listen }: RunControls,
  result: RunResult,
  sessionMs: number,
): Promise<Summary> {
  const { folder, journal } = session
  const { header, ledger } = journal
  warnAtEnd(session, listen)
  const missing = await reportMissing(session, result)
  const durationMs = ledger.earlierMs + sessionMs
  const at = Date.now()
  const summarizeAs = (stopReason: StopReason | undefined) =>
    summarize(folder, header, ledger, { rows: result.rows, stopReason, at, durationMs, ended: true, missing })
  let summary = summarizeAs(result.stopReason)
  const { status, stopReason } = summary
  journal.end({ type: 'ended', at, status, stopReason, pending: result.rows.pending, durationMs: sessionMs })
  try {
    await journal.close()
    await writeSummary(folder, summary)
  } catch (error) {
    summary = summarizeAs('disk')
    if (stopReason !== 'disk') listen({ type: 'stopping', reason: 'disk', message: diskTrouble(error) })
    // Closing has made room; the journal stands even if this fails again.
    await writeSummary(folder, summary).catch(() => undefined)
  }
  if (summary.resume === null) await removeSpool(folder, header)
  await journal.writePage(folder, summary).catch((error: unknown) => {
    listen({ type: 'warning', message: `report.html was not written: ${reasonOf(error)}` })
  })
  listen({ type: 'finished', summary })
  const fault = imbalance(summary.rows)
  if (fault !== undefined) throw new InternalError(`the counts do not add up: ${fault}`)
  return summary
}

/** What turned up while the records went by. */
function warnAtEnd({ screened: { mapper, saidAtOpening } }: Session, listen: Listener): void {
  for (const message of [...mapper.warnings.slice(saidAtOpening), ...mapper.closingWarnings()]) {
    listen({ type: 'warning', message })
  }
}

/** `--report-missing`: only where the whole file was read can a key be missing from it. */
async function reportMissing({ journal, recall, folder }: Session, { stopReason }: RunResult) {
  const { source, options } = journal.header
  if (recall === undefined || options.memory?.reportMissing !== true) return undefined
  if (stopReason !== undefined || source.skip !== undefined || source.limit !== undefined) return undefined
  return writeMissing(folder, source.format, recall.missing())
}

/** A run that is finished reads its input no more. */
async function removeSpool(folder: string, { source }: HeaderEntry): Promise<void> {
  if (source.spooled) await rm(join(folder, source.file), { force: true })
}

function diskTrouble(error: unknown): string {
  if (error instanceof DiskError) return error.message
  return `the run's files cannot be written: ${reasonOf(error)}`
}
