import { type FileHandle, open } from 'node:fs/promises'
import { DiskError } from '../errors.js'

/** Called when a write fails; true if something was given up so that it is worth trying once more. */
export type MakeRoom = () => Promise<boolean>

/** There is nothing to give up. */
export const noRoom: MakeRoom = () => Promise.resolve(false)

/** Text that may wait in memory for the disk before writers are asked to wait. */
const highWater = 4 * 1024 * 1024
/** Text is written once this much has come together, or this many milliseconds after it was handed over. */
const enoughToWrite = 256 * 1024
const longestWaitMs = 100

/**
 * A file that is only ever appended to, by many at once: what arrives while a write is under way goes out with the
 * next one, so that a thousand small appends cost a few writes, and those who wait for the disk share one fsync.
 *
 * The first failure sticks: from then on nothing is written, and every wait rejects with it. A failure that was got
 * over by making room only tells those who would begin something new (`trouble`).
 */
export class AppendFile {
  readonly path: string
  readonly #file: FileHandle
  readonly #makeRoom: MakeRoom
  #pending: string[] = []
  #pendingSize = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  #failure: DiskError | undefined
  #trouble: DiskError | undefined

  private constructor(path: string, file: FileHandle, makeRoom: MakeRoom) {
    this.path = path
    this.#file = file
    this.#makeRoom = makeRoom
  }

  /** Opens the file for appending; it is made, for its owner alone, if it is not there. */
  static async open(path: string, flags: 'a' | 'w', makeRoom: MakeRoom = noRoom): Promise<AppendFile> {
    const file = await open(path, flags, 0o600).catch((error: unknown) => {
      throw new DiskError(path, error)
    })
    return new AppendFile(path, file, makeRoom)
  }

  /** The first error of a write, even if it was got over: nothing new should be begun. */
  get trouble(): DiskError | undefined {
    return this.#trouble ?? this.#failure
  }

  /** Hands the text over; it is written by itself, soon: a write costs as much as mapping ten rows. */
  append(text: string): void {
    this.#pending.push(text)
    this.#pendingSize += text.length
    if (this.#pendingSize >= enoughToWrite) this.writeNow()
    else this.#timer ??= setTimeout(() => this.writeNow(), longestWaitMs)
  }

  /** Begins to write what was handed over, without waiting for it. */
  writeNow(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing ??= this.#write()
  }

  /** Waits, where more is waiting for the disk than memory should hold. */
  async drain(): Promise<void> {
    while (this.#pendingSize > highWater) await this.#written()
    this.#rethrow()
  }

  /** Everything appended so far is with the operating system: a kill of this process no longer loses it. */
  async flush(): Promise<void> {
    this.writeNow()
    while (this.#writing !== undefined) await this.#writing
    this.#rethrow()
  }

  /** Everything appended so far is on the disk: a power cut no longer loses it. */
  async sync(): Promise<void> {
    // An fsync under way may have begun before the last append, so it does not count: wait for the one after it.
    await this.#syncing
    this.#syncing ??= this.#sync()
    await this.#syncing
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#file.close()
    }
  }

  async #sync(): Promise<void> {
    try {
      await this.flush()
      await this.#file.datasync().catch((error: unknown) => {
        this.#failure ??= new DiskError(this.path, error)
      })
      this.#rethrow()
    } finally {
      this.#syncing = undefined
    }
  }

  async #write(): Promise<void> {
    // Let the rest of this turn append too.
    await Promise.resolve()
    while (this.#pending.length > 0 && this.#failure === undefined) {
      const chunk = Buffer.from(this.#pending.join(''), 'utf8')
      this.#pending = []
      this.#pendingSize = 0
      await this.#writeAll(chunk)
    }
    this.#writing = undefined
  }

  /** One `write` may take only a part, on a disk that is nearly full above all. */
  async #writeAll(chunk: Buffer): Promise<void> {
    let written = 0
    while (written < chunk.length) {
      try {
        written += (await this.#file.write(chunk, written, chunk.length - written)).bytesWritten
      } catch (error) {
        const trouble = new DiskError(this.path, error)
        if (this.#trouble === undefined && (await this.#makeRoom())) {
          this.#trouble = trouble
          continue
        }
        this.#failure = trouble
        return
      }
    }
  }

  async #written(): Promise<void> {
    await this.#writing
    this.#rethrow()
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure
  }
}
