import { exitCodes } from './exit.js'

const signals = ['SIGINT', 'SIGTERM'] as const

/** A stop that the user can ask for while a run goes on. */
export interface Stopper {
  /** Aborted with the reason `signal`. */
  readonly signal: AbortSignal
  /** Gives the signals back to the system. */
  dispose(): void
}

/**
 * The first SIGINT or SIGTERM asks the run to stop, the second ends the program at once: the journal holds what is
 * needed to go on. `first` and `second` are called before that, to say so.
 */
export function stopOnSignals(first: () => void, second: () => void): Stopper {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) {
      second()
      process.exit(exitCodes.stopped)
    }
    first()
    controller.abort('signal')
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
