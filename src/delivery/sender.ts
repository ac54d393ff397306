import type { Contact } from '../contact.js'
import type { Journal } from '../journal/journal.js'
import type { RowIssue } from '../outcome.js'
import type { ApiAnswer, Target, Verdict } from '../targets/target.js'
import { backoff } from './backoff.js'
import type { Caller } from './caller.js'
import { type Decision, decide, type Happening, interpret } from './decide.js'
import type { Exchange } from './exchange.js'
import type { Health } from './health.js'
import type { Recall } from './recall.js'
import type { Settled, Settler } from './settler.js'
import type { Stop } from './stop.js'
import type { Clock } from './turn.js'

/** A contact on its way, and what is known of the tries so far. */
interface Parcel {
  readonly contact: Contact
  /** True once a request with it has left. */
  sent: boolean
  /** Requests that held it and were not turned away with 429. */
  attempts: number
  /** Tries that failed and may be repeated up to the limit. */
  tries: number
  /** Set once a try may have been applied: why that is not known. */
  doubt: RowIssue | undefined
}

/**
 * Brings one batch to its end: every contact of it gets its outcome, or stays pending because the run stops.
 * Refused batches are halved until the contacts at fault stand alone.
 */
export class Sender {
  readonly #parts: SenderParts
  #open = 0
  /** Settled, and not yet told to the memory. */
  #toRemember: ContactSettled[] = []

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  /** Contacts that went into batches and have no outcome. */
  get open(): number {
    return this.#open
  }

  async deliver(batch: readonly Contact[]): Promise<void> {
    this.#open += batch.length
    const pieces = [batch.map(newParcel)]
    for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
      pieces.push(...(await this.#try(piece)))
    }
    await this.#remember()
  }

  /** One request. Returns what is to be sent after it, the next piece last. */
  async #try(piece: readonly Parcel[]): Promise<Parcel[][]> {
    const sentAt = await this.#leave(piece)
    if (sentAt === undefined) return []
    const repeated = piece.some(({ sent }) => sent)
    for (const parcel of piece) parcel.sent = true
    const exchange = await this.#parts.caller.call(contactsOf(piece), sentAt, repeated)
    const happening = interpret(exchange)
    if (happening !== 'throttled') for (const parcel of piece) parcel.attempts++
    if (happening !== 'answered' && happening !== 'in-doubt') this.#withdraw(piece)
    return this.#conclude(piece, exchange, happening)
  }

  #conclude(piece: readonly Parcel[], exchange: Exchange, happening: Happening): Parcel[][] {
    const { health, stop, target, baseUrl, clock } = this.#parts
    switch (happening) {
      case 'answered':
        return exchange.kind === 'answered' ? this.#read(piece, exchange.answer) : []
      case 'throttled':
        health.triedInVain(clock.now())
        return [[...piece]]
      case 'refused':
        return exchange.kind === 'answered' ? this.#split(piece, exchange.answer) : []
      case 'denied':
        stop.request('unauthorized', unauthorized(target, exchange))
        return []
      case 'misdirected':
        stop.request('unreachable', misdirected(baseUrl, exchange))
        return []
      case 'not-sent':
        return this.#repeat(piece, happening, undefined, detailOf(exchange))
      case 'in-doubt':
        return this.#repeat(piece, happening, doubtOf(exchange), detailOf(exchange))
    }
  }

  /** A 200 or 201: each contact by its verdict; those that the answer does not account for are in doubt. */
  #read(piece: readonly Parcel[], answer: ApiAnswer): Parcel[][] {
    const verdicts = this.#parts.target.settle(contactsOf(piece), answer)
    const rows: ContactSettled[] = []
    const missing: Parcel[] = []
    for (const [index, parcel] of piece.entries()) {
      const verdict = verdicts[index]
      if (verdict === undefined || verdict.kind === 'missing') {
        parcel.doubt = verdict?.issue ?? unnamed
        missing.push(parcel)
      } else rows.push(settled(parcel, verdict))
    }
    if (rows.length > 0) this.#parts.health.accepted()
    this.#settle(rows)
    if (missing.length === 0) return []
    return this.#repeat(missing, 'in-doubt', undefined, missing[0]?.doubt?.message ?? '')
  }

  /** A refusal: a contact alone has failed, of more than one each half is tried. 415 is about no contact. */
  #split(piece: readonly Parcel[], answer: ApiAnswer): Parcel[][] {
    if (piece.length > 1 && answer.status !== 415) {
      const middle = Math.ceil(piece.length / 2)
      return [piece.slice(middle), piece.slice(0, middle)]
    }
    const issue = this.#parts.target.refusal(answer)
    this.#settle(piece.map((parcel) => settled(parcel, { kind: 'failed', issue })))
    this.#parts.health.refused(piece.length, issue.reason ?? issue.message)
    return []
  }

  /** A try that failed: each contact goes again, is unknown, or stays pending. */
  #repeat(
    piece: readonly Parcel[],
    happening: Happening,
    doubt: RowIssue | undefined,
    detail: string,
  ): Parcel[][] {
    const again: Parcel[] = []
    const lost: ContactSettled[] = []
    for (const parcel of piece) {
      parcel.tries++
      parcel.doubt = doubt ?? parcel.doubt
      const decision = this.#decide(parcel, happening)
      if (decision === 'again') again.push(parcel)
      else if (decision === 'unknown') lost.push(unknown(parcel))
    }
    this.#settle(lost)
    this.#judge(piece, again, detail)
    return again.length > 0 ? [again] : []
  }

  #decide({ contact, tries, doubt }: Parcel, happening: Happening): Decision {
    return decide(happening, {
      replayable: contact.replayable,
      triesLeft: tries < this.#parts.maxAttempts,
      perhapsApplied: doubt !== undefined,
    })
  }

  #judge(piece: readonly Parcel[], again: readonly Parcel[], detail: string): void {
    const { health, clock, maxAttempts } = this.#parts
    const reached = piece.every(({ doubt }) => doubt !== undefined)
    const repeatedly = piece.some(({ tries }) => tries >= maxAttempts)
    if (again.length > 0) health.triedInVain(clock.now())
    else health.exhausted({ reached, repeatedly, detail })
  }

  /**
   * Waits for the back-off and the pacer, then writes down what cannot be repeated. Returns when the piece counts
   * as sent, or undefined if the run stops.
   */
  async #leave(piece: readonly Parcel[]): Promise<number | undefined> {
    const { clock, stop, caller, journal, recall, health } = this.#parts
    const tries = Math.max(health.exhaustedInARow, ...piece.map((parcel) => parcel.tries))
    if (tries > 0) await clock.sleep(backoff(tries), stop.signal)
    const sentAt = stop.requested ? undefined : await caller.turn()
    if (sentAt === undefined) return undefined
    journal.checkDisk()
    recall?.leaving(contactsOf(piece))
    const rows = piece.filter(({ contact }) => !contact.replayable).map(({ contact }) => contact.record.row)
    if (rows.length > 0) await journal.intend(rows)
    return sentAt
  }

  /**
   * Acknowledged, then remembered, and only what the journal has been handed to the system: a killed run that is
   * resumed must not find its own rows unchanged.
   */
  async #remember(): Promise<void> {
    const { recall, journal } = this.#parts
    if (recall === undefined || this.#toRemember.length === 0) return
    const rows = this.#toRemember
    this.#toRemember = []
    await journal.flush()
    for (const { contact, outcome } of rows) {
      recall.settled(contact, outcome.kind === 'inserted' || outcome.kind === 'updated')
    }
  }

  #withdraw(piece: readonly Parcel[]): void {
    this.#parts.journal.withdraw(piece.map(({ contact }) => contact.record.row))
  }

  #settle(rows: readonly ContactSettled[]): void {
    if (rows.length === 0) return
    this.#parts.settler.settle(rows)
    this.#open -= rows.length
    for (const { contact } of rows) this.#parts.release(contact)
    if (this.#parts.recall !== undefined) this.#toRemember.push(...rows)
  }
}

