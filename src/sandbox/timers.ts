/** Timers that all end when the sandbox does. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>()
  #closed = false

  /** Runs an action after so many milliseconds; at once for 0. */
  readonly later = (ms: number, action: () => void): void => {
    if (this.#closed) return
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

  /** Nothing runs from now on. */
  close(): void {
    this.#closed = true
    for (const timer of this.#running) clearTimeout(timer)
    this.#running.clear()
  }
}
