import { InternalError } from '../../errors.js'
import { type Answer, bare, gatewayPage, withHeaders } from '../answer.js'
import { apiNames } from '../apis/names.js'
import { retryAfter } from '../clock.js'
import type { AppliedDelivery, Delivery, FaultKind, FaultSetting } from './kinds.js'
import type { Distortion } from './listing.js'
import { close, cut, cutChunked, dropAfter, garbage, hang, reset, stall, trickle } from './transport.js'

/** Instead of being applied. */
function before<const N extends string>(
  name: N,
  description: string,
  deliver: (delivery: Delivery) => void,
  settings: readonly FaultSetting[] = [],
) {
  const effect = { on: 'request', applies: false, deliver } as const
  return { name, description, mayApply: false, apis: apiNames, settings, effect } satisfies FaultKind
}

/** After being applied. */
function after<const N extends string>(
  name: N,
  description: string,
  deliver: (delivery: AppliedDelivery) => void,
  settings: readonly FaultSetting[] = [],
) {
  const effect = { on: 'request', applies: true, deliver } as const
  return { name, description, mayApply: true, apis: apiNames, settings, effect } satisfies FaultKind
}

/** Longer than it should take. */
function slow<const N extends string>(name: N, description: string, when: 'before' | 'after') {
  const settings: readonly FaultSetting[] = ['ms', 'jitterMs']
  return {
    name,
    description,
    mayApply: true,
    apis: apiNames,
    settings,
    effect: { on: 'time', when },
  } as const
}

/** An id that a Notifuse answer lists wrong. */
function listed<const N extends string>(
  name: N,
  description: string,
  distortion: Distortion,
  refuses = false,
) {
  const effect = { on: 'contact', refuses, distortion } as const
  return { name, description, mayApply: !refuses, apis: ['notifuse'], settings: [], effect } as const
}

/** Another answer than the one that is due. */
function answers(make: (delivery: Delivery) => Answer): (delivery: Delivery) => void {
  return (delivery) => delivery.send(withRetryAfter(delivery, make(delivery)))
}

/** The API's own error. */
function error(status: number): (delivery: Delivery) => void {
  return answers(({ api }) => api.error(status))
}

/** The API's own error, which points at the contact that the fault was meant for. */
function refusal(status: number): (delivery: Delivery) => void {
  return answers(({ api, culprit }) => api.error(status, 'The contact is refused', culprit))
}

function page(status: number): (delivery: Delivery) => void {
  return answers(() => gatewayPage(status))
}

function withRetryAfter({ settings, now }: Delivery, answer: Answer): Answer {
  if (settings.retryAfterMs === undefined) return answer
  const value = retryAfter(settings.retryAfterForm ?? 'seconds', now, now + settings.retryAfterMs)
  return withHeaders(answer, { 'Retry-After': value })
}

/** The answer that was due, with another body of the same type. */
function otherBody(make: (body: string, delivery: Delivery) => string): (delivery: AppliedDelivery) => void {
  return (delivery) => delivery.send({ ...delivery.made, body: make(delivery.made.body, delivery) })
}

const unavailable: readonly FaultSetting[] = ['retryAfterMs', 'retryAfterForm']

/** Where a redirect leads: a place in the sandbox that counts who follows. */
const redirectTarget = '/_sandbox/redirected'

