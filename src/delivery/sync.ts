import { resolve } from 'node:path'
import { StoppedError } from '../errors.js'
import { type HeaderEntry, journalVersion } from '../journal/entry.js'
import { NewRunFolder, newRunId, spool, spoolName } from '../journal/folder.js'
import { Journal } from '../journal/journal.js'
import type { Summary } from '../journal/summary.js'
import type { RunControls, SyncSettings } from '../run.js'
import { runsFolder } from '../runs/folders.js'
import { surveyInput } from '../sources/open.js'
import { identityUrl } from '../state/location.js'
import { toolVersion } from '../version.js'
import { Claim, type ClaimOptions, type Errand } from './claim.js'
import { conduct, type Session } from './conduct.js'
import { stdinLabel } from './input.js'
import { alwaysSent, memoryUrl, Recall, type RecallSettings, recallSettings } from './recall.js'
import { resume } from './resume.js'
import { openScreened, type Screened, withRecall } from './screened.js'

/** What was found before anything was sent. */
interface Prepared {
  readonly screened: Screened
  readonly survey: { readonly digest: string; readonly bytes: number }
  readonly path: string
}

/**
 * Starts a run: checks everything that can be checked before anything is sent, binds the run to what it found, and
 * conducts it to its end. What cannot be run throws a ContactSyncError and leaves no folder behind.
 *
 * With `--continue`, an unfinished run of the same input is resumed instead.
 */
export async function sync(settings: SyncSettings, controls: RunControls): Promise<Summary> {
  const startedAt = new Date()
  const run = newRunId(settings.target.name, startedAt, settings.file)
  const folder = new NewRunFolder(settings.reportDir ?? resolve(runsFolder, run))
  if (!mayGoOn(settings)) await folder.check()
  const begun = await begin(settings, folder, { run, startedAt }, controls)
  return 'unfinished' in begun ? goOn(begun.unfinished, settings, controls) : conduct(begun, controls)
}

/** Everything up to the journal's header; undone without a trace if it fails. */
async function begin(
  settings: SyncSettings,
  folder: NewRunFolder,
  id: RunId,
  controls: RunControls,
): Promise<Session | { unfinished: string }> {
  const undo = new Undo(() => folder.undo())
  try {
    const prepared = await prepare(settings, folder, controls.stop)
    const claim = await Claim.take(errandOf(settings, prepared), waiting(settings, controls))
    undo.add(() => claim.release())
    const unfinished = await earlierRun(claim, settings)
    if (unfinished !== undefined) {
      await undo.all()
      return { unfinished }
    }
    if (mayGoOn(settings)) await folder.check()
    const memory = settings.memory && recallSettings(settings.memory, identityOf(settings))
    const recall = memory && (await openRecall(memory, settings, controls))
    undo.add(async () => recall?.close())
    await folder.make()
    const head = header(settings, prepared, id, memory)
    await claim.enter(folder.path, head, prepared.screened.mapper.mayHoldNonReplayable)
    const journal = await Journal.create(folder.path, head)
    return session(settings, prepared, { folder: folder.path, journal, recall, claim })
  } catch (error) {
    await undo.all()
    throw controls.stop.aborted ? new StoppedError() : error
  }
}

/** What has to be taken back, in reverse order, if a run cannot begin. */
class Undo {
  readonly #steps: (() => Promise<void> | void)[]

  constructor(...steps: (() => Promise<void> | void)[]) {
    this.#steps = steps
  }

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step)
  }

  async all(): Promise<void> {
    for (const step of this.#steps.reverse()) await step()
  }
}

function session(
  { target, baseUrl, apiKey, delivery }: SyncSettings,
  prepared: Prepared,
  held: Pick<Session, 'folder' | 'journal' | 'recall' | 'claim'>,
): Session {
  const screened = withRecall(prepared.screened, held.recall)
  return { ...held, target, baseUrl, apiKey, screened, settings: delivery, resumed: false }
}

