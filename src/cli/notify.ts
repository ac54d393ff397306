import type { Summary } from '../journal/summary.js'

const timeoutMs = 10_000

/** POSTs the summary as JSON; it holds no contact's data. Follows no redirect. Throws if it was not taken. */
export async function notify(url: URL, summary: Summary): Promise<void> {
  const [{ request }, { openDispatcher }] = await Promise.all([
    import('undici'),
    import('../delivery/dispatcher.js'),
  ])
  const dispatcher = openDispatcher(url, { connections: 1, timeoutMs })
  try {
    const { statusCode, body } = await request(url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `contact-sync/${summary.tool.version}` },
      body: JSON.stringify(summary),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await body.dump()
    if (statusCode < 200 || statusCode > 299) throw new Error(`it answered ${statusCode}`)
  } finally {
    await dispatcher.destroy()
  }
}
