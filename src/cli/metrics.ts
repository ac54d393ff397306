import { rename, rm, writeFile } from 'node:fs/promises'
import type { Summary } from '../journal/summary.js'

type Labels = Readonly<Record<string, string>>

/** A run's summary in Prometheus' text format, for the node exporter's textfile collector. */
export function metricsText(summary: Summary): string {
  const labels = { target: summary.target, operation: summary.operation }
  const { read: _, ...outcomes } = summary.rows
  return [
    family('rows', 'Rows of the last run by outcome', Object.entries(outcomes), (outcome) => ({
      ...labels,
      outcome,
    })),
    family('requests', 'Requests of the last run', Object.entries(summary.requests), (kind) => ({
      ...labels,
      kind,
    })),
    single('exit_code', 'Exit code of the last run', summary.exitCode, labels),
    single('duration_seconds', 'How long the last run took', summary.durationMs / 1000, labels),
    single(
      'finished_timestamp_seconds',
      'When the last run ended',
      Date.parse(summary.finishedAt) / 1000,
      labels,
    ),
  ].join('')
}

function single(name: string, help: string, value: number, labels: Labels): string {
  return family(name, help, [['', value]], () => labels)
}

function family(
  name: string,
  help: string,
  values: readonly (readonly [string, number])[],
  labelsOf: (key: string) => Labels,
): string {
  const full = `contact_sync_run_${name}`
  const lines = values.map(([key, value]) => `${full}{${labelText(labelsOf(key))}} ${value}\n`)
  return `# HELP ${full} ${help}.\n# TYPE ${full} gauge\n${lines.join('')}`
}

function labelText(labels: Labels): string {
  const escaped = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')
}

/** Writes the metrics by rename: the collector never reads half a file. The collector's user must be able to read it. */
export async function writeMetrics(path: string, summary: Summary): Promise<void> {
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    await writeFile(unfinished, metricsText(summary), { mode: 0o644 })
    await rename(unfinished, path)
  } finally {
    // Gone already, unless something went wrong.
    await rm(unfinished, { force: true })
  }
}
