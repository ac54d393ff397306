import type { Contact } from '../contact.js'
import type { RowIssue } from '../outcome.js'
import type { SourceRecord } from '../record.js'

/** What a mapping makes of one record. */
export type Mapped =
  | { readonly ok: true; readonly contact: Contact }
  | { readonly ok: false; readonly key: string | undefined; readonly issue: RowIssue }

/** A mapping compiled for one source and one target. Pure and synchronous: called once a row. */
export interface Mapper {
  map(record: SourceRecord): Mapped
  /**
   * What the user should know that stops nothing: columns that nothing uses and the like. NDJSON records can add to it
   * as names turn up, each said once; at most some dozens.
   */
  readonly warnings: readonly string[]
  /** The same, known only when every record was mapped: NDJSON names that the mapping reads and no record had. */
  closingWarnings(): readonly string[]
  /** True if any payload can hold an operation that adds up when it is sent twice. */
  readonly mayHoldNonReplayable: boolean
}

/** How an empty CSV cell is taken: leave the field alone, send null, send "". */
export type EmptyCells = 'skip' | 'null' | 'keep'

/** Everything the user said about the mapping; compiled against a source's columns and a target's dialect. */
export interface MappingInput {
  /** The mapping file, whole; YAML or JSON. `at`: where in it the mapping stands, if not at its top. */
  readonly file?:
    | { readonly path: string; readonly text: string; readonly at?: readonly string[] | undefined }
    | undefined
  /** `--key-column`. */
  readonly keyColumn?: string | undefined
  /** `--set`, `--push`, `--inc`, `--field`: each `field=column[:type]`, in the order given. */
  readonly assignments: readonly { readonly option: string; readonly text: string }[]
  /** `--empty`. */
  readonly empty: EmptyCells
  /**
   * True to build payloads with their fields in a fixed order, whatever the order of the columns, so that equal
   * contacts give equal JSON (`--changed-only`).
   */
  readonly canonical?: boolean | undefined
}
