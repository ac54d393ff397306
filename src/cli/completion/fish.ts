import type { CommandModel, OptionModel, Values } from './model.js'

/** For fish 3 and later. */
export function fishScript(commands: readonly CommandModel[]): string {
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [path]))
  return `# fish completion of contact-sync
function __contact_sync_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -l -c / -- "$at/$word")
        contains -- $next ${paths.join(' ')}; and set at $next
    end
    test "$at" = "$argv[1]"
end
complete -c contact-sync -f
${commands.map(commandLines).join('')}`
}

function commandLines({ path, commands, options, operand }: CommandModel): string {
  const start = `complete -c contact-sync -n ${quoted(`__contact_sync_at '${path}'`)}`
  const names = commands.map(({ name, help }) => `${start} -a ${name} -d ${quoted(help)}\n`)
  const operands = operand === undefined || commands.length > 0 ? '' : `${start}${operandWords(operand)}\n`
  return [...names, operands, ...options.map((option) => `${start} ${optionWords(option)}\n`)].join('')
}

function operandWords(values: Values): string {
  if (values === 'file') return ' -F'
  if (values === 'folder') return " -a '(__fish_complete_directories)'"
  return values === 'anything' ? '' : ` -a ${quoted(values.join(' '))}`
}

function optionWords({ names, help, values }: OptionModel): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  return [...flags, ...(values === undefined ? [] : [valueWords(values)]), `-d ${quoted(help)}`].join(' ')
}

function valueWords(values: Values): string {
  if (values === 'file') return '-r -F'
  if (values === 'folder') return "-x -a '(__fish_complete_directories)'"
  return values === 'anything' ? '-x' : `-x -a ${quoted(values.join(' '))}`
}

/** In fish a backslash escapes a quote within single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
