// Opens a memory and says how that ended. Arguments: the compiled sources, the memory.
const [sources, path] = process.argv.slice(2)
const { openExisting } = await import(`${sources}/state/store.js`)

try {
  const { memory, close } = await openExisting(path)
  for (const { key } of memory.all()) memory.lookup(key)
  await close()
  console.log('opened')
} catch (error) {
  console.log(error.name)
}
