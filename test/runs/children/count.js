// Counts up a number in a file, again and again, in a way that only a lock makes safe; sometimes dies inside.
// Arguments: the compiled sources, the lock, the file, how often, the share of deaths in percent, a seed.
import { readFileSync, writeFileSync } from 'node:fs'

const [sources, path, file, times, deaths, seed] = process.argv.slice(2)
const { acquireLock } = await import(`${sources}/runs/lock.js`)
let state = Number(seed)

for (let i = 0; i < Number(times); i++) {
  const lock = await acquireLock(path, { what: 'the test', waitMs: 50_000 })
  const before = readFileSync(file, 'utf8')
  await new Promise((resolve) => setTimeout(resolve, random(3)))
  if (random(100) < Number(deaths)) process.kill(process.pid, 'SIGKILL')
  writeFileSync(file, `${before}x`)
  process.stdout.write('x')
  lock.release()
}

function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}
