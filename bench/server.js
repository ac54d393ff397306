import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * Starts the sandbox in a process of its own: it counts contacts, and neither keeps them nor looks at their values.
 * `limits`: as typed after `--limit`.
 */
export async function startServer(limits = ['none'], more = {}) {
  const options = { store: false, validate: false, limits, ...more }
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)], { execArgv: [] })
  const [urls] = await once(child, 'message')
  const control = (method, path) => fetch(`${urls.url}/_sandbox/${path}`, { method })
  return {
    baseUrl: (target) => urls[target],
    stats: async () => (await control('GET', 'stats')).json(),
    requests: async () => {
      const text = await (await control('GET', 'requests')).text()
      return text.trim().split('\n').map(JSON.parse)
    },
    reset: () => control('POST', 'reset'),
    close: () => child.kill(),
  }
}

async function serve(options) {
  const { startSandbox } = await import('../dist/sandbox/sandbox.js')
  const { url, notifuseUrl, connectifUrl } = await startSandbox(options)
  process.send({ url, notifuse: notifuseUrl, connectif: connectifUrl })
  process.on('disconnect', () => process.exit())
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  await serve(JSON.parse(process.argv[2]))
}
