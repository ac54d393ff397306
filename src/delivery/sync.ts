import { resolve } from 'node:path'
import { type HeaderEntry, journalVersion } from '../journal/entry.js'
import { NewRunFolder, newRunId, spool, spoolName } from '../journal/folder.js'
import { Journal } from '../journal/journal.js'
import type { Summary } from '../journal/summary.js'
import type { RunControls, SyncSettings } from '../run.js'
import { surveyInput } from '../sources/open.js'
import { toolVersion } from '../version.js'
import { conduct } from './conduct.js'
import { stdinLabel } from './input.js'
import { openScreened, type Screened } from './screened.js'

/** What was found before anything was sent. */
interface Prepared {
  readonly screened: Screened
  readonly survey: { readonly digest: string; readonly bytes: number }
  readonly path: string
}

/**
 * Starts a run: checks everything that can be checked before anything is sent, binds the run to what it found, and
 * conducts it to its end. What cannot be run throws a ContactSyncError and leaves no folder behind.
 */
export async function sync(settings: SyncSettings, controls: RunControls): Promise<Summary> {
  const startedAt = new Date()
  const run = newRunId(settings.target.name, startedAt, settings.file)
  const folder = new NewRunFolder(settings.reportDir ?? resolve('contact-sync-runs', run))
  await folder.check()
  const { prepared, journal } = await begin(settings, folder, run, startedAt)
  const { target, baseUrl, apiKey, delivery } = settings
  const { screened } = prepared
  return conduct(
    {
      folder: folder.path,
      journal,
      target,
      baseUrl,
      apiKey,
      screened,
      recall: undefined,
      settings: delivery,
      resumed: false,
    },
    controls,
  )
}

/** Everything up to the journal's header; undone without a trace if it fails. */
async function begin(
  settings: SyncSettings,
  folder: NewRunFolder,
  run: string,
  startedAt: Date,
): Promise<{ prepared: Prepared; journal: Journal }> {
  try {
    const prepared = await prepare(settings, folder)
    await folder.make()
    const journal = await Journal.create(folder.path, header(settings, prepared, run, startedAt))
    return { prepared, journal }
  } catch (error) {
    await folder.undo()
    throw error
  }
}

async function prepare(settings: SyncSettings, folder: NewRunFolder): Promise<Prepared> {
  const path = await findInput(settings, folder)
  const label = settings.file === '-' ? stdinLabel : settings.file
  const survey = await surveyInput(path, { ...settings.source, label })
  return { screened: await openScreened({ path, label }, settings), survey, path }
}

/** Standard input is spooled into the run's folder, so that a resumption can read it again. */
async function findInput(settings: SyncSettings, folder: NewRunFolder): Promise<string> {
  if (settings.file !== '-') return resolve(settings.file)
  await folder.make()
  return spool(process.stdin, folder.path)
}

function header(settings: SyncSettings, prepared: Prepared, run: string, startedAt: Date): HeaderEntry {
  const { target, mapping, delivery } = settings
  return {
    type: 'run',
    version: journalVersion,
    tool: toolVersion(),
    run,
    target: target.name,
    operation: target.operation,
    baseUrl: settings.baseUrl.href.replace(/\/+$/, ''),
    startedAt: startedAt.toISOString(),
    source: sourceHeader(settings, prepared),
    mapping: {
      file: mapping.file,
      keyColumn: mapping.keyColumn,
      assignments: [...mapping.assignments],
      empty: mapping.empty,
    },
    options: { onDuplicate: settings.onDuplicate, sandbox: settings.sandbox },
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
