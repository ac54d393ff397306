import { resolve } from 'node:path'
import { type HeaderEntry, journalVersion } from '../journal/entry.js'
import { NewRunFolder, newRunId, spool, spoolName } from '../journal/folder.js'
import { Journal } from '../journal/journal.js'
import type { Summary } from '../journal/summary.js'
import { compileMapping } from '../mapping/compile.js'
import type { Mapper } from '../mapping/mapper.js'
import type { RunControls, SyncSettings } from '../run.js'
import { openSource, surveyInput } from '../sources/open.js'
import type { Source } from '../sources/source.js'
import { toolVersion } from '../version.js'
import { conduct } from './conduct.js'
import { sendEverything } from './intake.js'

/** What was found before anything was sent. */
interface Prepared {
  readonly source: Source
  readonly mapper: Mapper
  readonly survey: { readonly digest: string; readonly bytes: number }
  readonly file: string
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
  let source: Source | undefined
  let journal: Journal
  let prepared: Prepared
  try {
    prepared = await prepare(settings, folder)
    source = prepared.source
    await folder.make()
    journal = await Journal.create(folder.path, header(settings, prepared, run, startedAt))
  } catch (error) {
    await folder.undo(source?.format)
    throw error
  }
  const { target, apiKey, delivery } = settings
  const { mapper } = prepared
  return conduct(
    {
      folder: folder.path,
      journal,
      target,
      apiKey,
      source: prepared.source,
      mapper,
      screen: sendEverything,
      recall: undefined,
      settings: delivery,
      resumed: false,
    },
    controls,
  )
}

async function prepare(settings: SyncSettings, folder: NewRunFolder): Promise<Prepared> {
  const file = await findInput(settings, folder)
  const survey = await surveyInput(file, settings.source)
  const source = await openSource(file, settings.source)
  const mapper = await compileMapping(settings.mapping, source, settings.target.dialect)
  return { source, mapper, survey, file }
}

async function findInput(settings: SyncSettings, folder: NewRunFolder): Promise<string> {
  if (settings.file !== '-') return resolve(settings.file)
  await folder.make()
  return spool(process.stdin, folder.path)
}

function header(settings: SyncSettings, prepared: Prepared, run: string, startedAt: Date): HeaderEntry {
  const { target, file, mapping, source: wanted, delivery } = settings
  const { source, survey } = prepared
  const spooled = file === '-'
  return {
    type: 'run',
    version: journalVersion,
    tool: toolVersion(),
    run,
    target: target.name,
    operation: target.operation,
    baseUrl: settings.baseUrl.href.replace(/\/+$/, ''),
    startedAt: startedAt.toISOString(),
    source: {
      path: file,
      file: spooled ? spoolName : prepared.file,
      spooled,
      format: source.format,
      delimiter: source.delimiter,
      encoding: wanted.encoding,
      skip: wanted.skip,
      limit: wanted.limit,
      bytes: survey.bytes,
      digest: survey.digest,
      columns: source.columns === undefined ? undefined : [...source.columns],
    },
    mapping: {
      file: mapping.file,
      keyColumn: mapping.keyColumn,
      assignments: [...mapping.assignments],
      empty: mapping.empty,
    },
    options: { onDuplicate: settings.onDuplicate, sandbox: false },
    delivery: { ...delivery },
  }
}
