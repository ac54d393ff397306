// The least that a program can do: parse, stringify, send. No checks, no journal, no reports.
//   node bench/bare-loop.js notifuse|connectif <file.csv> <base url> <api key>
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { Pool } from 'undici'

const [target, path, baseUrl, key] = process.argv.slice(2)
const url = new URL(baseUrl)
const width = target === 'notifuse' ? 8 : 32
const pool = new Pool(url.origin, { connections: width })
const inFlight = new Set()

async function send(method, where, authorization, body) {
  const answer = await pool.request({
    method,
    path: `${url.pathname}${where}`,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.body.text()
}

function start(...call) {
  const done = send(...call).finally(() => inFlight.delete(done))
  inFlight.add(done)
  return inFlight.size < width ? undefined : Promise.race(inFlight)
}

const upsert = (contacts) => start('POST', '/contacts.upsert', `Bearer ${key}`, { contacts })
const patch = (email, fields) =>
  start('PATCH', `/contacts/${encodeURIComponent(email)}`, `apiKey ${key}`, fields)

let batch = []
for await (const { externalId, email, ...rest } of createReadStream(path).pipe(parse({ columns: true }))) {
  if (target === 'connectif') {
    await patch(email, rest)
    continue
  }
  batch.push({ id: externalId, profile: { $set: { email, ...rest } } })
  if (batch.length < 50) continue
  await upsert(batch)
  batch = []
}
if (batch.length > 0) await upsert(batch)
await Promise.all(inFlight)
await pool.close()
