import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import type { Target } from '../../targets/target.js'
import { exitCodes } from '../exit.js'
import { findTarget } from '../find-target.js'
import { addOptions, flagLayer } from '../flags.js'
import { examples } from '../help.js'
import type { Io } from '../io.js'
import { chosenMemory, ownMemories, whichMemory } from '../memory-choice.js'
import { readText } from '../read-text.js'
import type { Context } from '../rooms.js'
import { resolveSettings, type Settings } from '../settings.js'
import { textLines } from '../text-lines.js'
import { count } from '../ui/format.js'
import { importText, memoryJson, memoryText } from '../ui/memory.js'
import * as unit from '../units.js'
import { writeLines } from '../write-lines.js'

/** What commander has read of the options that a sync does not have. */
interface Given {
  readonly target?: string
  readonly json?: true
  readonly all?: true
  readonly keys?: string
}

/** What a command on memories works with. */
interface Work {
  readonly target: Target | undefined
  readonly settings: Settings
  readonly given: Given
  readonly io: Io
  /** How the memory is opened. */
  readonly open: { readonly waitLockMs: number | undefined }
}

export function addStateCommand(program: Command, context: Context): void {
  const group = program.command('state').description('what --changed-only remembers')
  const add = (
    name: string,
    help: string,
    run: (work: Work, operands: readonly string[]) => Promise<number>,
  ) => addMemoryCommand(group.command(name).description(help), context, run)

  add('show', 'show what is remembered: how much, how old, where', show)
  add('forget', 'forget contacts, so that the next run sends them', forget)
    .argument('[key...]', 'their keys')
    .optionsGroup('Which contacts:')
    .option('--keys <file>', 'read the keys from a file, one a line; - for standard input')
    .option('--all', 'delete the whole memory')
  add('prune', 'forget the contacts that no input held for so long', prune).argument('<age>', '90d, 1w')
  add('export', 'write a memory as NDJSON', exportTo).argument(
    '[file]',
    'where to; standard output without it',
  )
  add('import', 'add what was exported to the memory of the same target and base URL', importFrom).argument(
    '<file>',
    'the export; - for standard input',
  )
}

function addMemoryCommand(
  command: Command,
  context: Context,
  run: (work: Work, operands: readonly string[]) => Promise<number>,
): Command {
  const names = context.rooms.targets.map(({ name }) => name)
  command.optionsGroup('Which memory:').option('--target <name>', names.join(' or '))
  addOptions(command, ['base-url', 'account', 'api-key-file', 'state', 'wait-lock', 'config'])
  command.optionsGroup('Output:').option('--json', 'print JSON')
  const path = `contact-sync state ${command.name()}`
  command.addHelpText('after', examples([`${path} --target ${names[0]} --account shop${sample(command)}`]))
  return command.action(async () => {
    const work = await prepare(command, context)
    context.exit(await run(work, command.args))
  })
}

function sample(command: Command): string {
  const operands = new Map([
    ['forget', ' ana@example.com'],
    ['prune', ' 90d'],
    ['export', ' memory.ndjson'],
    ['import', ' memory.ndjson'],
  ])
  return operands.get(command.name()) ?? ''
}

async function prepare(command: Command, { rooms, io }: Context): Promise<Work> {
  const given: Given = command.opts()
  const target = given.target === undefined ? undefined : findTarget(given.target, rooms.targets)
  const flags = flagLayer(command, target)
  const settings = await resolveSettings({ flags, env: io.env, targets: rooms.targets, target })
  return { target, settings, given, io, open: { waitLockMs: settings.values['wait-lock'] } }
}

async function oneMemory({ target, settings, io }: Work): Promise<string> {
  const path = await chosenMemory(target, settings, io.env)
  if (path === undefined) throw whichMemory()
  return path
}

/** Of the memory that is meant, or of all there are. */
async function show(work: Work): Promise<number> {
  const { target, settings, given, io } = work
  const { showMemory } = await import('../../state/manage.js')
  const chosen = await chosenMemory(target, settings, io.env)
  const all = await Promise.all(
    (chosen === undefined ? ownMemories() : [chosen]).map((path) => showMemory(path, work.open)),
  )
  const facts = all.filter((one) => one !== undefined)
  const nothing =
    chosen === undefined ? 'Nothing is remembered yet.\n' : `Nothing is remembered at ${chosen}.\n`
  say(io, given, facts.map(memoryJson), facts.length === 0 ? nothing : facts.map(memoryText).join('\n'))
  return exitCodes.ok
}

async function forget(work: Work, keys: readonly string[]): Promise<number> {
  const { given, io, open } = work
  const ways = [given.all === true, given.keys !== undefined, keys.length > 0].filter(Boolean).length
  if (ways !== 1) {
    const hint = 'Name their keys, or give --keys <file>, or --all.'
    throw new UsageError(
      ways === 0 ? 'forget which contacts?' : 'keys, --keys and --all cannot go together',
      { hint },
    )
  }
  const path = await oneMemory(work)
  const { forgetAll, forgetKeys } = await import('../../state/manage.js')
  if (given.all === true) {
    const forgotten = await forgetAll(path, open)
    say(io, given, { forgotten, notThere: 0 }, `Forgotten: ${count(forgotten)}; ${path} is deleted.\n`)
    return exitCodes.ok
  }
  const result = await forgetKeys(path, given.keys === undefined ? keys : filled(given.keys), open)
  const { forgotten, notThere } = result
  say(io, given, result, `Forgotten: ${count(forgotten)}. Not remembered: ${count(notThere)}.\n`)
  return exitCodes.ok
}

async function* filled(file: string): AsyncGenerator<string> {
  for await (const line of textLines(file)) if (line !== '') yield line
}

async function prune(work: Work, [age = '']: readonly string[]): Promise<number> {
  const ageMs = readText('<age>', unit.duration(), age)
  const path = await oneMemory(work)
  const { pruneMemory } = await import('../../state/manage.js')
  const forgotten = await pruneMemory(path, ageMs, work.open)
  say(work.io, work.given, { forgotten }, `Forgotten: ${count(forgotten)}.\n`)
  return exitCodes.ok
}

async function exportTo(work: Work, [file]: readonly string[]): Promise<number> {
  const path = await oneMemory(work)
  const { exportMemory } = await import('../../state/transfer.js')
  await writeLines(exportMemory(path, work.open), file === '-' ? undefined : file, work.io.stdout)
  return exitCodes.ok
}

/** Exits 1 if not all of the file could be taken over. */
async function importFrom(work: Work, [file = '-']: readonly string[]): Promise<number> {
  const { settings, given, io } = work
  const [{ importMemory }, { accountOf, memoryPath, stateHome }] = await Promise.all([
    import('../../state/transfer.js'),
    import('../../state/location.js'),
  ])
  const { state, account } = settings.values
  const result = await importMemory(textLines(file), {
    ...work.open,
    pathFor: (identity) => state ?? memoryPath(stateHome(), identity),
    account: account === undefined ? undefined : accountOf('', account),
  })
  say(io, given, result, importText(result))
  return result.failed + result.absent > 0 ? exitCodes.rowsFailed : exitCodes.ok
}

function say(io: Io, { json }: Given, data: unknown, text: string): void {
  io.stdout.write(json === true ? `${JSON.stringify(data, null, 2)}\n` : text)
}
