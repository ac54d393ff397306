import type { Command } from 'commander'
import { bashScript } from './bash.js'
import { fishScript } from './fish.js'
import { type CommandModel, modelOf } from './model.js'
import { zshScript } from './zsh.js'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  string,
  (commands: readonly CommandModel[]) => string
>

export type Shell = keyof typeof scripts
export const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[]

/** The completion script of a shell, made from the commands and options as they are. */
export function completionScript(program: Command, shell: Shell, targets: readonly string[]): string {
  return scripts[shell](modelOf(program, targets))
}
