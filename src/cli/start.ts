import { tuneHeap } from './heap.js'
import type { Io } from './io.js'
import { fail, firstVoice, run } from './run.js'
import { rooms } from './wiring.js'

/** Runs the program on the process's own streams and environment. The result is the exit code. */
export async function start(argv: readonly string[]): Promise<number> {
  tuneHeap()
  const io: Io = { stdout: process.stdout, stderr: process.stderr, env: process.env }
  const voice = firstVoice(argv, process.env)
  keepQuietWhenNobodyReads(process.stdout)
  keepQuietWhenNobodyReads(process.stderr)
  const onFault = (error: unknown) => process.exit(fail(error, io, voice))
  process.on('uncaughtException', onFault)
  process.on('unhandledRejection', onFault)
  return run(argv, rooms, io, voice)
}

/** A reader that has gone (`| head`) is no fault of the run's: it goes on and keeps its exit code. */
function keepQuietWhenNobodyReads(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
