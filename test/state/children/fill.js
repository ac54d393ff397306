// Remembers until that fails. Arguments: the compiled sources, the memory.
const [sources, path] = process.argv.slice(2)
const { openMemory } = await import(`${sources}/state/store.js`)
const { fingerprint } = await import(`${sources}/state/digest.js`)

const identity = { target: 'connectif', baseUrl: 'https://api.example.com', account: 'name-shop' }
const { memory, close } = await openMemory(path, identity)
const gold = fingerprint({ plan: 'gold' })
let committed = 0
let error
try {
  for (let i = 0; i < 100_000; i++) {
    memory.remember(`key-${i}`, gold, Date.now())
    if (i % 500 === 499) {
      memory.commit()
      committed = memory.size
    }
  }
} catch (reason) {
  error = `${reason.name}: ${reason.message}`
}
await close().catch(() => {})
console.log(JSON.stringify({ error, committed }))
