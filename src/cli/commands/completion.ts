import { Argument, type Command } from 'commander'
import { completionScript, type Shell, shells } from '../completion/script.js'
import { exitCodes } from '../exit.js'
import { section } from '../help.js'
import type { Context } from '../rooms.js'

export function addCompletionCommand(program: Command, context: Context): void {
  const command = program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>').choices(shells))
  command.addHelpText(
    'after',
    section('Installation', [
      'bash   contact-sync completion bash > ~/.local/share/bash-completion/completions/contact-sync',
      `zsh    contact-sync completion zsh > "\${fpath[1]}/_contact-sync"`,
      'fish   contact-sync completion fish > ~/.config/fish/completions/contact-sync.fish',
    ]),
  )
  command.action((shell: Shell) => {
    const targets = context.rooms.targets.map(({ name }) => name)
    context.io.stdout.write(completionScript(program, shell, targets))
    context.exit(exitCodes.ok)
  })
}
