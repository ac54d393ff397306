import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { LockedError, RunFolderError } from '../../src/errors.js'
import { acquireLock, isLocked } from '../../src/runs/lock.js'
import { lifeOf, type ProcessMark, thisProcess } from '../../src/runs/process.js'
import { compiledSources, temporaryFolder } from '../state/support.js'

const folder = temporaryFolder()
const what = 'the memory'
let count = 0

function newPath(): string {
  return join(folder, `${count++}.lock`)
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

/** A lock as another process would have left it. */
function leave(path: string, mark: ProcessMark | string, holds = true): void {
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'other.claim'), typeof mark === 'string' ? mark : JSON.stringify(mark))
  if (holds) writeFileSync(join(path, 'other.holds'), '')
}

/** A pid that no process has: of one that has just ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid
}

describe('a lock', () => {
  test('is held by one, and free again when it is given back', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { what })
    expect(isLocked(path)).toBe(true)
    expect(await errorOf(acquireLock(path, { what }))).toBeInstanceOf(LockedError)
    lock.release()
    lock.release()
    expect(isLocked(path)).toBe(false)
    expect(existsSync(path)).toBe(false)
    ;(await acquireLock(path, { what })).release()
  })

  test('given back late does not take away the next one', async () => {
    const path = newPath()
    const first = await acquireLock(path, { what })
    first.release()
    const second = await acquireLock(path, { what })
    first.release()
    expect(isLocked(path)).toBe(true)
    second.release()
  })

  test('that is held names the process, its host and since when', async () => {
    const path = newPath()
    const before = new Date().toISOString()
    const lock = await acquireLock(path, { what })
    const error = await errorOf(acquireLock(path, { what }))
    const [, since = ''] =
      /^Another run holds the memory: pid \d+ on .+, since (.+)\.$/.exec(
        String(error instanceof Error && error.message),
      ) ?? []
    expect(since >= before && since <= new Date().toISOString()).toBe(true)
    expect(error).toMatchObject({
      message: expect.stringContaining(`pid ${process.pid} on ${hostname()},`),
    })
    expect(error).toMatchObject({ hint: expect.stringContaining('--wait-lock') })
    lock.release()
  })

  test.skipIf(process.platform === 'win32')('can be read by its owner only', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { what })
    const { statSync } = await import('node:fs')
    expect(statSync(path).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
    lock.release()
  })

  test('that cannot be made is an error that says why', async () => {
    const file = join(folder, 'a file')
    writeFileSync(file, '')
    expect(await errorOf(acquireLock(join(file, 'lock'), { what }))).toBeInstanceOf(RunFolderError)
  })
})

describe('waiting for a lock', () => {
  test('ends when it is given back', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { what })
    const waiting = acquireLock(path, { what, waitMs: 30_000 })
    setTimeout(() => lock.release(), 50)
    const next = await waiting
    expect(isLocked(path)).toBe(true)
    next.release()
  })

  test('ends after the time given', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { what })
    expect(await errorOf(acquireLock(path, { what, waitMs: 250 }))).toBeInstanceOf(LockedError)
    lock.release()
  })

  test('ends when it is told to, with the reason given', async () => {
    const path = newPath()
    const lock = await acquireLock(path, { what })
    const stop = new AbortController()
    const waiting = errorOf(acquireLock(path, { what, waitMs: 60_000, signal: stop.signal }))
    const reason = new Error('stopped')
    setTimeout(() => stop.abort(reason), 50)
    expect(await waiting).toBe(reason)
    lock.release()
  })
})

describe('a lock left behind', () => {
  test.each<[string, () => Partial<ProcessMark>]>([
    ['by a process that is gone', () => ({ pid: deadPid() })],
    ['before the machine was started anew', () => ({ boot: 'another' })],
  ])('%s is taken over', async (_, change) => {
    const path = newPath()
    leave(path, { ...thisProcess(), ...change() })
    expect(isLocked(path)).toBe(thisProcess().boot === null)
    ;(await acquireLock(path, { what })).release()
    expect(existsSync(path)).toBe(false)
  })

  test.skipIf(process.platform !== 'linux')(
    'by a process whose number another has now is taken over',
    async () => {
      const path = newPath()
      leave(path, { ...thisProcess(), born: '1' })
      ;(await acquireLock(path, { what })).release()
    },
  )

  test.each<[string, Partial<ProcessMark>]>([
    ['another host', { host: 'elsewhere.example.com' }],
    ['another container', { namespace: 'pid:[1]' }],
  ])('by a process of %s is never presumed dead, and the error says what to do', async (_, change) => {
    const path = newPath()
    leave(path, { ...thisProcess(), pid: 999_999_999, ...change })
    const error = await errorOf(acquireLock(path, { what }))
    expect(error).toBeInstanceOf(LockedError)
    expect(error).toMatchObject({ hint: expect.stringContaining(`delete the folder ${path}`) })
    expect(isLocked(path)).toBe(true)
  })

  test('by one that was killed before it held it is taken over', async () => {
    const path = newPath()
    leave(path, { ...thisProcess(), pid: deadPid() }, false)
    ;(await acquireLock(path, { what })).release()
  })

  test('that cannot be read is not presumed dead', async () => {
    const path = newPath()
    leave(path, '{"pid":')
    expect(await errorOf(acquireLock(path, { what }))).toMatchObject({
      message: 'Another run holds the memory: it does not say which.',
    })
  })

  test('that cannot be read is taken over if it is from before the machine was started', async () => {
    const path = newPath()
    leave(path, '')
    utimesSync(join(path, 'other.claim'), 1, 1)
    ;(await acquireLock(path, { what })).release()
  })
})

describe('between processes', () => {
  let sources: string
  const children: ChildProcess[] = []

  beforeAll(() => {
    sources = compiledSources()
  })

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  function start(script: string, ...args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'children', script), sources, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    children.push(child)
    return child
  }

  async function holding(path: string): Promise<ChildProcess> {
    const child = start('hold.js', path)
    if (child.stdout) await once(child.stdout, 'data')
    return child
  }

  test('a lock of a living one is refused, and of a killed one taken over', async () => {
    const path = newPath()
    const child = await holding(path)
    expect(await errorOf(acquireLock(path, { what }))).toMatchObject({
      message: expect.stringContaining(`pid ${child.pid} on`),
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    ;(await acquireLock(path, { what })).release()
  })

  test('one that waits gets the lock of one that is killed', async () => {
    const path = newPath()
    const child = await holding(path)
    const waiting = acquireLock(path, { what, waitMs: 30_000 })
    child.kill('SIGKILL')
    ;(await waiting).release()
  })

  test.each(['end', 'exit', 'throw'])('a lock is given back at the %s of its process', async (way) => {
    const path = newPath()
    const child = start('exit.js', path, way)
    await once(child, 'exit')
    expect(existsSync(path)).toBe(false)
  })

  test('of many that want it at once, and some that die with it, one at a time has it', async () => {
    const path = newPath()
    const file = join(folder, 'number')
    writeFileSync(file, '')
    const runs = Array.from({ length: 6 }, async (_, seed) => {
      const child = start('count.js', path, file, '25', '5', String(seed + 1))
      const [output] = await Promise.all([child.stdout ? text(child.stdout) : '', once(child, 'exit')])
      return output
    })
    const done = (await Promise.all(runs)).join('')
    expect(done.length).toBeGreaterThan(20)
    // One that was overtaken would have written over the other's count.
    expect(readFileSync(file, 'utf8')).toBe(done)
    ;(await acquireLock(path, { what })).release()
  })
})

describe('a process', () => {
  test('knows itself for living', () => {
    expect(lifeOf(thisProcess())).toBe('alive')
  })

  test('knows the first one of the machine for living, though it may not signal it', () => {
    const { boot, namespace } = thisProcess()
    expect(
      lifeOf({ pid: 1, host: hostname(), since: '2026-01-01T00:00:00Z', boot, born: null, namespace }),
    ).toBe('alive')
  })

  test.skipIf(process.platform !== 'linux')(
    'takes one that ended and was not yet buried for dead',
    async () => {
      // The shell is replaced by one that never asks after its child.
      const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 30'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const [output] = await once(child.stdout, 'data')
      const mark = { ...thisProcess(), pid: Number(output), born: null }
      await expect.poll(() => lifeOf(mark)).toBe('dead')
      child.kill('SIGKILL')
    },
  )
})
