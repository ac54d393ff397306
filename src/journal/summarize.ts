import { rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { quoteForShell } from '../shell.js'
import { toolVersion } from '../version.js'
import type { HeaderEntry } from './entry.js'
import type { Ledger } from './ledger.js'
import { reportPaths } from './reports.js'
import type { RowCounts, StopReason, Summary } from './summary.js'

/** How a session ended. */
export interface Ending {
  readonly rows: RowCounts
  readonly stopReason: StopReason | undefined
  /** Epoch milliseconds. */
  readonly at: number
  /** Of all sessions together. */
  readonly durationMs: number
  /** False for a run that was killed: it did not come to any end. */
  readonly ended: boolean
  /** Where `--report-missing` wrote, if it did. */
  readonly missing?: string | undefined
}

const summaryName = 'summary.json'

/** The summary of a whole run, from what its journal adds up to. */
export function summarize(folder: string, header: HeaderEntry, ledger: Ledger, ending: Ending): Summary {
  const { source, run, target, operation, startedAt } = header
  const status = statusOf(ending)
  return {
    schemaVersion: 1,
    tool: { name: 'contact-sync', version: toolVersion() },
    run,
    target,
    operation,
    source: { path: source.path, format: source.format, bytes: source.bytes },
    status,
    stopReason: ending.stopReason ?? null,
    exitCode: exitCodes[status],
    rows: ending.rows,
    requests: ledger.requests,
    startedAt,
    finishedAt: new Date(ending.at).toISOString(),
    durationMs: Math.round(ending.durationMs),
    reports: { ...reportPaths(folder, source.format), ...(ending.missing && { missing: ending.missing }) },
    resume:
      status === 'stopped' || status === 'refused' ? `contact-sync resume ${quoteForShell(folder)}` : null,
  }
}

/** The contract's exit codes for the four ways in which a run can end. */
const exitCodes = { succeeded: 0, partial: 1, refused: 3, stopped: 4 } as const satisfies Record<
  Summary['status'],
  number
>

function statusOf({ rows, stopReason, ended }: Ending): Summary['status'] {
  if (stopReason === 'unauthorized') return 'refused'
  if (stopReason !== undefined || !ended) return 'stopped'
  return rows.failed + rows.unknown > 0 ? 'partial' : 'succeeded'
}

/** What is wrong with the counts; undefined if every row that was read is accounted for. */
export function imbalance(rows: RowCounts): string | undefined {
  const { read, inserted, updated, unchanged, skipped, failed, unknown, pending } = rows
  const sum = inserted + updated + unchanged + skipped + failed + unknown + pending
  return read === sum ? undefined : `${read} rows were read, but ${sum} are accounted for`
}

/** Written whole or not at all. */
export async function writeSummary(folder: string, summary: Summary): Promise<void> {
  const path = join(folder, summaryName)
  const draft = join(folder, `.${basename(path)}.new`)
  await writeFile(draft, `${JSON.stringify(summary, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, path)
}
