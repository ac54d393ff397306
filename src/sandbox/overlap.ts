/**
 * Watches that no contact is in two requests at the same time, and in none of them twice: a client that lets this
 * happen cannot know which of its writes comes last.
 */
export class OverlapWatch {
  /** Contacts that came while another request that held them was under way. */
  overlaps = 0
  /** Contacts that came twice in one request. */
  repeats = 0
  /** Requests under way, now and at most. */
  inFlight = 0
  peak = 0
  readonly #underWay = new Map<string, number>()

  /** A request comes. Returns what is to be called, once or more, when it is over. */
  enter(keys: readonly string[]): () => void {
    this.inFlight++
    this.peak = Math.max(this.peak, this.inFlight)
    const own = new Set(keys)
    this.repeats += keys.length - own.size
    for (const key of own) this.#add(key)
    let over = false
    return () => {
      if (over) return
      over = true
      this.inFlight--
      for (const key of own) this.#remove(key)
    }
  }

  #add(key: string): void {
    const others = this.#underWay.get(key) ?? 0
    if (others > 0) this.overlaps++
    this.#underWay.set(key, others + 1)
  }

  #remove(key: string): void {
    const left = (this.#underWay.get(key) ?? 1) - 1
    if (left === 0) this.#underWay.delete(key)
    else this.#underWay.set(key, left)
  }
}