async function prepare(settings: SyncSettings, folder: NewRunFolder, signal: AbortSignal): Promise<Prepared> {
  const path = await findInput(settings, folder, signal)
  const label = settings.file === '-' ? stdinLabel : settings.file
  const survey = await surveyInput(path, { ...settings.source, label }, undefined, signal)
  return { screened: await openScreened({ path, label }, settings), survey, path }
}

/**
 * With `--continue`, the folder may be that of the very run which is to be gone on with. Standard input is spooled
 * into the folder before that is known, so then it must be free.
 */
function mayGoOn({ unfinished, file }: SyncSettings): boolean {
  return unfinished === 'continue' && file !== '-'
}

/** The run's folder, of an earlier run that is to be gone on with; undefined if there is none. */
async function earlierRun(claim: Claim, { unfinished }: SyncSettings): Promise<string | undefined> {
  if (unfinished === 'continue') return claim.unfinished()?.folder
  if (unfinished === 'refuse') await claim.refuseRepetition()
  return undefined
}

/** The earlier run goes on with what this command was given: its key, its pace, its limits. */
function goOn(folder: string, settings: SyncSettings, controls: RunControls): Promise<Summary> {
  const { target, apiKey, baseUrl, delivery } = settings
  const standIn = async () => ({ baseUrl, apiKey, close: async () => {} })
  return resume({ folder, targets: [target], apiKey: async () => apiKey, delivery, standIn }, controls)
}

function openRecall(memory: RecallSettings, settings: SyncSettings, controls: RunControls): Promise<Recall> {
  const { target, baseUrl } = identityOf(settings)
  const { lasting } = settings.target
  return Recall.open(
    memory,
    { target, baseUrl },
    { ...waiting(settings, controls), lasting, ...alwaysSent(controls) },
  )
}

function identityOf({ target, baseUrl, apiKey, sandbox }: SyncSettings) {
  return { target: target.name, baseUrl: memoryUrl(identityUrl(baseUrl), sandbox), apiKey }
}

function errandOf({ target, baseUrl, file }: SyncSettings, { survey }: Prepared): Errand {
  return { target: target.name, baseUrl: identityUrl(baseUrl), inputDigest: survey.digest, inputPath: file }
}

function waiting({ waitLockMs }: SyncSettings, { stop }: RunControls): ClaimOptions {
  return { waitLockMs, signal: stop }
}

/** Standard input is spooled into the run's folder, so that a resumption can read it again. */
async function findInput(settings: SyncSettings, folder: NewRunFolder, signal: AbortSignal): Promise<string> {
  if (settings.file !== '-') return resolve(settings.file)
  await folder.make()
  return spool(process.stdin, folder.path, signal)
}

interface RunId {
  readonly run: string
  readonly startedAt: Date
}

function header(
  settings: SyncSettings,
  prepared: Prepared,
  { run, startedAt }: RunId,
  memory: RecallSettings | undefined,
): HeaderEntry {
  const { target, mapping, delivery } = settings
  return {
    type: 'run',
    version: journalVersion,
    tool: toolVersion(),
    run,
    target: target.name,
    operation: target.operation,
    baseUrl: identityUrl(settings.baseUrl),
    startedAt: startedAt.toISOString(),
    source: sourceHeader(settings, prepared),
    mapping: {
      file: mapping.file && { ...mapping.file, at: mapping.file.at && [...mapping.file.at] },
      keyColumn: mapping.keyColumn,
      assignments: [...mapping.assignments],
      empty: mapping.empty,
    },
    options: { onDuplicate: settings.onDuplicate, sandbox: settings.sandbox, memory },
    delivery: { ...delivery },
  }
}

function sourceHeader({ file, source: wanted }: SyncSettings, prepared: Prepared): HeaderEntry['source'] {
  const { screened, survey, path } = prepared
  const { format, delimiter, columns } = screened.source
  const spooled = file === '-'
  return {
    path: file,
    file: spooled ? spoolName : path,
    spooled,
    format,
    delimiter,
    encoding: wanted.encoding,
    skip: wanted.skip,
    limit: wanted.limit,
    bytes: survey.bytes,
    digest: survey.digest,
    columns: columns === undefined ? undefined : [...columns],
  }
}
