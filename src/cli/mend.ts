import { commandLine } from '../shell.js'
import type { Target } from '../targets/target.js'
import type { OptionName } from './options.js'
import { isFlag, optionInfo, optionNames } from './options.js'
import type { Settings } from './settings.js'

/** What says something about the first file or the first run only. */
const notAgain: ReadonlySet<OptionName> = new Set<OptionName>([
  'format',
  'delimiter',
  'encoding',
  'skip',
  'limit',
  'continue',
  'again',
  'report-dir',
  'report-missing',
])

/** The command that gives a report of failed rows back, with the options of the run that wrote it. */
export function mendCommand(target: Target, settings: Settings, report: string): string {
  const options = optionNames.flatMap((name) => {
    const text = settings.texts.get(name)
    if (text === undefined || settings.origin(name).kind !== 'flag' || notAgain.has(name)) return []
    if (optionInfo(name).secret === true) return []
    if (!isFlag(name)) return [`--${name}`, text]
    return settings.values[name] === true ? [`--${name}`] : []
  })
  const assignments = settings.assignments
    .filter(({ origin }) => origin.kind === 'flag')
    .flatMap(({ option, text }) => [`--${option}`, text])
  return commandLine(['contact-sync', target.name, target.operation, ...options, ...assignments, report])
}
