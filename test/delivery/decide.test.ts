import { describe, expect, it } from 'vitest'
import {
  type Circumstances,
  type Decision,
  decide,
  type Happening,
  interpret,
} from '../../src/delivery/decide.js'
import type { Exchange } from '../../src/delivery/exchange.js'

const answered = (status: number, complete = true): Exchange => ({
  kind: 'answered',
  answer: { status, headers: {}, body: '' },
  complete,
})
const unanswered = (written: boolean): Exchange => ({ kind: 'unanswered', written, why: 'lost', detail: '' })

describe('what an exchange means', () => {
  const table: [string, Exchange, Happening][] = [
    ['200, whole', answered(200), 'answered'],
    ['201, whole', answered(201), 'answered'],
    ['200, cut short', answered(200, false), 'in-doubt'],
    ['201, cut short', answered(201, false), 'in-doubt'],
    ['204, which nobody documents', answered(204), 'in-doubt'],
    ['429', answered(429), 'throttled'],
    ['429, cut short: the status tells', answered(429, false), 'throttled'],
    ['400', answered(400), 'refused'],
    ['400, cut short: the status tells', answered(400, false), 'refused'],
    ['413', answered(413), 'refused'],
    ['415', answered(415), 'refused'],
    ['422', answered(422), 'refused'],
    ['401', answered(401), 'denied'],
    ['403', answered(403), 'denied'],
    ['301', answered(301), 'misdirected'],
    ['307', answered(307), 'misdirected'],
    ['404', answered(404), 'misdirected'],
    ['405', answered(405), 'misdirected'],
    ['409', answered(409), 'misdirected'],
    ['500', answered(500), 'in-doubt'],
    ['502', answered(502), 'in-doubt'],
    ['503', answered(503), 'in-doubt'],
    ['no answer, not written', unanswered(false), 'not-sent'],
    ['no answer, written', unanswered(true), 'in-doubt'],
  ]
  it.each(table)('%s', (_name, exchange, happening) => {
    expect(interpret(exchange)).toBe(happening)
  })
})

describe('what is done with a contact', () => {
  const all: Circumstances[] = [true, false].flatMap((replayable) =>
    [true, false].flatMap((triesLeft) =>
      [true, false].map((perhapsApplied) => ({ replayable, triesLeft, perhapsApplied })),
    ),
  )

  it.each<[Happening, Decision]>([
    ['answered', 'read'],
    ['throttled', 'again'],
    ['refused', 'split'],
    ['denied', 'stop'],
    ['misdirected', 'stop'],
  ])('%s: always %s', (happening, decision) => {
    for (const given of all) expect(decide(happening, given)).toBe(decision)
  })

  it('a request that never left goes again while tries are left, whatever it holds', () => {
    for (const given of all) if (given.triesLeft) expect(decide('not-sent', given)).toBe('again')
  })

  it('when tries are used up, a contact that was never sent stays pending and the run stops', () => {
    expect(decide('not-sent', { replayable: true, triesLeft: false, perhapsApplied: false })).toBe('stop')
    expect(decide('not-sent', { replayable: false, triesLeft: false, perhapsApplied: false })).toBe('stop')
  })

  it('when tries are used up, a contact that an earlier try may have applied is unknown', () => {
    expect(decide('not-sent', { replayable: true, triesLeft: false, perhapsApplied: true })).toBe('unknown')
  })

  it('a request that may have been applied goes again only if that can do no harm', () => {
    for (const given of all) {
      const again = given.replayable && given.triesLeft
      expect(decide('in-doubt', given)).toBe(again ? 'again' : 'unknown')
    }
  })
})
