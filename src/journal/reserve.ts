import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DiskError } from '../errors.js'
import type { MakeRoom } from './append-file.js'

/** Enough for the outcomes of everything that can be in flight when a disk fills up. */
const reserveBytes = 1024 * 1024

/**
 * Room on the disk that is taken at the start of a run and given up when the disk is full, so that the answers to
 * what is in flight can still be written down.
 */
export class Reserve {
  readonly #path: string
  #held = false
  #given: Promise<void> | undefined

  constructor(folder: string) {
    this.#path = join(folder, '.reserve')
  }

  /** Takes the room; a disk with none to spare fails here, with a DiskError, before anything is sent. */
  async take(): Promise<void> {
    this.#held = true
    try {
      await writeFile(this.#path, Buffer.alloc(reserveBytes, '.'), { mode: 0o600 })
    } catch (error) {
      await this.release()
      throw new DiskError(this.#path, error)
    }
  }

  /** Gives the room up, for all who ask: journal and reports find the disk full at the same time. */
  readonly makeRoom: MakeRoom = async () => {
    if (!this.#held) return false
    return this.release().then(
      () => true,
      () => false,
    )
  }

  async release(): Promise<void> {
    if (!this.#held) return
    this.#given ??= rm(this.#path, { force: true })
    await this.#given
  }
}
