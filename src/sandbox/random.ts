/** Spreads the bits of a 32-bit number, so that neighbouring inputs have nothing in common. */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/**
 * A number in [0, 1) that depends on nothing but its arguments. There is no state to share, so what one fault draws
 * never changes what another one does, and a seed repeats a whole run.
 */
export function chance(seed: number, salt: number, n: number): number {
  return mix(mix(mix(seed) + salt) + n) / 2 ** 32
}

/** The same for a text: a contact key always draws the same number. */
export function chanceOf(seed: number, salt: number, text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return chance(seed, salt, hash)
}