/** Every fault that the sandbox knows. */
export const faultCatalogue = [
  // The connection
  {
    name: 'reset-on-accept',
    description: 'the connection is reset as soon as it is there',
    mayApply: false,
    apis: apiNames,
    settings: [],
    effect: { on: 'connection' },
  },
  {
    name: 'reset-head',
    description: 'the connection is reset when the head has come, the body unread',
    mayApply: false,
    apis: apiNames,
    settings: [],
    effect: { on: 'head' },
  },
  before('reset-before', 'the connection is reset, nothing is applied', reset),
  after('reset-after', 'the request is applied, then the connection is reset', reset),
  before('close-before', 'the connection is closed without an answer, nothing is applied', close),
  after('close-after', 'the request is applied, then the connection is closed without an answer', close),
  before('hang-before', 'no answer ever comes, nothing is applied', hang),
  after('hang-after', 'the request is applied, no answer ever comes', hang),
  after('drop-after-answer', 'a good answer, then the connection is closed without a word', dropAfter),
  slow('latency', 'the request takes longer until it is applied', 'before'),
  slow('late-answer', 'the request is applied at once and answered late', 'after'),
  // Refusals
  {
    name: 'refused',
    description: 'a contact is refused: listed in failed (Notifuse), 422 (Connectif)',
    mayApply: false,
    apis: apiNames,
    settings: [],
    effect: { on: 'contact', refuses: true, distortion: undefined },
  },
  listed('refused-unnamed', 'a contact is refused, and failed holds no usable id for it', 'not-string', true),
  before('400', 'the whole request is refused: 400', refusal(400)),
  before('401', 'the key is refused: 401', error(401)),
  before('403', 'the key has no permission, or the account is blocked: 403', error(403)),
  before('404', 'there is nothing here: 404', error(404)),
  before('413', 'the whole request is refused: 413', refusal(413)),
  before('415', 'the whole request is refused: 415', error(415)),
  before('422', 'the whole request is refused: 422', refusal(422)),
  before('429', 'too many requests: 429', error(429), unavailable),
  before(
    'redirect',
    'another place is named: 307, or the status given',
    answers(({ settings }) => bare(settings.status ?? 307, { Location: redirectTarget })),
    ['status'],
  ),
  // Server errors
  before('500-before', 'an internal error, nothing is applied', error(500)),
  after('500-after', 'the request is applied, then an internal error', error(500)),
  after(
    '500-empty',
    'the request is applied, then a 500 without a body',
    answers(() => bare(500)),
  ),
  before('502-before', "a gateway's HTML page, nothing is applied", page(502)),
  after('502-after', "the request is applied, then a gateway's HTML page", page(502)),
  before('503-before', 'out of service, nothing is applied', error(503), unavailable),
  after('503-after', 'the request is applied, then out of service', error(503), unavailable),
  after('504-after', "the request is applied, then a gateway's time-out page", page(504)),
  // Answers that cannot be read
  after('cut-body', 'the answer breaks off before its stated length', cut),
  after('cut-chunked', 'the answer breaks off between its chunks', cutChunked),
  after('stalled-body', 'the answer stops half-way, the connection stays open', stall),
  after('trickle', 'the answer comes in small pieces', trickle, ['ms']),
  after('garbage', 'what comes back is no HTTP', garbage),
  after(
    'empty-body',
    'the answer is 200 without a body',
    answers(() => bare(200)),
  ),
  after('html-body', 'the answer is 200 with an HTML page', page(200)),
  after(
    'broken-json',
    'the answer is JSON that ends too early',
    otherBody((body) => body.slice(0, -1)),
  ),
  after(
    'other-shape',
    'the answer is JSON of another shape',
    otherBody((_body, { api }) => (api.name === 'notifuse' ? '{"ok":true}' : '["ok"]')),
  ),
  // Answers that do not add up
  {
    ...after(
      'success-false',
      'all is applied and listed, yet success is false',
      otherBody((body) => body.replace('"success":true', '"success":false')),
    ),
    apis: ['notifuse'],
  },
  listed('ids-missing', 'a contact is applied and not listed', 'missing'),
  listed('ids-foreign', 'a contact is applied, and an id never sent is listed instead', 'foreign'),
  listed('ids-repeated', 'a contact is applied and listed twice', 'repeated'),
  listed(
    'ids-not-strings',
    'a contact is applied, and something that is no string is listed for it',
    'not-string',
  ),
  listed('ids-contradictory', 'a contact is applied, and listed as failed too', 'contradictory'),
] as const satisfies readonly FaultKind[]

export type FaultName = (typeof faultCatalogue)[number]['name']

/** All names, in the catalogue's order. */
export const faultNames: readonly FaultName[] = faultCatalogue.map(({ name }) => name)

const byName: ReadonlyMap<FaultName, FaultKind> = new Map(faultCatalogue.map((kind) => [kind.name, kind]))

/** What a name stands for. */
export function faultKind(name: FaultName): FaultKind {
  const kind = byName.get(name)
  if (kind === undefined) throw new InternalError(`There is no fault "${name}".`)
  return kind
}
