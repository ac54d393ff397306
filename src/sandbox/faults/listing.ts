import type { JsonValue } from '../../json.js'

/** The ids of a Notifuse batch, by what became of them; after a fault, anything else. */
export interface Listing {
  inserted: JsonValue[]
  updated: JsonValue[]
  failed: JsonValue[]
}

/** How an id that was dealt with can come back wrong. */
export type Distortion = 'missing' | 'foreign' | 'repeated' | 'not-string' | 'contradictory'

/** What stands for an id that is no string: one after the other. */
const notStrings: readonly JsonValue[] = [null, 42, { id: 'x' }, true, ['x']]

/** Puts one id of a listing wrong. `n`: how many were before it. */
export function distort(listing: Listing, id: string, distortion: Distortion, n: number): void {
  const arrays = [listing.inserted, listing.updated, listing.failed]
  const array = arrays.find((ids) => ids.includes(id))
  if (array === undefined) return
  const at = array.indexOf(id)
  if (distortion === 'missing') array.splice(at, 1)
  else if (distortion === 'foreign') array[at] = `foreign-${n}`
  else if (distortion === 'repeated') array.push(id)
  else if (distortion === 'not-string') array[at] = notStrings[n % notStrings.length] ?? null
  else if (array === listing.failed) listing.inserted.push(id)
  else listing.failed.push(id)
}
