// A run in small, against an API that is a file: for each row of an endless, shuffled file, what it applies is
// appended to the API's file, and some answers never come. Killed by the test. Arguments: the compiled sources,
// the memory, the API's file, a seed.
import { appendFileSync } from 'node:fs'

const [sources, path, api, seedText] = process.argv.slice(2)
const { openMemory } = await import(`${sources}/state/store.js`)
const { Changes } = await import(`${sources}/state/changes.js`)

const identity = { target: 'connectif', baseUrl: 'https://api.example.com', account: 'name-shop' }
const { memory } = await openMemory(path, identity)
const changes = new Changes(memory, { lasting: (payload) => payload })
let state = Number(seedText)
const keys = 3000

console.log('ready')
for (;;) {
  const batch = []
  while (batch.length < 20) {
    const contact = { key: `key-${random(keys)}`, payload: { plan: random(3) }, replayable: true }
    if (batch.every(({ key }) => key !== contact.key) && changes.admit(contact) === 'send')
      batch.push(contact)
  }
  changes.beforeSend(batch)
  appendFileSync(api, batch.map(({ key, payload }) => `${key} ${payload.plan}\n`).join(''))
  const answered = random(10) > 0
  for (const contact of batch) changes.settle(contact, answered && random(20) > 0)
  // Lets the timer come, so that some is committed without being asked for.
  if (random(10) === 0) await new Promise((resolve) => setTimeout(resolve, 1))
}

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
