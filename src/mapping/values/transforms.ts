/** What `transform` can do to a text, in the order given. */
export const transforms = {
  /** Without the spaces around it. */
  trim: (text: string) => text.trim(),
  /** Trimmed, and each run of white space inside is one space. */
  collapse: (text: string) => text.trim().replace(/\s+/g, ' '),
  lowercase: (text: string) => text.toLowerCase(),
  uppercase: (text: string) => text.toUpperCase(),
  /** Each word with a capital and the rest small: `JEAN-LUC o'neil` becomes `Jean-Luc O'Neil`. */
  capitalize: (text: string) =>
    text.toLowerCase().replace(/(^|[\s\-'’])(\p{L})/gu, (_, before: string, letter: string) => {
      return before + letter.toUpperCase()
    }),
  /** Digits alone: `A-12 34` becomes `1234`. */
  digits: (text: string) => text.replace(/[^0-9]+/g, ''),
} as const satisfies Record<string, (text: string) => string>

export type TransformName = keyof typeof transforms

export const transformNames: readonly [TransformName, ...TransformName[]] = [
  'trim',
  'collapse',
  'lowercase',
  'uppercase',
  'capitalize',
  'digits',
]
