import { MappingError } from '../errors.js'

/** Where in what the user wrote a problem stands. */
export interface Spot {
  /** `mapping.yaml:7:5`, `--set "plan=Plan"`; undefined where the message says it all. */
  readonly text: string | undefined
  /** Problems are shown in this order: the offset in the mapping file. */
  readonly order: number
}

/** The spot of something that the user wrote, or of a part of it (`['values', 'yes']`). */
export type Locate = (path?: readonly PropertyKey[]) => Spot

export const nowhere: Locate = () => ({ text: undefined, order: Number.POSITIVE_INFINITY })

interface Problem {
  readonly spot: Spot
  readonly message: string
}

const shownAtMost = 20

/** Everything that is wrong with a mapping, so that it can be said at once. */
export class Problems {
  readonly #found: Problem[] = []

  add(spot: Spot, message: string): void {
    this.#found.push({ spot, message })
  }

  get none(): boolean {
    return this.#found.length === 0
  }

  /** Throws MappingError with all of them, one a line, in the order of the file. */
  raise(hint?: string): never {
    const lines = this.#found
      .toSorted((a, b) => (a.spot.order < b.spot.order ? -1 : a.spot.order > b.spot.order ? 1 : 0))
      .slice(0, shownAtMost)
      .map(({ spot, message }) => (spot.text === undefined ? message : `${spot.text}: ${message}`))
    const left = this.#found.length - lines.length
    if (left > 0) lines.push(`… and ${left} more`)
    throw new MappingError(lines.join('\n'), { hint })
  }
}

/** Names as a message lists them: quoted, some twenty at most. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownAtMost).map((name) => `"${name}"`)
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`)
  return shown.join(', ')
}
