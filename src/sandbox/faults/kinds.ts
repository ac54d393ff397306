import type { ServerResponse } from 'node:http'
import type { Answer } from '../answer.js'
import type { VendorApi } from '../apis/api.js'
import type { ApiName } from '../apis/names.js'
import type { Distortion } from './listing.js'

/** Settings that only some faults have. */
export interface FaultSettings {
  readonly ms?: number | undefined
  readonly jitterMs?: number | undefined
  readonly retryAfterMs?: number | undefined
  readonly retryAfterForm?: 'seconds' | 'date' | undefined
  readonly status?: number | undefined
}
export type FaultSetting = keyof FaultSettings

/** What a fault has at hand when it takes the place of a plain answer. */
export interface Delivery {
  readonly response: ServerResponse
  readonly api: VendorApi
  readonly settings: FaultSettings
  /** The first contact that the fault was meant for, as the API would point at it. */
  readonly culprit: string
  /** Milliseconds of the wall clock. */
  readonly now: number
  /** Sends an answer as the API does, with its limit headers. */
  send(answer: Answer): void
  /** The answer with its limit headers, for a fault that sends it by itself. */
  limited(answer: Answer): Answer
  /** Runs later, unless the sandbox is closed first. */
  later(ms: number, action: () => void): void
}

/** A delivery whose request was applied: `made` is what the API would have answered. */
export interface AppliedDelivery extends Delivery {
  readonly made: Answer
}

/** What a fault does, by the place where it strikes. */
export type Effect =
  /** A new connection. */
  | { readonly on: 'connection' }
  /** A request of which only the head has come. */
  | { readonly on: 'head' }
  /** A whole request, instead of applying it. */
  | { readonly on: 'request'; readonly applies: false; readonly deliver: (delivery: Delivery) => void }
  /** A whole request, after applying it. */
  | { readonly on: 'request'; readonly applies: true; readonly deliver: (delivery: AppliedDelivery) => void }
  /** The time that a request takes before it is applied, or after. */
  | { readonly on: 'time'; readonly when: 'before' | 'after' }
  /** Single contacts of a request: refused, or listed wrong. */
  | { readonly on: 'contact'; readonly refuses: boolean; readonly distortion: Distortion | undefined }

/** One way in which things go wrong. */
export interface FaultKind {
  readonly name: string
  readonly description: string
  /** Whether the contacts it strikes may have been applied all the same. */
  readonly mayApply: boolean
  /** APIs that it can strike. */
  readonly apis: readonly ApiName[]
  /** Settings that it has besides the selector. */
  readonly settings: readonly FaultSetting[]
  readonly effect: Effect
}
