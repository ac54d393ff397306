import { type Command, Option } from 'commander'
import { InternalError } from '../../errors.js'
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.js'
import { commandLine, quoteForShell } from '../../shell.js'
import type { Target } from '../../targets/target.js'
import { exitCodes } from '../exit.js'
import { readText } from '../read-text.js'
import type { Context } from '../rooms.js'
import { sandboxHelp } from '../sandbox-help.js'
import * as unit from '../units.js'

/** What commander has read: text, or a list of texts for a repeatable option. */
interface Given {
  readonly port: string
  readonly host?: '127.0.0.1' | '::1'
  readonly seed?: string
  readonly latency?: string
  readonly jitter?: string
  readonly key?: readonly string[]
  readonly forbiddenKey?: readonly string[]
  readonly limit?: readonly string[]
  readonly fault?: readonly string[]
  readonly invalid?: 'failed' | 'refuse'
  readonly store: boolean
  readonly validate: boolean
  readonly json?: true
}

/** A key of the form that both vendors' keys may have. */
const anyKey = 'sandbox:sandbox'

export function addSandboxCommand(program: Command, context: Context): void {
  const command = program
    .command('sandbox')
    .description('serve a local stand-in for the APIs, until it is stopped')
    .option('--port <n>', 'port to listen on; 0 takes a free one', '8585')
    .addOption(new Option('--host <address>', 'loopback address').choices(['127.0.0.1', '::1']))
    .addOption(repeatable('--key <key>', 'an API key that is taken; repeatable (default: any)'))
    .addOption(repeatable('--forbidden-key <key>', 'an API key without permission: 403; repeatable'))
    .addOption(
      repeatable('--limit <spec>', "what an API grants; repeatable (default: the vendor's own limits)"),
    )
    .addOption(repeatable('--fault <spec>', 'something that goes wrong; repeatable'))
    .option('--latency <duration>', 'time that every request takes (default: none)')
    .option('--jitter <duration>', 'and at most how much longer, at random (default: none)')
    .option('--seed <n>', 'repeats what is drawn at random (default: 1)')
    .addOption(
      new Option(
        '--invalid <what>',
        'a Notifuse contact that breaks a rule: listed as failed, or a 400 for all',
      ).choices(['failed', 'refuse']),
    )
    .option('--no-store', 'count contacts and keep none: for load tests')
    .option('--no-validate', 'do not look at values')
    .option('--json', 'print the addresses as one line of JSON')
  command.addHelpText('after', sandboxHelp)
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
  const apiKey = given.key?.[0] ?? anyKey
  io.stdout.write(
    given.json === true ? asJson(sandbox, rooms.targets, apiKey) : asText(sandbox, rooms.targets, apiKey),
  )
  await ended
  await sandbox.close()
  return exitCodes.ok
}

function sandboxOptions(given: Given): SandboxOptions {
  const { host, port, seed, latency, jitter, key, forbiddenKey, limit, fault, invalid } = given
  const wait = unit.duration({ zero: true })
  return {
    port: readText('--port', unit.wholeNumber({ min: 0, max: 65_535 }), port),
    store: given.store,
    validate: given.validate,
    ...(host !== undefined && { host }),
    ...(seed !== undefined && { seed: readText('--seed', unit.wholeNumber({ min: 0 }), seed) }),
    ...(latency !== undefined && { latencyMs: readText('--latency', wait, latency) }),
    ...(jitter !== undefined && { jitterMs: readText('--jitter', wait, jitter) }),
    ...(key !== undefined && { keys: [...key] }),
    ...(forbiddenKey !== undefined && { forbiddenKeys: [...forbiddenKey] }),
    ...(limit !== undefined && { limits: [...limit] }),
    ...(fault !== undefined && { faults: [...fault] }),
    ...(invalid !== undefined && { notifuse: { invalid } }),
  }
}

function asJson(sandbox: Sandbox, targets: readonly Target[], apiKey: string): string {
  const roots = targets.map((target) => [target.name, rootFor(target, sandbox).href])
  const control = `${sandbox.url}/_sandbox/`
  return `${JSON.stringify({ url: sandbox.url, ...Object.fromEntries(roots), apiKey, control })}\n`
}

function asText(sandbox: Sandbox, targets: readonly Target[], apiKey: string): string {
  const control = `${sandbox.url}/_sandbox`
  const [first] = targets
  return [
    `The sandbox serves ${sandbox.url} until it is stopped (Ctrl-C). Try it:`,
    ...targets.flatMap((target) => [
      '',
      `${target.title}  ${rootFor(target, sandbox).href}`,
      trial(target, sandbox, apiKey),
    ]),
    '',
    'Look into it, and change it while it runs:',
    `  curl '${control}/contacts?api=${first?.name ?? ''}'`,
    `  curl ${control}/stats`,
    `  curl ${control}/requests`,
    `  curl -d 'reset-after:every=10' ${control}/faults`,
    `  curl -d 'fixed:calls=5,per=1s' ${control}/limits`,
    `  curl -X POST ${control}/reset`,
    '',
  ].join('\n')
}

/** A command that works as it stands: one contact, by standard input. */
function trial(target: Target, sandbox: Sandbox, apiKey: string): string {
  const [column = 'id'] = target.dialect.keyNames
  const words = ['contact-sync', target.name, target.operation, '--base-url', rootFor(target, sandbox).href]
  const sync = commandLine([...words, '--format', 'csv', '-'])
  return `  printf '${column}\\nana@example.com\\n' | ${target.apiKeyVariable}=${quoteForShell(apiKey)} ${sync}`
}

function rootFor({ name }: Target, { notifuseUrl, connectifUrl }: Sandbox): URL {
  const root = new Map([
    ['notifuse', notifuseUrl],
    ['connectif', connectifUrl],
  ]).get(name)
  if (root === undefined) throw new InternalError(`the sandbox stands in for no ${name}`)
  return new URL(root)
}
