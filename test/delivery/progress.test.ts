import { expect, test } from 'vitest'
import { runSync, testSandbox } from './harness.js'

test('rows read and bytes read stand for each other: all rows can be guessed from the first on', async () => {
  const rows = Array.from({ length: 4000 }, (_, row) => `c${row + 1000}`)
  const { events, summary } = await runSync({
    target: 'notifuse',
    input: `id\n${rows.join('\n')}\n`,
    sandbox: await testSandbox({ latencyMs: 5 }),
  })
  const { bytes } = summary.source
  const guesses = events.flatMap((event) =>
    event.type === 'progress' ? [(event.rows.read * bytes) / event.bytesRead] : [],
  )
  expect(guesses.length).toBeGreaterThan(1)
  for (const guess of guesses) {
    expect(guess).toBeGreaterThan(3600)
    expect(guess).toBeLessThan(4400)
  }
})
