import pLimit, { type LimitFunction } from 'p-limit'

/**
 * Runs tasks side by side, a set number at most. It is fed only while it has room: p-limit's own queue is
 * unbounded, and a million waiting tasks would cost a gigabyte.
 */
export class Lanes {
  readonly #limit: LimitFunction
  readonly #onError: (error: unknown) => void
  #wake: (() => void) | undefined

  constructor(width: number, onError: (error: unknown) => void) {
    this.#limit = pLimit(width)
    this.#onError = onError
  }

  get active(): number {
    return this.#limit.activeCount + this.#limit.pendingCount
  }

  /** Returns once the task has a lane, before it is done. One caller at a time. */
  async start(task: () => Promise<void>): Promise<void> {
    await this.narrowTo(this.#limit.concurrency - 1)
    this.#limit(task)
      .catch(this.#onError)
      .finally(() => this.#wake?.())
  }

  /** Waits until at most `count` tasks are running. */
  async narrowTo(count: number): Promise<void> {
    while (this.active > count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
