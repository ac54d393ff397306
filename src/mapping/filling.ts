import type { JsonObject, JsonValue } from '../json.js'
import type { RowIssue } from '../outcome.js'
import type { SourceRecord } from '../record.js'
import type { FieldPlan } from './field.js'
import { joinIssues, valueIssue } from './issues.js'
import { Refusal } from './values/coercion.js'

/** What becomes of a record whose key is known. */
export type Filled =
  | { readonly ok: true; readonly payload: JsonObject; readonly replayable: boolean }
  | { readonly ok: false; readonly issue: RowIssue }

export type Fill = (record: SourceRecord, key: string) => Filled

/** What a payload, or an object in it, is while it is being built. */
export interface Draft {
  [name: string]: JsonValue
}

/** What is known of one payload while it is being built. */
export class Filling {
  #replayable = true
  #issues: [RowIssue, ...RowIssue[]] | undefined

  /** The field has a value, so the payload is no more replayable than the field is. */
  took(replayable: boolean): void {
    if (!replayable) this.#replayable = false
  }

  refuse(issue: RowIssue): void {
    this.#issues = this.#issues === undefined ? [issue] : [...this.#issues, issue]
  }

  done(payload: JsonObject): Filled {
    if (this.#issues !== undefined) return { ok: false, issue: joinIssues(this.#issues) }
    return { ok: true, payload, replayable: this.#replayable }
  }
}

/** The issue of a value that cannot be sent. */
export function refusedIssue(
  { field, column }: Pick<FieldPlan, 'field' | 'column'>,
  raw: JsonValue | Refusal,
  refusal: Refusal,
): RowIssue {
  const value = raw instanceof Refusal ? undefined : raw
  return valueIssue({ field: field.name, column, value, problem: refusal.problem })
}
