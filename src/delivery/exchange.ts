import type { ApiAnswer } from '../targets/target.js'

/** How one request ended, as far as the network tells. */
export type Exchange =
  /**
   * A status came. `complete` is false if the body broke off: enough for a refusal, which the status alone
   * tells, but not for a success, which the body has to account for.
   */
  | { readonly kind: 'answered'; readonly answer: ApiAnswer; readonly complete: boolean }
  /**
   * No status came. `written` is false only if not a byte of the request was handed to a connection: then it was
   * certainly not applied.
   */
  | {
      readonly kind: 'unanswered'
      readonly written: boolean
      readonly why: 'timeout' | 'lost'
      readonly detail: string
    }
