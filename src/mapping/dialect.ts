import type { JsonObject, JsonValue } from '../json.js'
import type { RowIssue } from '../outcome.js'
import type { ValueType } from './types.js'

/** A place in a target's payload that a mapping can fill. */
export interface TargetField {
  /** As users write it: `$set.firstName`, `_birthdate`, `favourite-sports`. */
  readonly name: string
  /** Where its value goes in the payload: `['profile', '$set', 'firstName']`. */
  readonly path: readonly string[]
  /** The type that the API fixes, used where the mapping declares none; left out, a value stays what it is. */
  readonly type?: ValueType
  /** What is wrong with a value for this field, without quoting it (`is not one of active, …`); undefined if nothing. */
  readonly check?: (value: JsonValue) => string | undefined
  /** False for operations that add up when they are sent twice. */
  readonly replayable: boolean
}

/** A name that the target has no field for, and the nearest that it has. */
export interface NoSuchField {
  readonly problem: string
  readonly nearest?: string | undefined
}

/** An NDJSON record that is already in the API's shape. */
export interface NativeContact {
  readonly key: string
  readonly payload: JsonObject
  readonly replayable: boolean
  /** Operators or fields that are passed on unlisted; warned of once. */
  readonly unlisted?: readonly string[]
}

/** What a target tells the mapping room. Pure: no I/O, no state. */
export interface Dialect {
  /** Names of the key's column where none is given, in order of preference; compared without case. */
  readonly keyNames: readonly string[]
  /** What the key is called in messages: `id`, `email`. */
  readonly keyLabel: string
  /** What is wrong with a key, without quoting it; undefined if nothing. */
  checkKey(key: string): string | undefined
  /** The payload that a contact has before any field is set: `{id: key}` or `{}`. */
  base(key: string): JsonObject
  /**
   * The sections of a mapping file: their path in the file (`['profile', '$set']`, `['fields']`, and
   * `['createdAt']` with `single`), and the command-line option that adds to them (`set`).
   */
  readonly sections: readonly MappingSection[]
  /** The field that a column fills where there is no mapping; undefined for a column that is passed over. */
  implicitField(column: string): TargetField | NoSuchField | undefined
  /** A record already in the API's shape; undefined if it is not in it and is mapped by its names instead. */
  native(value: JsonObject): NativeContact | RowIssue | undefined
  /** Rules over several fields of one payload (latitude needs longitude); undefined if all hold. */
  check(payload: JsonObject): RowIssue | undefined
}

export interface MappingSection {
  /** Path of the section in the mapping file. */
  readonly at: readonly string[]
  /** True if the section itself is one field's value spec, not a map of names to them. */
  readonly single: boolean
  /** Command-line option that adds to it, if any. */
  readonly option?: string | undefined
  /** The field of this name in the section (for a single section the name is its own). */
  field(name: string): TargetField | NoSuchField
}
