import { quoteForShell } from '../../shell.js'
import type { CommandModel, OptionModel, Values } from './model.js'

/** For zsh's own completion system. */
export function zshScript(commands: readonly CommandModel[]): string {
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [path]))
  return `#compdef contact-sync
_contact_sync() {
  local at= word i=2
  while (( i < CURRENT )); do
    word="$at\${at:+/}\${words[i]}"
    case "$word" in
      ${paths.join('|')}) at=$word ;;
      *) break ;;
    esac
    (( i++ ))
  done
  words=(contact-sync "\${(@)words[i,-1]}")
  (( CURRENT -= i - 2 ))
  case "$at" in
${commands.map(commandCase).join('')}  esac
}
if [ "$funcstack[1]" = _contact_sync ]; then
  _contact_sync "$@"
else
  compdef _contact_sync contact-sync
fi
`
}

function commandCase({ path, commands, options, operand }: CommandModel): string {
  const specs = options.map(optionSpec)
  const list = commands.map(({ name, help }) => quoteForShell(`${name}:${escaped(help)}`))
  const operands =
    list.length > 0
      ? [quoteForShell('1: :->commands')]
      : operand === undefined
        ? []
        : [quoteForShell(`*:operand:${action(operand)}`)]
  const call = ['_arguments -S', ...specs, ...operands].join(' \\\n        ')
  const describe =
    list.length === 0
      ? ''
      : `      local -a commands=(${list.join(' ')})\n      if [[ $state == commands ]]; then _describe command commands; fi\n`
  return `    ${path === '' ? "''" : path})\n      local state line\n      ${call}\n${describe}      ;;\n`
}

function optionSpec({ names, help, values, repeatable }: OptionModel): string {
  const others = repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : ''
  const rest = `[${escaped(help)}]${values === undefined ? '' : `:value:${action(values)}`}`
  // With the sign a long option takes its value as --name value and as --name=value.
  const sign = (name: string) => (values !== undefined && name.startsWith('--') ? '=' : '')
  return names.map((name) => quoteForShell(`${others}${name}${sign(name)}${rest}`)).join(' ')
}

function action(values: Values): string {
  if (values === 'file') return '_files'
  if (values === 'folder') return '_files -/'
  return values === 'anything' ? ' ' : `(${values.join(' ')})`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, '\\$&')
}
