import type { JsonObject } from './json.js'
import type { SourceRecord } from './record.js'

/** A record after mapping: what is sent for one row. */
export interface Contact {
  readonly record: SourceRecord
  /** The contact's id (Notifuse) or email (Connectif), exactly as it is sent. */
  readonly key: string
  /** What the API takes for this contact; for an API that has the key elsewhere, without the key. */
  readonly payload: JsonObject
  /** True if sending it twice leaves the contact as sending it once does: values that are set, but no counters. */
  readonly replayable: boolean
}
