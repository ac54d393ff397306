import type { RunEvent } from '../../delivery/events.js'
import type { Stream } from '../io.js'
import { isTrouble, type OutputSettings, type Ui } from './ui.js'

const progressEveryMs = 10_000

/** One JSON object a line: the run's events, each with its `time`. */
export function jsonUi(output: OutputSettings, stderr: Stream, now: () => number = Date.now): Ui {
  let lastProgress = now()
  const write = (event: object) => {
    stderr.write(`${JSON.stringify({ time: new Date(now()).toISOString(), ...event })}\n`)
  }
  const wanted = (event: RunEvent): boolean => {
    if (output.volume === 'quiet') return event.type === 'finished' && isTrouble(event.summary)
    if (event.type === 'request' || event.type === 'issue') return output.volume === 'verbose'
    if (event.type !== 'progress') return true
    if (now() - lastProgress < progressEveryMs) return false
    lastProgress = now()
    return true
  }
  return {
    listen: (event) => {
      if (wanted(event)) write(event)
    },
    warn: (message) => {
      if (output.volume !== 'quiet') write({ type: 'warning', message })
    },
    stopping: () => {},
    close: () => {},
  }
}
