import { Command } from 'commander'
import { toolVersion } from '../version.js'
import { addCompletionCommand } from './commands/completion.js'
import { addConfigCommand } from './commands/config.js'
import { addDoctorCommand } from './commands/doctor.js'
import { addExplainCommands } from './commands/explain.js'
import { addInitCommands } from './commands/init.js'
import { addReportCommand } from './commands/report.js'
import { addResumeCommand } from './commands/resume.js'
import { addRunsCommand } from './commands/runs.js'
import { addSandboxCommand } from './commands/sandbox.js'
import { addStateCommand } from './commands/state.js'
import { addSyncCommand } from './commands/sync.js'
import { examples, exitHelp, shapeHelp } from './help.js'
import type { Context } from './rooms.js'

/**
 * The whole command line. Parsing throws commander's errors and whatever a command throws; help goes to stdout, also
 * where it is shown because a command is missing.
 */
export function createProgram(context: Context): Command {
  const { stdout, env } = context.io
  const colors = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
  const program = new Command('contact-sync')
    .description(
      'Sync contacts in bulk from CSV and NDJSON files. Every row ends in exactly one known outcome.',
    )
    .version(toolVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stdout.write(text),
      outputError: () => {},
      getOutHasColors: () => colors,
      getErrHasColors: () => colors,
    })
  shapeHelp(program, stdout.columns || undefined, colors)
  program.addHelpText('after', examples(exampleLines(context)) + exitHelp())
  for (const target of context.rooms.targets) addSyncCommand(program, target, context)
  addInitCommands(program, context)
  addExplainCommands(program, context)
  addResumeCommand(program, context)
  addReportCommand(program, context)
  addStateCommand(program, context)
  addRunsCommand(program, context)
  addSandboxCommand(program, context)
  addConfigCommand(program, context)
  addDoctorCommand(program, context)
  addCompletionCommand(program, context)
  return program
}

function exampleLines({ rooms }: Context): readonly string[] {
  const lines = rooms.targets.map(({ name, operation }) => `contact-sync ${name} ${operation} contacts.csv`)
  const [first] = rooms.targets
  return first === undefined ? lines : [...lines, `contact-sync ${first.name} ${first.operation} --help`]
}