export interface SenderParts {
  readonly target: Target
  readonly baseUrl: string
  readonly caller: Caller
  readonly journal: Journal
  readonly settler: Settler
  readonly health: Health
  readonly stop: Stop
  readonly clock: Clock
  readonly recall: Recall | undefined
  readonly maxAttempts: number
  /** Called when a contact has its outcome: the next of its key may go. */
  readonly release: (contact: Contact) => void
}

interface ContactSettled extends Settled {
  readonly contact: Contact
}

function newParcel(contact: Contact): Parcel {
  return { contact, sent: false, attempts: 0, tries: 0, doubt: undefined }
}

function contactsOf(piece: readonly Parcel[]): Contact[] {
  return piece.map(({ contact }) => contact)
}

function settled(
  { contact, attempts }: Parcel,
  verdict: Exclude<Verdict, { kind: 'missing' }>,
): ContactSettled {
  const outcome = verdict.kind === 'failed' ? { ...verdict, attempts } : verdict
  return { record: contact.record, key: contact.key, contact, outcome }
}

function unknown({ contact, attempts, doubt }: Parcel): ContactSettled {
  const outcome = { kind: 'unknown', issue: doubt ?? unnamed, attempts } as const
  return { record: contact.record, key: contact.key, contact, outcome }
}

const unnamed: RowIssue = {
  code: 'not-accounted-for',
  message: 'the API answered without accounting for the contact; it may have been applied',
}

/** Why it is not known whether the request was applied. */
function doubtOf(exchange: Exchange): RowIssue {
  if (exchange.kind === 'unanswered') {
    const code = exchange.why === 'timeout' ? 'timed-out' : 'connection-lost'
    return { code, message: `${exchange.detail}; the request may have been applied` }
  }
  const { status } = exchange.answer
  if (status >= 500) {
    return { code: 'server-error', message: `the API answered ${status}; the request may have been applied` }
  }
  const what = exchange.complete ? `the API answered ${status}` : `the API's answer ${status} broke off`
  return { code: 'unreadable-answer', message: `${what}; the request may have been applied` }
}

function detailOf(exchange: Exchange): string {
  if (exchange.kind === 'unanswered') return exchange.detail
  return `it answers ${exchange.answer.status}`
}

function unauthorized(target: Target, exchange: Exchange): string {
  const issue = exchange.kind === 'answered' ? target.refusal(exchange.answer) : unnamed
  return `${target.title} refused the API key: ${issue.reason ?? issue.message}`
}

function misdirected(baseUrl: string, exchange: Exchange): string {
  const status = exchange.kind === 'answered' ? exchange.answer.status : 'nothing'
  return `${baseUrl} answered ${status}: this is not where the API lives; check the base URL`
}
