import type { JsonValue } from '../../json.js'

/** Why a value cannot be sent: a predicate that does not quote the value (`is not a whole number`). */
export class Refusal {
  readonly problem: string

  constructor(problem: string) {
    this.problem = problem
  }
}

/** What a step makes of a value; undefined: the field is left alone. */
export type Coerced = JsonValue | undefined | Refusal

/** Makes a value of a declared type from what a cell or a record holds. Never sees "" or null. */
export type Coercer = (value: JsonValue) => JsonValue | Refusal

/** One step of a value on its way from the cell to the payload. */
export interface Step {
  /** As `explain` shows it: `trim`, `values`, `empty`, `date`, `check`. */
  readonly name: string
  readonly run: (value: JsonValue) => Coerced
}

/** An option of a type that cannot be: `format` without a year, a time zone that does not exist. */
export class OptionProblem {
  readonly option: string
  readonly problem: string

  constructor(option: string, problem: string) {
    this.option = option
    this.problem = problem
  }
}

/** The options of a mapping's value that belong to its type. */
export interface TypeOptions {
  readonly format?: string | undefined
  readonly locale?: string | undefined
  readonly timezone?: string | undefined
  readonly separator?: string | undefined
  readonly country?: string | undefined
  readonly decimal?: '.' | ',' | undefined
}
