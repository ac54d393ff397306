import type { JsonObject, JsonValue } from '../json.js'
import type { RowIssue } from '../outcome.js'
import type { ValueType } from './types.js'
import type { Vocabulary } from './vocabulary.js'

/** A place in a target's payload that a mapping can fill. */
export interface TargetField {
  /** As users write it: `$set.firstName`, `_birthdate`, `favourite-sports`. */
  readonly name: string
  /** Where its value goes in the payload: `['profile', '$set', 'firstName']`. */
  readonly path: readonly string[]
  /** The type that the API fixes, used where the mapping declares none; left out, a value stays what it is. */
  readonly type?: ValueType | undefined
  /**
   * What is wrong with a value for this field, as a predicate that does not quote it (`is not one of active, …`);
   * undefined if nothing. Asked for every value that is sent, null and "" included.
   */
  readonly check?: ((value: JsonValue) => string | undefined) | undefined
  /** False for operations that add up when they are sent twice. */
  readonly replayable: boolean
  /** False if the API takes neither null nor "" for it: `--empty` then leaves it alone. */
  readonly clearable?: false | undefined
  /** What the API says about it, for editors that complete a mapping. */
  readonly description?: string | undefined
  /** What a user who fills it should know: that its name is nearly, but not quite, one of the API's own. */
  readonly caution?: string | undefined
}

/** A name that the target has no field for, and the nearest that it has. */
export interface NoSuchField {
  /** What is wrong with the name, as a whole clause: `Connectif has no property "_nmae"`. */
  readonly problem: string
  readonly nearest?: string | undefined
}

/** A name that is left out on purpose; the user is told once. */
export interface PassedOver {
  /** Why, as a clause: `Connectif does not let it be written`. */
  readonly passedOver: string
}

/** An NDJSON record that is already in the API's shape. */
export interface NativeContact {
  /** The whole payload, as `base` and the fields would have made it. */
  readonly payload: JsonObject
  readonly replayable: boolean
  /** Operators that are passed on although the API does not document them; warned of once. */
  readonly unlisted?: readonly string[] | undefined
  /** Names of the record that are not in the payload; warned of once. */
  readonly passedOver?: readonly string[] | undefined
}

/** What a target tells the mapping room. Pure: no I/O, no state. */
export interface Dialect {
  /** Names of the key's column where none is given, in order of preference; compared without case. */
  readonly keyNames: readonly string[]
  /** What the key is called in messages: `id`, `email`. */
  readonly keyLabel: string
  /** True if a payload can hold operations that add up when they are sent twice. */
  readonly addsUp: boolean
  /** What is wrong with a key, as a predicate that does not quote it; undefined if nothing. */
  checkKey(key: string): string | undefined
  /** The payload that a contact has before any field is set, made anew for each: `{id: key}` or `{}`. */
  base(key: string): JsonObject
  /**
   * The sections of a mapping file: their path in the file (`['profile', '$set']`, `['fields']`, and
   * `['createdAt']` with `single`), and the command-line option that adds to them (`set`).
   */
  readonly sections: readonly MappingSection[]
  /** The field that a column fills where there is no mapping. */
  implicitField(column: string): TargetField | NoSuchField | PassedOver
  /**
   * A record already in the API's shape, with the key that was found in it; undefined if it is not in that shape and is
   * mapped by its names instead.
   */
  native(value: JsonObject, key: string): NativeContact | RowIssue | undefined
  /** The target's words for a mapping that is guessed: see `guessMapping`. */
  readonly vocabulary: Vocabulary
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
  /** The names that the API documents in it, for editors and suggestions; others may be fields too. */
  readonly names: readonly string[]
  /** The field of this name in the section (for a single section the name is its own). */
  field(name: string): TargetField | NoSuchField
}
