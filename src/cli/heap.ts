import { setFlagsFromString } from 'node:v8'

/**
 * Tells V8 that what this program makes is short-lived: records by the million, each gone once it was sent. Flags that
 * can still be set when the process runs; docs/performance.md has what they bring.
 */
export function tuneHeap(): void {
  // V8 sees a chunk of records survive a collection, and places all later ones where the dead are kept for long.
  setFlagsFromString('--no-allocation-site-pretenuring')
  // The old generation is collected when it has grown by half, not when it is several times as large.
  setFlagsFromString('--heap-growing-percent=50')
}
