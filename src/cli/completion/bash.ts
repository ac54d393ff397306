import { quoteForShell } from '../../shell.js'
import type { CommandModel, OptionModel, Values } from './model.js'

/** For bash 3.2 and later, without the bash-completion package. */
export function bashScript(commands: readonly CommandModel[]): string {
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [quoteForShell(path)]))
  return `# bash completion of contact-sync
_contact_sync() {
  local IFS=$' \\t\\n' at= options= operand= values= word i
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  # bash takes --option=value apart.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="$at\${at:+/}\${COMP_WORDS[i]}"
    case "$word" in ${paths.join('|')}) at=$word ;; esac
  done
  case "$at" in
${commands.map(commandCase).join('')}  esac
  [[ -z $values && $cur != -* ]] && values=$operand
  case "$values" in
    '') COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
    file) _contact_sync_paths -f "$cur" ;;
    folder) _contact_sync_paths -d "$cur" ;;
    anything) ;;
    *) COMPREPLY=($(compgen -W "\${values#words:}" -- "$cur")) ;;
  esac
}
_contact_sync_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$2"))
}
complete -F _contact_sync contact-sync
`
}

function commandCase({ path, commands, options, operand }: CommandModel): string {
  const names = options.flatMap((option) => option.names).join(' ')
  const operands: Values | undefined = commands.length > 0 ? commands.map(({ name }) => name) : operand
  const withValue = options.filter(({ values }) => values !== undefined)
  return `    ${path === '' ? "''" : quoteForShell(path)})
      options=${quoteForShell(names)} operand=${quoteForShell(valueWords(operands ?? 'anything'))}
      case "$prev" in
${withValue.map(optionCase).join('')}      esac ;;
`
}

function optionCase({ names, values }: OptionModel): string {
  return `        ${names.join('|')}) values=${quoteForShell(valueWords(values ?? 'anything'))} ;;\n`
}

function valueWords(values: Values): string {
  return typeof values === 'string' ? values : `words:${values.join(' ')}`
}
