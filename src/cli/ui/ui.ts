import type { Listener } from '../../delivery/events.js'
import type { Summary } from '../../journal/summary.js'
import type { Io } from '../io.js'
import type { OptionName } from '../options.js'
import type { Settings } from '../settings.js'
import type { KnownLimit } from './progress.js'

/** What is shown while a run goes on. All of it goes to stderr. */
export interface Ui {
  readonly listen: Listener
  /** Something that the command line itself has to say. */
  warn(message: string): void
  /** The user asked to stop. */
  stopping(): void
  /** Ends the live line, if there is one; nothing is drawn afterwards. */
  close(): void
}

/** How a run is shown. */
export interface OutputSettings {
  /** The summary as JSON on stdout. */
  readonly json: boolean
  readonly logFormat: 'text' | 'json'
  readonly volume: 'quiet' | 'normal' | 'verbose'
  readonly progress: boolean
  readonly color: boolean
}

export function outputSettings(settings: Settings): OutputSettings {
  const { values } = settings
  return {
    json: values.json,
    logFormat: values['log-format'],
    volume: volumeOf(settings),
    progress: !values['no-progress'],
    color: !values['no-color'],
  }
}

/** `-v` over `quiet: true` in a file is verbose: the stronger source is what the user wants now. */
function volumeOf({ values, origin }: Settings): OutputSettings['volume'] {
  const strength = ['flag', 'environment', 'file', 'default']
  const rank = (name: OptionName) =>
    values[name] === true ? strength.indexOf(origin(name).kind) : strength.length
  if (rank('quiet') === rank('verbose')) return 'normal'
  return rank('quiet') < rank('verbose') ? 'quiet' : 'verbose'
}

/** True where a line can be drawn again and again: a terminal that is neither dumb nor a CI's log. */
export function canDrawLive({ stderr, env }: Io): boolean {
  const inCi = (env.CI ?? '') !== '' && env.CI !== 'false'
  return stderr.isTTY === true && env.TERM !== 'dumb' && !inCi
}

/** The run's display: JSON events, or text with a live line or one every ten seconds. */
export async function openUi(output: OutputSettings, limit: KnownLimit, io: Io): Promise<Ui> {
  if (output.logFormat === 'json') {
    const { jsonUi } = await import('./json-ui.js')
    return jsonUi(output, io.stderr)
  }
  const { textUi } = await import('./text-ui.js')
  return textUi(output, limit, io)
}

/** True if the run ended in a way that `-q` must speak of. */
export function isTrouble(summary: Summary): boolean {
  return summary.status !== 'succeeded'
}
