import { nearest } from '../nearest.js'
import type { Target } from '../targets/target.js'
import type { Given, GivenList, Layer, Origin } from './layer.js'
import { assignmentOptions, type OptionName, optionNames } from './options.js'

export type Environment = Readonly<Record<string, string | undefined>>

const prefix = 'CONTACT_SYNC_'

/** `max-failed` → `CONTACT_SYNC_MAX_FAILED` */
export function variableOf(option: string): string {
  return prefix + option.toUpperCase().replaceAll('-', '_')
}

/** The settings in `CONTACT_SYNC_…`. An empty variable counts as not set; a repeatable option has one value a line. */
export function environmentLayer(env: Environment, target: Target | undefined): Layer {
  const options = new Map<OptionName, Given>()
  for (const name of optionNames) {
    const text = env[variableOf(name)]
    if (text !== undefined && text !== '') options.set(name, { text, origin: origin(name) })
  }
  const assignments = new Map<string, GivenList>()
  for (const { name } of target === undefined ? [] : assignmentOptions(target)) {
    const texts = (env[variableOf(name)] ?? '').split('\n').filter((line) => line.trim() !== '')
    if (texts.length > 0) assignments.set(name, { texts, origin: origin(name) })
  }
  return { options, assignments }
}

function origin(option: string): Origin {
  return { kind: 'environment', variable: variableOf(option) }
}

/** A warning for each `CONTACT_SYNC_…` variable that is no option's: most likely mistyped. */
export function unknownVariables(env: Environment, targets: readonly Target[]): readonly string[] {
  const known = new Set<string>(optionNames.map(variableOf))
  for (const target of targets) for (const { name } of assignmentOptions(target)) known.add(variableOf(name))
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .map((name) => {
      const near = nearest(
        name.slice(prefix.length),
        [...known].map((other) => other.slice(prefix.length)),
      )
      return `the variable ${name} is no option${near === undefined ? '' : `; did you mean ${prefix}${near}?`}`
    })
}
