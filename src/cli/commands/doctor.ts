import type { Command } from 'commander'
import type { Target } from '../../targets/target.js'
import { type Check, exitCodeOf, skipped, wrongBy } from '../doctor/check.js'
import type { Environment } from '../environment.js'
import { findTarget } from '../find-target.js'
import { addOptions, flagLayer } from '../flags.js'
import { examples, exitHelp } from '../help.js'
import { printable } from '../printable.js'
import type { Context } from '../rooms.js'
import { resolveSettings, type Settings, type SettingsSources } from '../settings.js'
import { type Style, styleFor, type Tone } from '../ui/style.js'
import { wrap } from '../ui/wrap.js'
import { textWidth } from './show-summary.js'

/** No step is waited for longer than this, whatever `--timeout` allows a sync. */
const longestStepMs = 10_000

export function addDoctorCommand(program: Command, context: Context): void {
  const names = context.rooms.targets.map(({ name }) => name)
  const command = program
    .command('doctor')
    .description('check the set-up, the API key and the way to the API; no contact is written')
    .argument('<target>', names.join(' or '))
  command.optionsGroup('Output:').option('--json', 'print JSON')
  addOptions(command, ['base-url', 'api-key-file', 'state', 'report-dir', 'timeout', 'no-color', 'config'])
  const lines = names.map((name) => `contact-sync doctor ${name}`)
  command.addHelpText('after', examples(lines) + exitHelp())
  command.action(async (name: string) => context.exit(await runDoctor(name, command, context)))
}

async function runDoctor(name: string, command: Command, { rooms, io }: Context): Promise<number> {
  const target = findTarget(name, rooms.targets)
  const { options, ...flags } = flagLayer(command, target)
  // This command's own --json says nothing about a sync's.
  const others = new Map([...options].filter(([option]) => option !== 'json'))
  const sources = { flags: { ...flags, options: others }, env: io.env, targets: rooms.targets, target }
  const checks = await examine(target, sources, io.env)
  const exitCode = exitCodeOf(checks)
  if (options.has('json')) {
    io.stdout.write(`${JSON.stringify({ target: name, exitCode, checks }, null, 2)}\n`)
  } else {
    const style = await styleFor(io.stdout, io, !options.has('no-color'))
    io.stdout.write(checksText(checks, textWidth(io.stdout), style))
  }
  return exitCode
}

async function examine(target: Target, sources: SettingsSources, env: Environment): Promise<Check[]> {
  const local = await import('../doctor/local.js')
  const node = local.checkNode()
  let settings: Settings
  try {
    settings = await resolveSettings(sources)
  } catch (error) {
    const rest = skipped('the rest', 'looked at once the configuration can be read')
    return [node, wrongBy('configuration', error), rest]
  }
  const { check, apiKey } = await local.checkKey(target, settings, env)
  const onTheWay = await examineWay(target, settings, apiKey, env)
  return [node, local.checkConfiguration(settings), check, ...local.checkFolders(settings), ...onTheWay]
}

async function examineWay(
  target: Target,
  { values }: Settings,
  apiKey: string | undefined,
  env: Environment,
): Promise<Check[]> {
  const [{ checkProxy, checkWay }, { checkApi }] = await Promise.all([
    import('../doctor/network.js'),
    import('../doctor/ask.js'),
  ])
  const baseUrl = values['base-url'] ?? new URL(target.defaultBaseUrl)
  const timeoutMs = Math.min(values.timeout, longestStepMs)
  const { checks, proxy, usable } = checkProxy(baseUrl, env)
  if (!usable) return [...checks, skipped('API', 'not asked: the proxy cannot be used')]
  const way = await checkWay(baseUrl, proxy, timeoutMs)
  if (way.some(({ status }) => status === 'wrong'))
    return [...checks, ...way, skipped('API', 'not asked: there is no way to it')]
  return [...checks, ...way, ...(await checkApi({ target, baseUrl, apiKey, proxy, timeoutMs }))]
}

const looks: Readonly<Record<Check['status'], readonly [word: string, tone: Tone]>> = {
  ok: ['ok', 'good'],
  doubtful: ['?', 'doubtful'],
  wrong: ['WRONG', 'bad'],
  skipped: ['-', 'faint'],
}

function checksText(checks: readonly Check[], width: number, style: Style): string {
  const nameWidth = Math.max(...checks.map(({ name }) => name.length))
  const lines = checks.flatMap((check) => {
    const [word, tone] = looks[check.status]
    const lead = `${word.padEnd(5)}  ${check.name.padEnd(nameWidth)}  `
    const [first = '', ...more] = wrap(printable(check.message), width, lead)
    const hint = check.hint === undefined ? [] : wrap(printable(check.hint), width, ' '.repeat(lead.length))
    return [
      style(word.padEnd(5), tone) + first.slice(5),
      ...more,
      ...hint.map((line) => style(line, 'strong')),
    ]
  })
  return `${lines.join('\n')}\n\n${verdict(checks)}\n`
}

function verdict(checks: readonly Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  const [bad, open] = [count('wrong'), count('doubtful')]
  if (bad > 0) return bad === 1 ? 'One thing is wrong.' : `${bad} things are wrong.`
  if (open > 0) return 'Nothing is wrong for certain; look at what is marked with a question mark.'
  return 'All is well.'
}
