import { chmodSync, existsSync, rmSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { RootDatabase, RootDatabaseOptions } from 'lmdb'
import { reasonOf, StateError } from '../errors.js'
import { lmdbProblem } from './lmdb-check.js'

/** The kinds of records that a memory holds; each is numbered from 0. */
export type RecordKind = 'about' | 'entries' | 'names' | 'seen'

export interface NumberedRecord {
  readonly kind: RecordKind
  readonly number: number
  readonly data: Uint8Array
}

type Database = RootDatabase<Uint8Array, [RecordKind, number]>

const checksumSize = 4

/**
 * A file of numbered records in LMDB: written some at a time, all of them or none, whenever the process is killed.
 * Each carries a checksum, so that damage is an error and never a wrong answer.
 */
export class RecordFile {
  readonly path: string
  readonly #open: () => Database
  #database: Database

  private constructor(path: string, open: () => Database) {
    this.path = path
    this.#open = open
    this.#database = open()
  }

  /** Opens the file, or makes one. Throws StateError for a file that LMDB would crash on. */
  static async open(path: string): Promise<RecordFile> {
    const problem = existsSync(path) ? lmdbProblem(path) : undefined
    if (problem !== undefined) throw damaged(path, problem)
    const { open } = await import('lmdb')
    const file = new RecordFile(path, () => open<Uint8Array, [RecordKind, number]>({ path, ...options }))
    tighten(path)
    return file
  }

  /** How many records there are, of all kinds. */
  get count(): number {
    const stats: unknown = this.#database.getStats()
    const known = typeof stats === 'object' && stats !== null && 'entryCount' in stats
    return known && typeof stats.entryCount === 'number' ? stats.entryCount : 0
  }

  /** A copy of the record; undefined if there is none. */
  get(kind: RecordKind, number: number): Uint8Array<ArrayBuffer> | undefined {
    // LMDB's own buffer, good until the next read.
    const stored = this.#database.getBinaryFast([kind, number])
    if (stored === undefined) return undefined
    if (stored.length < checksumSize) throw damaged(this.path, 'a record is damaged')
    const data = new Uint8Array(stored.length - checksumSize)
    data.set(stored.subarray(checksumSize, stored.length))
    if (crc32(data, number) !== stored.readUInt32LE(0)) throw damaged(this.path, 'a record is damaged')
    return data
  }

  /**
   * Writes all records or none, and returns when they are on the disk. Blocks for as long as the disk takes to
   * flush: call it a few times a second at most.
   */
  write(records: readonly NumberedRecord[]): void {
    try {
      this.#database.transactionSync(() => {
        for (const { kind, number, data } of records)
          this.#database.putSync([kind, number], sealed(data, number))
      })
    } catch (error) {
      // LMDB says what the system said, then where in the file.
      const [reason] = reasonOf(error).split(': ')
      throw new StateError(`Cannot write to ${this.path}: ${reason}.`, {
        hint: 'Free some space on its disk, or name another place with --state.',
        cause: error,
      })
    }
  }

  /**
   * Gives back the memory in which the file is mapped: after all of it was read, that is as much as the file, and
   * counts as the process's own.
   */
  async unmap(): Promise<void> {
    await this.#database.close()
    this.#database = this.#open()
  }

  async close(): Promise<void> {
    await this.#database.close()
    rmSync(`${this.path}-lock`, { force: true })
  }
}

/**
 * `overlappingSync` would let a file that another machine opens fall back to an older state of itself, and so bring
 * back what was forgotten on purpose. `permissionsMode` is missing from the types of lmdb.
 */
const options: RootDatabaseOptions & { permissionsMode: number } = {
  noSubdir: true,
  encoding: 'binary',
  overlappingSync: false,
  pageSize: 4096,
  maxDbs: 1,
  permissionsMode: 0o600,
}

/** For a file that a cache or a copy brought back with other rights; not ours to change if it is another user's. */
function tighten(path: string): void {
  try {
    chmodSync(path, 0o600)
  } catch {
    // It could be opened, so the run can go on.
  }
}

function sealed(data: Uint8Array, number: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(checksumSize + data.length)
  bytes.writeUInt32LE(crc32(data, number), 0)
  bytes.set(data, checksumSize)
  return bytes
}

/** The error for a file that is not what it should be. */
export function damaged(path: string, problem: string): StateError {
  return new StateError(`What --changed-only remembers cannot be read from ${path}: ${problem}.`, {
    hint: 'Put back a copy of it, or delete it: the next run then sends every contact again.',
  })
}
