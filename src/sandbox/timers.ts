/** Timers that all end when the sandbox does. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>()

  /** Runs an action after so many milliseconds; at once for 0. */
  readonly later = (ms: number, action: () => void): void => {
    if (ms <= 0) {
      action()
      return
    }
    const timer = setTimeout(() => {
      this.#running.delete(timer)
      action()
    }, ms)
    this.#running.add(timer)
  }

  /** Whatever waits never runs. */
  close(): void {
    for (const timer of this.#running) clearTimeout(timer)
    this.#running.clear()
  }
}
