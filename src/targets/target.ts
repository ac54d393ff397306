import type { Contact } from '../contact.js'
import type { JsonObject } from '../json.js'
import type { Dialect } from '../mapping/dialect.js'
import type { RowIssue } from '../outcome.js'

/** One HTTP request, relative to the base URL. */
export interface ApiRequest {
  readonly method: 'POST' | 'PATCH'
  /** Begins with `/`, percent-encoded; appended to the base URL's own path. */
  readonly path: string
  /** JSON. */
  readonly body: string
}

/** A whole answer: its body was read to the end. */
export interface ApiAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** What a 2xx answer says about one contact of the batch. */
export type Verdict =
  | { readonly kind: 'inserted' | 'updated' }
  | { readonly kind: 'failed'; readonly issue: RowIssue }
  /** The answer does not account for the contact: it may have been applied. */
  | { readonly kind: 'missing'; readonly issue: RowIssue }

/** How `contact-sync doctor` asks an API whether it takes a key, without writing a contact. */
export interface Probe {
  readonly method: 'GET' | 'POST'
  /** As in ApiRequest. */
  readonly path: string
  /** JSON; none with GET. */
  readonly body?: string
  /** What the request does, for people: `reads the contact fields; nothing is written`. */
  readonly about: string
  /** What looks wrong about a key before it is sent, never quoting it. */
  keyProblem?(apiKey: string): string | undefined
  /** What an answer says of the key. Never throws on any body. */
  judge(answer: ApiAnswer): ProbeVerdict
}

/**
 * `taken`: the key is good, as far as the probe can tell. `refused`: it is not. `unclear`: the answer is the API's and
 * leaves the question open. `foreign`: no answer of this API's, so the base URL or something on the way is wrong.
 */
export interface ProbeVerdict {
  readonly kind: 'taken' | 'refused' | 'unclear' | 'foreign'
  readonly message: string
  readonly hint?: string
}

/** Calls that an API grants, where that is known before the first answer. */
export interface Rate {
  /** Whole calls. */
  readonly calls: number
  /** Milliseconds in which they may be spent at once. */
  readonly perMs: number
}

/**
 * An API that contacts are sent to. All of it is pure: the engine does the sending, pacing, retrying and
 * remembering, and knows no vendor. `test/targets/conformance.ts` runs on every target.
 */
export interface Target {
  /** As typed on the command line: `notifuse`. */
  readonly name: string
  /** As people write it: `Notifuse`. */
  readonly title: string
  /** The command below the name: `upsert`. */
  readonly operation: string
  /** One line for `--help`. */
  readonly summary: string
  readonly defaultBaseUrl: string
  /** Environment variable that holds the API key. */
  readonly apiKeyVariable: string
  /** Contacts in one request, at most. */
  readonly batchSize: number
  /** The budget the vendor documents, used until an answer states another; undefined: found by trying. */
  readonly rate: Rate | undefined
  readonly dialect: Dialect
  /** Left out where the API has no request that is certain to write nothing. */
  readonly probe?: Probe

  /**
   * The part of a payload that says what the contact is to be (`--changed-only` compares it): without what counts only
   * when the contact is inserted.
   */
  lasting(payload: JsonObject): JsonObject
  /** What contacts are ordered by: two keys of the same order key are never in flight together. */
  orderKey(key: string): string
  /** Headers that carry the key. Never logged. */
  authorization(apiKey: string): Readonly<Record<string, string>>
  /** The request that sends these contacts. `batch` has 1 to `batchSize` contacts of different order keys. */
  request(batch: readonly Contact[]): ApiRequest
  /** What a 200 or 201 says: one verdict a contact, in the batch's order. Never throws on any body. */
  settle(batch: readonly Contact[], answer: ApiAnswer): readonly Verdict[]
  /**
   * The API's own words for a refusal (400, 401, 403, 413, 415, 422, …), for a batch of any size.
   * Never throws on any body.
   */
  refusal(answer: ApiAnswer): RowIssue
}
