/**
 * What makes a text unfit to name a contact at any API, as a predicate; undefined if nothing. A lone surrogate has no
 * UTF-8 form, and a control character is never part of an id.
 */
export function unfitForKey(text: string): string | undefined {
  const [unfit] = /[\p{Cc}\p{Cs}]/u.exec(text) ?? []
  if (unfit === undefined) return undefined
  return /\p{Cs}/u.test(unfit) ? 'holds half of a character' : 'holds a control character'
}
