// Damages copies of a memory at random places and uses each. Arguments: the compiled sources, the memory, how often.
import { readFileSync, writeFileSync } from 'node:fs'

const [sources, path, times] = process.argv.slice(2)
const { openExisting } = await import(`${sources}/state/store.js`)
const { fingerprint } = await import(`${sources}/state/digest.js`)

const whole = readFileSync(path)
const copy = `${path}.damaged`
const gold = fingerprint({ plan: 'gold' })
const silver = fingerprint({ plan: 'silver' })
const counts = { refused: 0, harmless: 0, wrong: 0 }

for (let seed = 1; seed <= Number(times); seed++) {
  writeFileSync(copy, damaged(random(seed)))
  try {
    await use(await openExisting(copy))
    counts.harmless++
  } catch (error) {
    if (error.name !== 'StateError') throw new Error(`seed ${seed}`, { cause: error })
    counts.refused++
  }
}
console.log(JSON.stringify(counts))

async function use({ memory, close }) {
  try {
    for (let i = 0; i < 3000; i++) {
      if (memory.isUnchanged(`key-${i}`, silver) || memory.isUnchanged(`other-${i}`, gold)) counts.wrong++
    }
    for (const { key } of memory.all()) memory.lookup(key)
    memory.remember('new', gold, Date.now())
  } finally {
    await close()
  }
}

/** Bytes changed, a stretch of noise or zeros, or the end cut off; often near the head, where the tree begins. */
function damaged(next) {
  const bytes = Buffer.from(whole)
  const reach = next() < 0.5 ? bytes.length : 16_384
  const at = Math.floor(next() * reach)
  const kind = next()
  if (kind < 0.1) return bytes.subarray(0, at)
  if (kind < 0.5) bytes[at] ^= 1 << Math.floor(next() * 8)
  else if (kind < 0.7) bytes.fill(0, at, Math.min(bytes.length, at + Math.floor(next() * 5000)))
  else
    for (let i = at; i < Math.min(bytes.length, at + next() * 300); i++) bytes[i] = Math.floor(next() * 256)
  return bytes
}

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed) {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
