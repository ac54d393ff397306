// Takes a lock and ends in the way asked for. Arguments: the compiled sources, the lock, `end`, `exit` or `throw`.
const [sources, path, way] = process.argv.slice(2)
const { acquireLock } = await import(`${sources}/runs/lock.js`)

await acquireLock(path, { what: 'the test' })
if (way === 'exit') process.exit(3)
if (way === 'throw') throw new Error('a fault')
