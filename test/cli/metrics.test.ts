import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { metricsText, writeMetrics } from '../../src/cli/metrics.js'
import { notify } from '../../src/cli/notify.js'
import { withTempFolder } from './bin.js'
import { fakeSummary, noRows } from './fakes.js'

const summary = fakeSummary({
  rows: { ...noRows, read: 3, inserted: 2, failed: 1 },
  requests: { sent: 4, retried: 1, rateLimited: 2 },
  exitCode: 1,
})

describe('metrics', () => {
  test('are the summary in the text format of Prometheus', () => {
    const labels = 'target="bulk",operation="upsert"'
    expect(metricsText(summary)).toBe(`# HELP contact_sync_run_rows Rows of the last run by outcome.
# TYPE contact_sync_run_rows gauge
contact_sync_run_rows{${labels},outcome="inserted"} 2
contact_sync_run_rows{${labels},outcome="updated"} 0
contact_sync_run_rows{${labels},outcome="unchanged"} 0
contact_sync_run_rows{${labels},outcome="skipped"} 0
contact_sync_run_rows{${labels},outcome="failed"} 1
contact_sync_run_rows{${labels},outcome="unknown"} 0
contact_sync_run_rows{${labels},outcome="pending"} 0
# HELP contact_sync_run_requests Requests of the last run.
# TYPE contact_sync_run_requests gauge
contact_sync_run_requests{${labels},kind="sent"} 4
contact_sync_run_requests{${labels},kind="retried"} 1
contact_sync_run_requests{${labels},kind="rateLimited"} 2
# HELP contact_sync_run_exit_code Exit code of the last run.
# TYPE contact_sync_run_exit_code gauge
contact_sync_run_exit_code{${labels}} 1
# HELP contact_sync_run_duration_seconds How long the last run took.
# TYPE contact_sync_run_duration_seconds gauge
contact_sync_run_duration_seconds{${labels}} 1
# HELP contact_sync_run_finished_timestamp_seconds When the last run ended.
# TYPE contact_sync_run_finished_timestamp_seconds gauge
contact_sync_run_finished_timestamp_seconds{${labels}} 1767225601
`)
  })

  test('replace the file whole and leave nothing else behind', async () => {
    await withTempFolder('contact-sync-metrics-', async (folder) => {
      const path = join(folder, 'contacts.prom')
      await writeMetrics(path, fakeSummary())
      await writeMetrics(path, summary)
      expect(readFileSync(path, 'utf8')).toBe(metricsText(summary))
      expect(readdirSync(folder)).toEqual(['contacts.prom'])
    })
  })

  test('that cannot be put in place leave nothing behind', async () => {
    await withTempFolder('contact-sync-metrics-', async (folder) => {
      mkdirSync(join(folder, 'contacts.prom'))
      await expect(writeMetrics(join(folder, 'contacts.prom'), summary)).rejects.toThrow()
      expect(readdirSync(folder)).toEqual(['contacts.prom'])
    })
  })
})

describe('a notification', () => {
  /** A server that answers everything with one status; gives its URL and what it received. */
  async function serving<T>(status: number, use: (url: URL, received: string[]) => Promise<T>): Promise<T> {
    const received: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8')
      request.on('data', (chunk: string) => {
        body += chunk
      })
      request.on('end', () => {
        received.push(`${request.method} ${request.headers['content-type']} ${body}`)
        response.writeHead(status, { location: '/elsewhere' }).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    try {
      return await use(new URL(`http://127.0.0.1:${port}/hook`), received)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  test('is the summary by POST', async () => {
    await serving(204, async (url, received) => {
      await notify(url, summary)
      expect(received).toEqual([`POST application/json ${JSON.stringify(summary)}`])
    })
  })

  test.each([302, 404, 500])('that is answered with %i failed, and is not sent elsewhere', async (status) => {
    await serving(status, async (url, received) => {
      await expect(notify(url, summary)).rejects.toThrow(`it answered ${status}`)
      expect(received).toHaveLength(1)
    })
  })
})
