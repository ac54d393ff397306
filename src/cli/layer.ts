import type { OptionName } from './options.js'

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'flag' }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string; readonly line: number; readonly column: number }
  | { readonly kind: 'default' }

/** One option as it was given: not checked yet. */
export interface Given {
  readonly text: string
  readonly origin: Origin
}

/** Values of a repeatable option, in the order given. */
export interface GivenList {
  readonly texts: readonly string[]
  readonly origin: Origin
}

/** A mapping that stands in the configuration file itself. */
export interface InlineMapping {
  readonly path: string
  /** The file, whole. */
  readonly text: string
  /** Where the mapping stands in it. */
  readonly at: readonly string[]
  readonly origin: Origin
}

/** What one source of settings holds. */
export interface Layer {
  readonly options: ReadonlyMap<OptionName, Given>
  /** `set`, `push`, `inc`, `field`. */
  readonly assignments: ReadonlyMap<string, GivenList>
  readonly inlineMapping?: InlineMapping
}

export const emptyLayer: Layer = { options: new Map(), assignments: new Map() }

/** Names an option as its user gave it: `--rate`, `CONTACT_SYNC_RATE`, `contact-sync.yaml:3:7: rate`. */
export function nameAt(name: string, origin: Origin): string {
  switch (origin.kind) {
    case 'environment':
      return origin.variable
    case 'file':
      return `${origin.path}:${origin.line}:${origin.column}: ${name}`
    default:
      return `--${name}`
  }
}

/** `flag`, `CONTACT_SYNC_RATE`, `contact-sync.yaml:3`, `default`: for `contact-sync config`. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'environment':
      return origin.variable
    case 'file':
      return `${origin.path}:${origin.line}`
    default:
      return origin.kind
  }
}
