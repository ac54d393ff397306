import { resolve } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../errors.js'
import { runsFolder } from '../../runs/folders.js'
import { exitCodes } from '../exit.js'
import { addOptions } from '../flags.js'
import { examples } from '../help.js'
import type { Io } from '../io.js'
import { printable } from '../printable.js'
import { readText } from '../read-text.js'
import type { Context } from '../rooms.js'
import type { ListedRun } from '../run-folders.js'
import { byteText, count, counted, timeText } from '../ui/format.js'
import { pathShortener } from '../ui/short-path.js'
import { table } from '../ui/table.js'
import * as unit from '../units.js'

/** What commander has read. */
interface Given {
  readonly prune?: string
  readonly unfinished?: true
  readonly json?: true
}

export function addRunsCommand(program: Command, context: Context): void {
  const command = program
    .command('runs')
    .description('list the run folders here and the unfinished runs anywhere; clear old ones')
    .argument('[folder]', `where to look (default: ${runsFolder})`)
    .option('--prune <age>', 'delete the files of finished runs that ended longer ago than that (30d)')
    .option('--unfinished', 'with --prune: those that stopped early too; they can not be resumed then')
    .option('--json', 'print JSON')
  addOptions(command, [])
  command.addHelpText('after', examples(['contact-sync runs', 'contact-sync runs --prune 30d']))
  command.action(async (folder: string | undefined, given: Given) => {
    context.exit(await runRuns(resolve(folder ?? runsFolder), given, context.io))
  })
}

async function runRuns(root: string, { prune, unfinished, json }: Given, io: Io): Promise<number> {
  if (unfinished === true && prune === undefined) {
    throw new UsageError('--unfinished says nothing without --prune', { hint: 'Add --prune <age>.' })
  }
  const age = prune === undefined ? undefined : readText('--prune', unit.duration({ zero: true }), prune)
  const { listRuns, pruneRuns } = await import('../run-folders.js')
  const runs = listRuns(root)
  if (age === undefined) {
    io.stdout.write(json === true ? asJson(runs.map(forJson)) : listText(runs, root, io))
    return exitCodes.ok
  }
  const { removed, left } = await pruneRuns(runs, age, unfinished)
  const paths = { removed: removed.map(({ path }) => path), left: left.map(({ path }) => path) }
  const bytes = [...removed, ...left].reduce((sum, run) => sum + run.bytes, 0)
  io.stdout.write(json === true ? asJson({ ...paths, bytes }) : prunedText(paths, bytes))
  return exitCodes.ok
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function forJson({ path, run, status, summary, lastChange, bytes, ...head }: ListedRun): object {
  const { target, operation, source, startedAt } = head
  return {
    run,
    target,
    operation,
    source,
    status: statusOf({ status, summary }),
    stopReason: summary?.stopReason ?? null,
    rows: status === 'under-way' ? null : (summary?.rows ?? null),
    startedAt,
    lastChange: new Date(lastChange).toISOString(),
    bytes,
    folder: path,
  }
}

/** `under-way`, `unfinished` (killed), else as the summary says: `succeeded`, `partial`, `stopped`, `refused`. */
function statusOf({ status, summary }: Pick<ListedRun, 'status' | 'summary'>): string {
  return status === 'under-way' ? status : (summary?.status ?? 'unfinished')
}

function listText(runs: readonly ListedRun[], root: string, io: Io): string {
  const shorten = pathShortener(io.stdout)
  if (runs.length === 0) return `There are no runs in ${shorten(root)}.\n`
  const lines = runs.map((run) => [
    run.run,
    run.target,
    statusOf(run),
    rowsText(run),
    `${timeText(Math.max(0, Date.now() - run.lastChange))} ago`,
    byteText(run.bytes),
    printable(shorten(run.path)),
  ])
  const head = ['run', 'target', 'status', 'rows', 'ended', 'size', 'folder']
  return `${table([head, ...lines], [5]).join('\n')}\n${totalText(runs)}`
}

/** `1,234, 3 failed`; a run that was killed has no counts yet: `contact-sync report` makes them. */
function rowsText({ status, summary }: ListedRun): string {
  if (status === 'under-way' || summary === undefined) return ''
  const { read = 0, failed = 0, unknown = 0, pending = 0 } = summary.rows
  const rest = Object.entries({ failed, unknown, pending }).filter(([, rows]) => rows > 0)
  return [count(read), ...rest.map(([name, rows]) => `${count(rows)} ${name}`)].join(', ')
}

function totalText(runs: readonly ListedRun[]): string {
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0)
  const open = runs.filter(({ status }) => status === 'unfinished').length
  const hint = open === 0 ? '' : `\nGo on with one that stopped early: contact-sync resume <folder>`
  return `\n${counted(runs.length, 'run')}, ${byteText(bytes)}${hint}\n`
}

function prunedText(paths: { removed: readonly string[]; left: readonly string[] }, bytes: number): string {
  const lines = [
    ...paths.removed.map((path) => `deleted  ${path}`),
    ...paths.left.map((path) => `emptied  ${path} (it holds files that are not the run's)`),
  ]
  const total = counted(lines.length, 'run')
  return `${[...lines.map(printable), `${total} cleared, ${byteText(bytes)}`].join('\n')}\n`
}
