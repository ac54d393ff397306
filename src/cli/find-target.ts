import { UsageError } from '../errors.js'
import { nearest } from '../nearest.js'
import type { Target } from '../targets/target.js'

/** The target of that name. Throws UsageError that names the nearest. */
export function findTarget(name: string, targets: readonly Target[]): Target {
  const found = targets.find((target) => target.name === name)
  if (found !== undefined) return found
  const names = targets.map((target) => target.name)
  throw new UsageError(`there is no target ${JSON.stringify(name)}`, {
    hint: `Did you mean ${nearest(name, names) ?? names.join(' or ')}?`,
  })
}
