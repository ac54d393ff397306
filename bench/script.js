// The script that people write: read it all, p-limit over all rows, fetch.
//   node bench/script.js notifuse|connectif <file.csv> <base url> <api key>
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import pLimit from 'p-limit'

const [target, path, baseUrl, key] = process.argv.slice(2)
const limit = pLimit(target === 'notifuse' ? 8 : 32)

async function send(method, where, authorization, body) {
  const answer = await fetch(`${baseUrl}${where}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${answer.status}`)
  return answer.json()
}

const rows = []
for await (const row of createReadStream(path).pipe(parse({ columns: true }))) rows.push(row)

if (target === 'connectif') {
  const patch = ({ externalId, email, ...rest }) =>
    send('PATCH', `/contacts/${encodeURIComponent(email)}`, `apiKey ${key}`, rest)
  await Promise.all(rows.map((row) => limit(() => patch(row))))
} else {
  const contact = ({ externalId, ...rest }) => ({ id: externalId, profile: { $set: rest } })
  const batches = []
  for (let at = 0; at < rows.length; at += 50) batches.push(rows.slice(at, at + 50).map(contact))
  const upsert = (contacts) => send('POST', '/contacts.upsert', `Bearer ${key}`, { contacts })
  await Promise.all(batches.map((contacts) => limit(() => upsert(contacts))))
}
