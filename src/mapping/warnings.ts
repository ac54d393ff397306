import { listed } from './problems.js'

const atMost = 50

/** What the user should know, each said once and some dozens at most, however long the file is. */
export class Warnings {
  readonly list: string[] = []
  readonly #said = new Set<string>()

  add(message: string): void {
    if (this.#said.has(message) || this.#said.size >= atMost) return
    this.#said.add(message)
    this.list.push(
      this.#said.size === atMost ? 'there are more warnings of this kind, which are not shown' : message,
    )
  }

  /** Columns or names that are left out, by the reason. */
  passedOver(names: readonly string[], because: string): void {
    if (names.length === 0) return
    const what = names.length === 1 ? `${listed(names)} is passed over` : `${listed(names)} are passed over`
    this.add(`${what}: ${because}`)
  }
}
