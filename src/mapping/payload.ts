import type { JsonObject } from '../json.js'
import type { SourceRecord } from '../record.js'
import { sortedJson } from './canonical.js'
import type { FieldPlan } from './field.js'
import { type Draft, type Fill, Filling, refusedIssue } from './filling.js'
import { Refusal } from './values/coercion.js'

/** An object of the payload: the fields that go into it, and the objects in it. */
interface PayloadPart {
  readonly fields: { readonly leaf: string; readonly plan: FieldPlan }[]
  readonly parts: Map<string, PayloadPart>
}

/** Fills payloads with the same fields for every record. An object that would be empty is left out. */
export function payloadFiller(
  base: (key: string) => JsonObject,
  plans: readonly FieldPlan[],
  canonical: boolean,
): Fill {
  const whole = payloadPart(canonical ? inFixedOrder(plans) : plans)
  return (record, key) => {
    const filling = new Filling()
    const payload: Draft = base(key)
    fillPart(whole, record, filling, canonical, payload)
    return filling.done(payload)
  }
}

function inFixedOrder(plans: readonly FieldPlan[]): readonly FieldPlan[] {
  const order = ({ field }: FieldPlan): string => field.path.join('\0')
  return plans.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
}

function payloadPart(plans: readonly FieldPlan[]): PayloadPart {
  const whole: PayloadPart = { fields: [], parts: new Map() }
  for (const plan of plans) {
    let part = whole
    for (const name of plan.field.path.slice(0, -1)) {
      const below = part.parts.get(name) ?? { fields: [], parts: new Map() }
      part.parts.set(name, below)
      part = below
    }
    part.fields.push({ leaf: plan.field.path.at(-1) ?? '', plan })
  }
  return whole
}

/** `made`: the object, if it is there already. Returns it, or undefined if nothing goes into it. */
function fillPart(
  { fields, parts }: PayloadPart,
  record: SourceRecord,
  filling: Filling,
  canonical: boolean,
  made?: Draft,
): Draft | undefined {
  let object = made
  for (const { leaf, plan } of fields) {
    const raw = plan.read(record)
    if (raw === undefined) continue
    const value = raw instanceof Refusal ? raw : plan.finish(raw)
    if (value === undefined) continue
    if (value instanceof Refusal) {
      filling.refuse(refusedIssue(plan, raw, value))
      continue
    }
    object ??= {}
    object[leaf] = canonical ? sortedJson(value) : value
    filling.took(plan.field.replayable)
  }
  for (const [name, part] of parts) {
    const below = fillPart(part, record, filling, canonical)
    if (below === undefined) continue
    object ??= {}
    object[name] = below
  }
  return object
}
