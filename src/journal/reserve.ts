import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

  constructor(folder: string) {
    this.#path = join(folder, '.reserve')
  }

  /** Takes the room; a disk with none to spare fails here, before anything is sent. */
  async take(): Promise<void> {
    this.#held = true
    await writeFile(this.#path, Buffer.alloc(reserveBytes, '.'), { mode: 0o600 })
  }

  /** Gives the room up: true the first time. */
  readonly makeRoom: MakeRoom = async () => {
    const held = this.#held
    await this.release()
    return held
  }

  async release(): Promise<void> {
    if (!this.#held) return
    this.#held = false
    await rm(this.#path, { force: true })
  }
}
