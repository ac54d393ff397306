import { CommanderError } from 'commander'
import type { Environment } from './environment.js'
import { variableOf } from './environment.js'
import { exitCodes, failureEvent, failureOf, failureText } from './exit.js'
import type { Io } from './io.js'
import { printable } from './printable.js'
import { createProgram } from './program.js'
import type { Context, Rooms } from './rooms.js'
import { usageError } from './usage.js'

/** How errors are shown. */
export interface Voice {
  json: boolean
  verbose: boolean
}

/** Runs a command line to its end; never throws. The result is the exit code. */
export async function run(argv: readonly string[], rooms: Rooms, io: Io, voice: Voice): Promise<number> {
  let code: number = exitCodes.ok
  const context: Context = {
    rooms,
    io,
    exit: (chosen) => {
      code = chosen
    },
    show: ({ logFormat, volume }) => {
      voice.json = logFormat === 'json'
      voice.verbose = volume === 'verbose'
    },
  }
  const program = createProgram(context)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error, io, voice)
    const shownHelp = error.exitCode === 0 || error.code === 'commander.help'
    return shownHelp ? exitCodes.ok : fail(usageError(error, program, argv, rooms.targets), io, voice)
  }
}

/** Says what went wrong, on stderr. The result is the exit code. */
export function fail(error: unknown, io: Io, voice: Voice): number {
  const failure = failureOf(error)
  const event = () => ({ time: new Date().toISOString(), ...failureEvent(failure, voice.verbose) })
  io.stderr.write(
    voice.json ? `${JSON.stringify(event())}\n` : printable(failureText(failure, voice.verbose)),
  )
  return failure.exitCode
}

/** How errors are shown before the settings are known: what the words on the command line say for sure. */
export function firstVoice(argv: readonly string[], env: Environment): Voice {
  const format = argv.indexOf('--log-format')
  const flagged = argv.includes('--log-format=json') || (format !== -1 && argv[format + 1] === 'json')
  return {
    json: flagged || env[variableOf('log-format')] === 'json',
    verbose: argv.includes('-v') || argv.includes('--verbose'),
  }
}
