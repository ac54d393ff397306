import { bucketStart } from './answer-times.js'
import type { AnswerTimesData } from './data.js'

/** At most so many bars. */
const mostBars = 36

export interface AnswerBars {
  /** Milliseconds; one more than there are bars. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** The histogram's fine buckets put together, as many to a bar as it takes. The bars are equally wide on a log scale. */
export function answerBars(data: AnswerTimesData): AnswerBars {
  const first = data.buckets[0]?.[0]
  const last = data.buckets.at(-1)?.[0]
  if (first === undefined || last === undefined) return { edges: [], counts: [] }
  // Four buckets are some 8 %: finer bars show noise.
  const perBar = Math.max(4, Math.ceil((last - first + 1) / mostBars))
  const bars = Math.floor((last - first) / perBar) + 1
  const counts = new Array<number>(bars).fill(0)
  for (const [index, count] of data.buckets) {
    const bar = Math.floor((index - first) / perBar)
    counts[bar] = (counts[bar] ?? 0) + count
  }
  const edges = Array.from({ length: bars + 1 }, (_, bar) => bucketStart(first + bar * perBar))
  return { edges, counts }
}
