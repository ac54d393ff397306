import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { InternalError, UsageError } from '../../errors.js'
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.js'
import { commandLine } from '../../shell.js'
import type { Target } from '../../targets/target.js'
import { exitCodes } from '../exit.js'
import { examples } from '../help.js'
import type { Context } from '../rooms.js'
import * as unit from '../units.js'

/** What commander has read: text, or a list of texts for a repeatable option. */
interface Given {
  readonly port?: string
  readonly seed?: string
  readonly latency?: string
  readonly jitter?: string
  readonly key?: readonly string[]
  readonly limit?: readonly string[]
  readonly fault?: readonly string[]
  readonly json?: true
}

export function addSandboxCommand(program: Command, context: Context): void {
  const command = program
    .command('sandbox')
    .description('serve a local stand-in for the APIs, until it is stopped')
    .option('--port <n>', 'port to listen on (default: a free one)')
    .addOption(repeatable('--key <key>', 'an API key that is taken; repeatable (default: any)'))
    .addOption(
      repeatable('--limit <spec>', "what an API grants; repeatable (default: the vendor's own limits)"),
    )
    .addOption(repeatable('--fault <spec>', 'something that goes wrong; repeatable'))
    .option('--latency <duration>', 'time that every request takes (default: none)')
    .option('--jitter <duration>', 'and at most how much longer, at random (default: none)')
    .option('--seed <n>', 'repeats what is drawn at random (default: 1)')
    .option('--json', 'print the addresses as one line of JSON')
  command.addHelpText(
    'after',
    examples([
      'contact-sync sandbox --port 8080',
      "contact-sync sandbox --limit 'fixed:calls=100,per=1min' --latency 50ms",
    ]),
  )
  command.action(async (given: Given) => context.exit(await serve(given, context)))
}

function repeatable(flags: string, help: string): Option {
  return new Option(flags, help).argParser((text, before) =>
    Array.isArray(before) ? [...before, text] : [text],
  )
}

async function serve(given: Given, { rooms, io }: Context): Promise<number> {
  const options = sandboxOptions(given)
  const start = await rooms.startSandbox()
  const sandbox = await start(options)
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const write = given.json === true ? asJson : asText
  io.stdout.write(write(sandbox, rooms.targets))
  await ended
  await sandbox.close()
  return exitCodes.ok
}

function sandboxOptions({ port, seed, latency, jitter, key, limit, fault }: Given): SandboxOptions {
  return {
    ...(port !== undefined && { port: read('--port', unit.wholeNumber({ min: 0, max: 65_535 }), port) }),
    ...(seed !== undefined && { seed: read('--seed', unit.wholeNumber({ min: 0 }), seed) }),
    ...(latency !== undefined && { latencyMs: read('--latency', unit.duration({ zero: true }), latency) }),
    ...(jitter !== undefined && { jitterMs: read('--jitter', unit.duration({ zero: true }), jitter) }),
    ...(key !== undefined && { keys: [...key] }),
    ...(limit !== undefined && { limits: [...limit] }),
    ...(fault !== undefined && { faults: [...fault] }),
  }
}

function read<T>(option: string, schema: z.ZodType<T, string>, text: string): T {
  const result = schema.safeParse(text)
  if (result.success) return result.data
  throw new UsageError(`${option}: ${JSON.stringify(text)} ${result.error.issues[0]?.message ?? 'is wrong'}`)
}

function asJson(sandbox: Sandbox, targets: readonly Target[]): string {
  const roots = targets.map((target) => [target.name, rootFor(target, sandbox).href])
  return `${JSON.stringify({ url: sandbox.url, ...Object.fromEntries(roots) })}\n`
}

function asText(sandbox: Sandbox, targets: readonly Target[]): string {
  const lines = targets.flatMap((target) => {
    const { name, operation, title, apiKeyVariable } = target
    const command = commandLine([
      'contact-sync',
      name,
      operation,
      '--base-url',
      rootFor(target, sandbox).href,
    ])
    return [`${title}:`, `  ${apiKeyVariable}=sandbox:sandbox ${command} contacts.csv`]
  })
  return `The sandbox serves ${sandbox.url} until it is stopped (Ctrl-C). Try it:\n\n${lines.join('\n')}\n`
}

function rootFor({ name }: Target, { notifuseUrl, connectifUrl }: Sandbox): URL {
  const root = new Map([
    ['notifuse', notifuseUrl],
    ['connectif', connectifUrl],
  ]).get(name)
  if (root === undefined) throw new InternalError(`the sandbox stands in for no ${name}`)
  return new URL(root)
}
