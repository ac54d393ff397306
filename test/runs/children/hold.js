// Takes a lock, says so, and holds it until killed. Arguments: the compiled sources, the lock.
const [sources, path] = process.argv.slice(2)
const { acquireLock } = await import(`${sources}/runs/lock.js`)

await acquireLock(path, { what: 'the test' })
console.log('held')
setInterval(() => {}, 1000)
