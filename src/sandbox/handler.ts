import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './account.js'
import { type Answer, json, withHeaders } from './answer.js'
import type { Write } from './apis/api.js'
import { fieldsPage } from './apis/connectif-fields.js'
import type { ApiName } from './apis/names.js'
import { wallClock } from './clock.js'
import type { ControlHandler } from './control.js'
import { Exchange, readBody } from './exchange.js'
import type { Delivery } from './faults/kinds.js'
import type { Disruption, Faults } from './faults/plan.js'
import type { RequestLog } from './log.js'
import type { SandboxSettings } from './options.js'
import { chance } from './random.js'
import { findRoute, type Route } from './routing.js'
import type { Timers } from './timers.js'

interface Parts {
  readonly settings: SandboxSettings
  readonly accounts: Readonly<Record<ApiName, Account>>
  readonly faults: Faults
  readonly log: RequestLog
  readonly timers: Timers
  readonly control: ControlHandler
}

type ApiRoute = Route & { to: 'write' | 'fields' }

/** Draws of the latency are told apart from those of the faults, whose salts count from 1. */
const latencySalt = -1

/**
 * The way of a request: route, head faults, body, credentials, limit, what the API refuses as a whole, faults, and
 * then the stand-in itself. All of it runs at once except where a wait is asked for, so that contacts are applied in
 * the order in which their requests came.
 */
export class RequestHandler {
  readonly #parts: Parts
  #writes = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const route = findRoute(request.method ?? '', request.url ?? '')
    const { control, settings, accounts, log } = this.#parts
    if (route.to === 'control') {
      control(request, response, route)
      return
    }
    const account = route.api === undefined ? undefined : accounts[route.api]
    const exchange = new Exchange(request, response, account, wallClock(), log)
    if (route.api !== undefined && this.#breaksAtHead(exchange, route.api)) return
    readBody(request, settings.maxBodyBytes, (body) => this.#serve(exchange, route, body))
  }

  #breaksAtHead(exchange: Exchange, api: ApiName): boolean {
    const fault = this.#parts.faults.atHead(api)
    if (fault === undefined) return false
    exchange.faults = [fault]
    exchange.note(undefined)
    exchange.response.socket?.resetAndDestroy()
    return true
  }

  #serve(exchange: Exchange, route: Exclude<Route, { to: 'control' }>, body: Buffer | undefined): void {
    const { account } = exchange
    const now = wallClock()
    if (account === undefined || route.to === 'nowhere') {
      exchange.send(account?.api.error(404) ?? json(404, { error: 'There is nothing here.' }), now)
    } else if (route.to === 'wrong-method') {
      exchange.send(withHeaders(account.api.error(405), { Allow: route.allow }), now)
    } else {
      const result = this.#admit(exchange, account, route, body, now)
      if ('keys' in result) this.#carryOut(exchange, account, result)
      else exchange.send(result, now)
    }
  }

  /** The write that a request asks for, or the answer to one that is not let through or asks for something else. */
  #admit({ request }: Exchange, account: Account, route: ApiRoute, body: Buffer | undefined, now: number) {
    const { api } = account
    const refusal = api.authenticate(request.headers.authorization) ?? account.spend(now)
    if (refusal !== undefined) return refusal
    if (route.to === 'fields') return this.#fields(request, route.query)
    if (!isJson(request.headers['content-type'])) return api.error(415)
    return body === undefined ? api.error(413) : api.read(route.rest, body)
  }

  #fields({ headers }: IncomingMessage, query: string): Answer {
    const { fields, fieldsPageSize } = this.#parts.settings.connectif
    const page = Number(new URLSearchParams(query).get('page') ?? 1)
    if (!Number.isInteger(page) || page < 1) {
      return this.#parts.accounts.connectif.api.error(400, 'No such page')
    }
    return fieldsPage(fields, page, fieldsPageSize, `http://${headers.host}/connectif/contact-fields/`)
  }

  #carryOut(exchange: Exchange, account: Account, write: Write): void {
    const { faults, timers, settings } = this.#parts
    const plan = faults.plan(account.api.name, write.keys)
    exchange.contacts = write.keys.length
    exchange.faults = plan.faults
    if (settings.store) exchange.track(account.watch.enter(write.keys))
    timers.later(plan.waitBeforeMs + this.#latency(), () => {
      const made = plan.disruption?.effect.applies === false ? undefined : write.apply(plan)
      timers.later(plan.waitAfterMs, () => {
        if (plan.disruption !== undefined) this.#disrupt(exchange, account, plan.disruption, made)
        else if (made !== undefined) exchange.send(made, wallClock())
      })
    })
  }

  /** Lets a fault take the place of the plain answer. */
  #disrupt(exchange: Exchange, account: Account, disruption: Disruption, made: Answer | undefined): void {
    const now = wallClock()
    const { rule, effect, at } = disruption
    const delivery: Delivery = {
      response: exchange.response,
      api: account.api,
      settings: rule,
      culprit: account.api.pointAt(at),
      now,
      send: (answer) => exchange.send(answer, now),
      limited: (answer) => exchange.limited(answer, now),
      later: this.#parts.timers.later,
    }
    if (!effect.applies) effect.deliver(delivery)
    else if (made !== undefined) effect.deliver({ ...delivery, made })
    exchange.note(undefined)
  }

  #latency(): number {
    const { latencyMs, jitterMs, seed } = this.#parts.settings
    return jitterMs === 0 ? latencyMs : latencyMs + jitterMs * chance(seed, latencySalt, ++this.#writes)
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType === 'application/json' || /^application\/json\s*(;|$)/i.test(contentType ?? '')
}
