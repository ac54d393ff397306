import type { Io, Stream } from '../io.js'

export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'bad' | 'doubtful' | 'accent'
/** Puts a text in a tone; leaves it as it is where there are no colors. */
export type Style = (text: string, tone: Tone) => string

export const plainStyle: Style = (text) => text

/** Colors for a stream: none with `NO_COLOR` or `--no-color`, off a terminal (but for `FORCE_COLOR`), on a dumb one. */
export async function styleFor(stream: Stream, io: Io, colors: boolean): Promise<Style> {
  if (!wantsColor(stream, io, colors)) return plainStyle
  const { Chalk, supportsColor, supportsColorStderr } = await import('chalk')
  const support = stream === io.stdout ? supportsColor : supportsColorStderr
  if (support === false) return plainStyle
  const chalk = new Chalk({ level: support.level })
  const tones: Record<Tone, (text: string) => string> = {
    plain: String,
    strong: chalk.bold,
    faint: chalk.dim,
    good: chalk.green,
    bad: chalk.red,
    doubtful: chalk.yellow,
    accent: chalk.cyan,
  }
  return (text, tone) => (text === '' ? text : tones[tone](text))
}

function wantsColor(stream: Stream, { env }: Io, colors: boolean): boolean {
  if (!colors || (env.NO_COLOR ?? '') !== '') return false
  return stream.isTTY === true || (env.FORCE_COLOR ?? '') !== ''
}
