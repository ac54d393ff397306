import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { RunFolderError } from '../../src/errors.js'
import { type ProcessMark, thisProcess } from '../../src/runs/process.js'
import { type RunEntry, RunRegistry } from '../../src/runs/registry.js'
import { temporaryFolder } from '../state/support.js'

let home: string
let registry: RunRegistry

beforeEach(() => {
  home = temporaryFolder()
  registry = new RunRegistry(join(home, 'runs'))
})

function deadProcess(): ProcessMark {
  return { ...thisProcess(), pid: spawnSync(process.execPath, ['-e', '']).pid }
}

/** An entry with a run folder to it. */
function entry(run: string, change: Partial<RunEntry> = {}): RunEntry {
  const folder = join(home, 'folders', run)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'journal.ndjson'), '{}\n')
  return {
    run,
    folder,
    target: 'notifuse',
    baseUrl: 'https://api.example.com',
    inputDigest: 'digest-1',
    inputPath: '/data/contacts.csv',
    command: 'command-1',
    startedAt: '2026-03-01T12:00:00.000Z',
    process: thisProcess(),
    nonReplayable: false,
    state: 'under-way',
    ...change,
  }
}

function runs(entries: readonly RunEntry[]): string[] {
  return entries.map(({ run }) => run)
}

describe('the list of runs', () => {
  test('is empty where nothing was ever run', () => {
    expect(registry.list()).toEqual([])
  })

  test('holds a run as it was put in, until it is finished', () => {
    const one = entry('run-1')
    registry.put(one)
    expect(registry.list()).toEqual([one])
    expect(registry.get('run-1')).toEqual(one)
    registry.put({ ...one, nonReplayable: true, state: 'stopped' })
    expect(registry.list()).toEqual([{ ...one, nonReplayable: true, state: 'stopped' }])
    registry.remove('run-1')
    registry.remove('run-1')
    expect(registry.list()).toEqual([])
  })

  test('has the latest first', () => {
    registry.put(entry('b', { startedAt: '2026-03-02T00:00:00.000Z' }))
    registry.put(entry('a', { startedAt: '2026-03-03T00:00:00.000Z' }))
    registry.put(entry('c', { startedAt: '2026-03-01T00:00:00.000Z' }))
    expect(runs(registry.list())).toEqual(['a', 'b', 'c'])
  })

  test.skipIf(process.platform === 'win32')('can be read by its owner only', () => {
    registry.put(entry('run-1'))
    expect(statSync(join(home, 'runs')).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'runs', 'run-1.json')).mode & 0o777).toBe(0o600)
  })

  test('passes over entries that cannot be read, and leaves them', () => {
    registry.put(entry('run-1'))
    const whole = readFileSync(join(home, 'runs', 'run-1.json'), 'utf8')
    const broken = {
      torn: whole.slice(0, 50),
      empty: '',
      foreign: '{"a":1}',
      newer: whole.replace('"version":1', '"version":2'),
    }
    for (const [name, content] of Object.entries(broken))
      writeFileSync(join(home, 'runs', `${name}.json`), content)
    expect(runs(registry.list())).toEqual(['run-1'])
    expect(readdirSync(join(home, 'runs')).length).toBe(5)
  })

  test('drops a run whose folder is gone', () => {
    const one = entry('run-1', { process: deadProcess() })
    registry.put(one)
    rmSync(one.folder, { recursive: true })
    expect(registry.list()).toEqual([])
    expect(existsSync(join(home, 'runs', 'run-1.json'))).toBe(false)
  })

  test('keeps a run of another host, whose folder cannot be looked for', () => {
    const one = entry('run-1', { process: { ...thisProcess(), host: 'elsewhere' }, state: 'stopped' })
    registry.put(one)
    rmSync(one.folder, { recursive: true })
    expect(runs(registry.list())).toEqual(['run-1'])
  })

  test('takes no run whose name would lie elsewhere', () => {
    registry.put(entry('run-1'))
    const path = join(home, 'runs', 'run-1.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"run":"run-1"', '"run":"../../secret"'))
    expect(registry.list()).toEqual([])
  })

  test('that cannot be written is an error that says what to set', () => {
    writeFileSync(join(home, 'runs'), '')
    expect(() => registry.put(entry('run-1'))).toThrow(RunFolderError)
  })
})

describe('looking for runs', () => {
  test('tells those under way from those that can be resumed', () => {
    registry.put(entry('alive'))
    registry.put(entry('killed', { process: deadProcess() }))
    registry.put(entry('stopped', { state: 'stopped' }))
    registry.put(entry('elsewhere', { process: { ...thisProcess(), host: 'elsewhere' } }))
    expect(runs(registry.findUnderWay()).sort()).toEqual(['alive', 'elsewhere'])
    expect(runs(registry.findUnfinished()).sort()).toEqual(['killed', 'stopped'])
  })

  test.each(['target', 'baseUrl', 'inputDigest', 'inputPath', 'command'] as const)('goes by %s', (name) => {
    registry.put(entry('one', { state: 'stopped' }))
    registry.put(entry('other', { state: 'stopped', [name]: 'another' }))
    expect(runs(registry.findUnfinished({ [name]: 'another' }))).toEqual(['other'])
    expect(runs(registry.findUnderWay({ [name]: 'another' }))).toEqual([])
  })

  test('goes by all that is asked for', () => {
    registry.put(entry('one', { state: 'stopped' }))
    registry.put(entry('other', { state: 'stopped', inputDigest: 'another' }))
    const query = { target: 'notifuse', baseUrl: 'https://api.example.com', inputDigest: 'digest-1' }
    expect(runs(registry.findUnfinished(query))).toEqual(['one'])
    expect(runs(registry.findUnfinished({ ...query, target: 'connectif' }))).toEqual([])
  })
})
