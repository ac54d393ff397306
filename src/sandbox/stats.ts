import type { Account } from './account.js'
import type { Counts } from './log.js'
import type { HeldContacts } from './store.js'

/** One API in numbers. */
export interface ApiStats {
  /** Contacts held. */
  readonly held: number
  /** Writes that made a contact, and that changed one. */
  readonly inserted: number
  readonly updated: number
  /** Calls that the limit let through and refused, and those of the account's other user; none are counted without a limit. */
  readonly granted: number
  readonly refused: number
  readonly others: number
  /** Requests with contacts under way, now and at most. */
  readonly inFlight: number
  readonly peakInFlight: number
  /** Contacts that were in two requests at the same time, and twice in one. */
  readonly overlaps: number
  readonly repeats: number
}

/** The whole sandbox in numbers. */
export interface SandboxStats {
  readonly requests: number
  readonly connections: number
  /** `none`: without a plain answer. */
  readonly byStatus: Counts
  readonly byFault: Counts
  /** Requests that followed a redirect. */
  readonly redirectsFollowed: number
  readonly notifuse: ApiStats
  readonly connectif: ApiStats
}

export function accountStats({ meter, watch }: Account, store: HeldContacts<unknown>): ApiStats {
  const { granted, refused, others } = meter
  const { inFlight, overlaps, repeats } = watch
  return {
    held: store.contacts.size,
    ...store.counts,
    granted,
    refused,
    others,
    inFlight,
    peakInFlight: watch.peak,
    overlaps,
    repeats,
  }
}
