import { objectColumns, tableColumns } from '../columns.js'
import type { Dialect, TargetField } from '../dialect.js'
import { compileField, type FieldPlan } from '../field.js'
import { nowhere, Problems } from '../problems.js'
import { Refusal } from '../values/coercion.js'
import type { Candidate, SpecOptions } from './candidate.js'
import type { Sample, SampledColumn } from './sample.js'

/** From so many values on, a few that do not fit are taken for mistakes in the file. */
const enough = 20
const mistakesAtMost = 0.05

/** A way to read a column that the sample bears out. */
export interface Tried {
  readonly options: SpecOptions
  readonly doubts: readonly string[]
}

/**
 * The candidate that most of the sampled values of the column fit, the first of several; compiled and run as a mapping
 * would be. In NDJSON, where "" and null are sent as they are, `empty: skip` helps a field that takes neither.
 */
export async function bestFit(
  candidates: readonly Candidate[],
  field: TargetField,
  column: SampledColumn,
  sample: Sample,
): Promise<Tried | undefined> {
  let best: { candidate: Candidate; misfits: number } | undefined
  for (const candidate of sample.json ? candidates.flatMap(withEmptySkipped) : candidates) {
    const misfits = await tryOptions(candidate.options, field, column, sample)
    if (misfits === undefined || misfits >= (best?.misfits ?? Number.POSITIVE_INFINITY)) continue
    best = { candidate, misfits }
    if (misfits === 0) break
  }
  if (best === undefined || !isBearable(best.misfits, column)) return undefined
  return { options: best.candidate.options, doubts: doubtsAbout(best.candidate, best.misfits, column) }
}

function withEmptySkipped(candidate: Candidate): readonly Candidate[] {
  return [candidate, { ...candidate, options: { ...candidate.options, empty: 'skip' } }]
}

function doubtsAbout({ doubt }: Candidate, misfits: number, { filled }: SampledColumn): string[] {
  const few = misfits === 1 ? 'does not fit: its row fails' : 'do not fit: their rows fail'
  const misfit = misfits === 0 ? [] : [`${misfits} of ${filled.length} sampled values ${few}`]
  return [doubt ?? [], misfit].flat()
}

function isBearable(misfits: number, { filled }: SampledColumn): boolean {
  return misfits === 0 || (filled.length >= enough && misfits <= filled.length * mistakesAtMost)
}

/** How many sampled records could not be sent; undefined if the field cannot be filled in this way at all. */
async function tryOptions(
  options: SpecOptions,
  field: TargetField,
  column: SampledColumn,
  sample: Sample,
): Promise<number | undefined> {
  const problems = new Problems()
  const columns = sample.json ? objectColumns() : tableColumns(sample.columns.map(({ name }) => name))
  const context = { columns, empty: 'skip' as const, json: sample.json, problems }
  const plan = await compileField(field, { ...options, column: column.name }, nowhere, context)
  return plan === undefined || !problems.none ? undefined : countRefused(plan, column)
}

function countRefused({ finish }: FieldPlan, { values }: SampledColumn): number {
  let refused = 0
  for (const value of values) if (value !== undefined && finish(value) instanceof Refusal) refused++
  return refused
}

/** How many sampled values cannot be a key. */
export function countUnfitKeys({ values }: SampledColumn, dialect: Dialect): number {
  let unfit = 0
  for (const value of values) {
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
    if (text === '' || dialect.checkKey(text) !== undefined) unfit++
  }
  return unfit
}
