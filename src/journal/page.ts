import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ReportFold } from '../report-html/fold.js'
import { recordValues } from '../report-html/issues.js'
import type { LaterEntry, ReportedRow, SettledEntry } from './entry.js'
import { isSyncColumn } from './reports.js'
import type { Summary } from './summary.js'

export const pageName = 'report.html'

/** The run's page, folded from its journal as the reports are, and rendered once at the end. */
export class ReportPage {
  readonly #fold = new ReportFold()
  readonly #columns: readonly string[] | undefined

  constructor(startedAt: string, columns: readonly string[] | undefined) {
    this.#columns = columns
    this.#fold.session(Date.parse(startedAt))
  }

  apply(entry: LaterEntry): void {
    if (entry.type === 'settled') this.#settled(entry)
    else if (entry.type === 'resumed') this.#fold.session(entry.at)
    else if (entry.type === 'pulse') {
      for (const [status, ms, count] of entry.calls) {
        for (let call = 0; call < count; call++) this.#fold.called(entry.at, status, ms)
      }
      for (const [from, until, reason] of entry.waits) this.#fold.waited(from, until, reason)
    }
  }

  /** Writes the page, for its owner alone, whole or not at all. */
  async write(folder: string, summary: Summary): Promise<void> {
    const { renderReport } = await import('../report-html/render.js')
    const draft = join(folder, `.${pageName}.new`)
    await writeFile(draft, renderReport(this.#fold.data(summary)), { mode: 0o600 })
    await rename(draft, join(folder, pageName))
  }

  #settled(entry: SettledEntry): void {
    for (const kind of ['inserted', 'updated', 'skipped'] as const) {
      const rows = entry[kind]?.rows.length ?? 0
      if (rows > 0) this.#fold.settled(entry.at, kind, rows)
    }
    for (const [first, last] of entry.unchanged ?? []) {
      this.#fold.settled(entry.at, 'unchanged', last - first + 1)
    }
    for (const outcome of ['failed', 'unknown'] as const) {
      for (const row of entry[outcome] ?? []) this.#issue(entry.at, outcome, row)
    }
  }

  #issue(at: number, outcome: 'failed' | 'unknown', reported: ReportedRow): void {
    this.#fold.settled(at, outcome, 1)
    const { row, line, code, message, attempts, field, reason = message } = reported
    const key = reported.key ?? undefined
    this.#fold.issue({ outcome, row, line, key, code, message, attempts, reason, field }, () =>
      this.#values(reported),
    )
  }

  #values(reported: ReportedRow) {
    return recordValues(reported, this.#columns).filter(([name]) => !isSyncColumn(name))
  }
}
