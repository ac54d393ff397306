import { resolve } from 'node:path'
import { issueEvent, type RunEvent } from '../delivery/events.js'
import { runLockPath } from '../runs/folders.js'
import { acquireLock } from '../runs/lock.js'
import type { HeaderEntry, LaterEntry } from './entry.js'
import { replay } from './journal.js'
import { Ledger } from './ledger.js'
import { missingWritten } from './missing.js'
import { readEntries, readHeader } from './read.js'
import { summarize, writeSummary } from './summarize.js'
import type { Summary } from './summary.js'

/** What a run's journal adds up to, without touching any file. */
export async function foldJournal(folder: string): Promise<Ledger> {
  const ledger = new Ledger()
  for await (const entry of readEntries(folder)) ledger.apply(entry)
  return ledger
}

interface RebuildControls {
  readonly listen: (event: RunEvent) => void
}

/**
 * Writes a run's reports, page and summary again from its journal, and nothing else. Tells `listen` of each row that
 * failed or is unknown. Throws LockedError while the run is under way: its reports are being written already.
 */
export async function rebuildReports(runFolder: string, controls: RebuildControls): Promise<Summary> {
  const folder = resolve(runFolder)
  const header = await readHeader(folder)
  const lock = await acquireLock(runLockPath(folder), { what: `the run in ${folder}` })
  try {
    return await rebuild(folder, header, controls)
  } finally {
    lock.release()
  }
}

async function rebuild(folder: string, header: HeaderEntry, { listen }: RebuildControls): Promise<Summary> {
  const { ledger, reports, page } = await replay(folder, header, {
    onEntry: (entry) => {
      for (const event of issueEvents(entry)) listen(event)
    },
  })
  await reports.close()
  const summary = summaryOf(folder, header, ledger)
  await writeSummary(folder, summary)
  await page.write(folder, summary)
  return summary
}

function issueEvents(entry: LaterEntry): RunEvent[] {
  if (entry.type !== 'settled') return []
  const { failed = [], unknown = [] } = entry
  return [
    ...failed.map((row) => issueEvent('failed', row, row)),
    ...unknown.map((row) => issueEvent('unknown', row, row)),
  ]
}

/**
 * The summary as the journal tells it. For a run that was killed, `pending` counts the rows that are known to have
 * been under way; others that were read left no trace, and are read again by a resumption.
 */
export function summaryOf(folder: string, header: HeaderEntry, ledger: Ledger): Summary {
  const { ended, counts, settled, intended } = ledger
  const pending = ended?.pending ?? intended.size
  return summarize(folder, header, ledger, {
    rows: { read: settled.size + pending, ...counts, pending },
    stopReason: ended?.stopReason ?? undefined,
    at: ended?.at ?? (ledger.lastAt || Date.parse(header.startedAt)),
    durationMs: ledger.earlierMs + (ended?.durationMs ?? 0),
    ended: ended !== undefined,
    missing: missingWritten(folder, header.source.format),
  })
}
