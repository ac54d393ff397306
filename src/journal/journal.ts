import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { DiskError } from '../errors.js'
import { AppendFile, type MakeRoom, noRoom } from './append-file.js'
import type { HeaderEntry, LaterEntry, PulseEntry, SettledEntry } from './entry.js'
import { Ledger } from './ledger.js'
import { ReportPage } from './page.js'
import { cutTornLine, journalName, readEntries } from './read.js'
import { type ReportInput, Reports } from './reports.js'
import { Reserve } from './reserve.js'
import type { Summary } from './summary.js'

/**
 * The record of a run. Every entry goes to the ledger (what it adds up to), the file (what survives a kill) and the
 * reports (what users read), in that order: what the ledger will not have never reaches the disk.
 */
export class Journal {
  readonly header: HeaderEntry
  readonly ledger: Ledger
  readonly #file: AppendFile
  readonly #reports: Reports
  readonly #page: ReportPage
  readonly #reserve: Reserve

  private constructor(header: HeaderEntry, ledger: Ledger, parts: JournalParts) {
    this.header = header
    this.ledger = ledger
    this.#file = parts.file
    this.#reports = parts.reports
    this.#page = parts.page
    this.#reserve = parts.reserve
  }

  /** Starts a run's record. The journal appears by rename, so that it is there with its header whole or not at all. */
  static async create(folder: string, header: HeaderEntry): Promise<Journal> {
    const reserve = new Reserve(folder)
    await reserve.take()
    const reports = await Reports.create(folder, reportInput(header), reserve.makeRoom)
    await writeHeader(folder, header)
    const file = await AppendFile.open(join(folder, journalName), 'a', reserve.makeRoom)
    return new Journal(header, new Ledger(), { file, reports, page: pageOf(header), reserve })
  }

  /** Goes on with a run's record: reads it, writes its reports again, and appends to it. */
  static async resume(folder: string, header: HeaderEntry, at: number): Promise<Journal> {
    await cutTornLine(folder)
    const reserve = new Reserve(folder)
    await reserve.take()
    const { ledger, reports, page } = await replay(folder, header, reserve)
    const file = await AppendFile.open(join(folder, journalName), 'a', reserve.makeRoom)
    const journal = new Journal(header, ledger, { file, reports, page, reserve })
    journal.#record({ type: 'resumed', at })
    return journal
  }

  /**
   * Throws the first error of a write, to the journal or a report: nothing more may be sent. What is in flight can
   * still be settled, in the room that was kept for it.
   */
  checkDisk(): void {
    const trouble: DiskError | undefined = this.#file.trouble ?? this.#reports.trouble
    if (trouble !== undefined) throw trouble
  }

  /**
   * These rows are about to leave in a request that cannot be repeated safely; returns when that is on disk. Rejects
   * if the disk is in trouble: then they must not leave.
   */
  async intend(rows: readonly number[]): Promise<void> {
    this.#record({ type: 'intent', rows: [...rows] })
    try {
      await this.#file.sync()
      this.checkDisk()
    } catch (error) {
      this.withdraw(rows)
      throw error
    }
  }

  /** These rows were certainly not applied. */
  withdraw(rows: readonly number[]): void {
    const intended = rows.filter((row) => this.ledger.intended.has(row))
    if (intended.length > 0) this.#record({ type: 'withdrawn', rows: intended })
  }

  settle(entry: SettledEntry): void {
    this.#record(entry)
  }

  pulse(entry: PulseEntry): void {
    this.#record(entry)
  }

  end(entry: Extract<LaterEntry, { type: 'ended' }>): void {
    this.#record(entry)
  }

  /** Everything recorded so far is with the operating system: a kill of this process no longer loses it. */
  async flush(): Promise<void> {
    await this.#file.flush()
  }

  /** Waits, where more is waiting for the disk than memory should hold. Rejects if a write failed. */
  async drain(): Promise<void> {
    await this.#file.drain()
    await this.#reports.drain()
    this.checkDisk()
  }

  /** Writes the run's page, from everything that was recorded. */
  async writePage(folder: string, summary: Summary): Promise<void> {
    await this.#page.write(folder, summary)
  }

  /** Writes everything down and closes all files; rejects with the first failure, when all has been tried. */
  async close(): Promise<void> {
    const steps = [
      () => this.#file.sync(),
      () => this.#file.close(),
      () => this.#reports.close(),
      () => this.#reserve.release(),
    ]
    const failures: unknown[] = []
    for (const step of steps) await step().catch((error: unknown) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }

  #record(entry: LaterEntry): void {
    this.ledger.apply(entry)
    this.#file.append(`${JSON.stringify(entry)}\n`)
    // An outcome lost with the process costs a request that can be repeated; of one that cannot, the knowledge.
    if (this.ledger.heldNonReplayable) this.#file.writeNow()
    this.#reports.apply(entry)
    this.#page.apply(entry)
  }
}

interface JournalParts {
  readonly file: AppendFile
  readonly reports: Reports
  readonly page: ReportPage
  readonly reserve: Reserve
}

/** Folds a run's journal into a ledger, a page, and reports written anew. */
export async function replay(
  folder: string,
  header: HeaderEntry,
  { makeRoom = noRoom, onEntry }: { makeRoom?: MakeRoom; onEntry?: (entry: LaterEntry) => void } = {},
): Promise<{ ledger: Ledger; reports: Reports; page: ReportPage }> {
  const ledger = new Ledger()
  const page = pageOf(header)
  const reports = await Reports.create(folder, reportInput(header), makeRoom)
  for await (const entry of readEntries(folder)) {
    ledger.apply(entry)
    reports.apply(entry)
    page.apply(entry)
    onEntry?.(entry)
    await reports.drain()
  }
  return { ledger, reports, page }
}

function pageOf({ startedAt, source }: HeaderEntry): ReportPage {
  return new ReportPage(startedAt, source.columns)
}

function reportInput(header: HeaderEntry): ReportInput {
  return { format: header.source.format, columns: header.source.columns ?? [] }
}

async function writeHeader(folder: string, header: HeaderEntry): Promise<void> {
  const path = join(folder, journalName)
  try {
    await writeWhole(`${path}.new`, `${JSON.stringify({ ...header, type: 'run' })}\n`)
    await rename(`${path}.new`, path)
  } catch (error) {
    throw new DiskError(path, error)
  }
  await syncFolder(folder)
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is on disk only when its folder is; where folders cannot be opened (Windows) it is left to the system. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
