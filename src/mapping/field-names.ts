/**
 * What makes a name unfit for a field of any target, as a clause; undefined if nothing. `__proto__` would reach into
 * JavaScript's objects here and at any API written in it.
 */
export function unfitName(name: string): string | undefined {
  if (name === '') return 'a field needs a name'
  return name === '__proto__' ? '"__proto__" cannot be the name of a field' : undefined
}
