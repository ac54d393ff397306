import type { Exchange } from './exchange.js'

/** What one exchange means for the contacts that were in it. */
export type Happening =
  /** 200, 201 with a whole body: the target reads each contact's verdict from it. */
  | 'answered'
  /** 429: not applied for sure, and everybody slows down. */
  | 'throttled'
  /** 400, 413, 415, 422: refused for sure, as it is. */
  | 'refused'
  /** 401, 403: the credentials are refused; nothing that follows can go better. */
  | 'denied'
  /** Any other 3xx or 4xx: this is not the API, or not where it lives. */
  | 'misdirected'
  /** Never left: connection refused, DNS, TLS. */
  | 'not-sent'
  /** Left, and perhaps applied: time-out or reset after writing, 5xx, an answer cut short. */
  | 'in-doubt'

const refusedStatuses: ReadonlySet<number> = new Set([400, 413, 415, 422])

/** The decision's first half: what happened, and was the request written. Pure. */
export function interpret(exchange: Exchange): Happening {
  if (exchange.kind === 'unanswered') return exchange.written ? 'in-doubt' : 'not-sent'
  const { status } = exchange.answer
  if (status === 200 || status === 201) return exchange.complete ? 'answered' : 'in-doubt'
  if (status === 429) return 'throttled'
  if (status === 401 || status === 403) return 'denied'
  if (refusedStatuses.has(status)) return 'refused'
  return status >= 300 && status < 500 ? 'misdirected' : 'in-doubt'
}

/** What is done with one contact next. */
export type Decision =
  /** Its verdict stands in the answer. */
  | 'read'
  /** Sent again, when the pacer and the back-off allow. */
  | 'again'
  /** Refused: halved if others were in the batch, else failed. */
  | 'split'
  /** Certainly not applied; stays pending, and the run stops. */
  | 'stop'
  /** Perhaps applied and not safe to repeat, or repeated often enough. */
  | 'unknown'

export interface Circumstances {
  /** Sending the contact twice leaves what sending it once does. */
  readonly replayable: boolean
  /** Tries are left. */
  readonly triesLeft: boolean
  /** This or an earlier try may have been applied. */
  readonly perhapsApplied: boolean
}

/**
 * The decision's second half, for one contact. Pure; the whole of the retry policy.
 *
 * | what happened | replayable | not replayable |
 * | --- | --- | --- |
 * | throttled (429) | again, always: 429s use up time, not tries | the same |
 * | refused | split | split |
 * | denied, misdirected | stop | stop |
 * | not sent | again; tries used up: stop, or unknown if an earlier try was in doubt | the same |
 * | in doubt | again; tries used up: unknown | unknown |
 */
export function decide(happening: Happening, given: Circumstances): Decision {
  switch (happening) {
    case 'answered':
      return 'read'
    case 'throttled':
      return 'again'
    case 'refused':
      return 'split'
    case 'denied':
    case 'misdirected':
      return 'stop'
    case 'not-sent':
      if (given.triesLeft) return 'again'
      return given.perhapsApplied ? 'unknown' : 'stop'
    case 'in-doubt':
      return given.replayable && given.triesLeft ? 'again' : 'unknown'
  }
}
