import type { IssueRow } from './data.js'

/** One layer of a stacked chart. */
export interface ChartSeries {
  readonly label: string
  /** The style sheet's custom property that holds its colour, without the dashes. */
  readonly colour: string
  /** Per second, for each step of time. */
  readonly rates: readonly number[]
}

/** What the page's script reads from the page: drawn charts and the searchable table; the rest is plain HTML. */
export interface PageData {
  /** Seconds at which the steps of time begin; one more at the end. */
  readonly edges: readonly number[]
  readonly rows: readonly ChartSeries[]
  readonly calls: readonly ChartSeries[]
  /** Seconds from and until which nothing could leave. */
  readonly waits: readonly (readonly [from: number, until: number])[]
  /** Milliseconds at which the bars begin, one more at the end; the height of each; where the lines stand. */
  readonly answers: {
    readonly edges: readonly number[]
    readonly counts: readonly number[]
    readonly medianMs: number
    readonly p95Ms: number
  } | null
  readonly issues: readonly IssueRow[]
}
