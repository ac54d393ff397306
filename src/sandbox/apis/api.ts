import type { Answer } from '../answer.js'
import type { Plan } from '../faults/plan.js'
import type { ApiName } from './names.js'

/** A write that the API has understood and not yet applied. */
export interface Write {
  /** Keys of its contacts, in order. */
  readonly keys: readonly string[]
  /** Applies it, less what the plan refuses, and gives the API's answer. */
  apply(plan: Plan): Answer
}

/** A stand-in for one API: what it says, apart from limits, faults and sockets. */
export interface VendorApi {
  readonly name: ApiName
  /** Undefined: the credentials are good; else a 401 or 403. */
  authenticate(authorization: string | undefined): Answer | undefined
  /** A write of one or more contacts, or the refusal of the request as a whole. `rest` is the path below the route. */
  read(rest: string, body: Buffer): Write | Answer
  /** The API's own form of an error. `path`: the contact or property at fault, where there is one. */
  error(status: number, detail?: string, path?: string): Answer
  /** How an error points at the contact in this position of a request. */
  pointAt(position: number): string
}

/** Which keys are good: any well-formed one if none is named. */
export interface Keys {
  readonly accepted: ReadonlySet<string> | undefined
  /** Known, but without the permission. */
  readonly forbidden: ReadonlySet<string>
}

/** 401, 403 or 0: the key is good. */
export function judgeKey(key: string | undefined, { accepted, forbidden }: Keys): 401 | 403 | 0 {
  if (key === undefined) return 401
  if (forbidden.has(key)) return 403
  return accepted === undefined || accepted.has(key) ? 0 : 401
}
