import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { listRunFolders, pruneRunFolders, type RunFolder, runLockPath } from '../../src/runs/folders.js'
import { acquireLock } from '../../src/runs/lock.js'
import { thisProcess } from '../../src/runs/process.js'
import { RunRegistry } from '../../src/runs/registry.js'
import { temporaryFolder } from '../state/support.js'

const day = 86_400_000
const now = Date.parse('2026-03-31T12:00:00Z')

let home: string
let root: string
let registry: RunRegistry

beforeEach(() => {
  home = temporaryFolder()
  root = join(home, 'contact-sync-runs')
  mkdirSync(root)
  registry = new RunRegistry(join(home, 'state'))
})

/** The head of a journal in these tests. */
function readHead(line: string): { run: string } | undefined {
  const [, run] = /^journal of (.+)$/.exec(line) ?? []
  return run === undefined ? undefined : { run }
}

interface Given {
  readonly status?: 'succeeded' | 'partial' | 'stopped' | 'refused'
  readonly ageDays?: number
  readonly in?: string
  readonly files?: readonly string[]
}

/** A run folder; without a status it has no summary, as after a kill. */
function makeRun(run: string, given: Given = {}): string {
  const path = join(given.in ?? root, run)
  const ended = new Date(now - (given.ageDays ?? 0) * day)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'journal.ndjson'), `journal of ${run}\n{"rows":[]}\n`)
  utimesSync(join(path, 'journal.ndjson'), ended, ended)
  for (const name of given.files ?? []) writeFileSync(join(path, name), 'id\n')
  if (given.status !== undefined) writeFileSync(join(path, 'summary.json'), summary(run, given.status, ended))
  return path
}

function summary(run: string, status: string, ended: Date): string {
  return JSON.stringify({
    schemaVersion: 1,
    run,
    target: 'notifuse',
    status,
    stopReason: status === 'stopped' ? 'signal' : null,
    exitCode: status === 'stopped' ? 4 : 0,
    rows: { read: 3, inserted: 3 },
    startedAt: new Date(ended.getTime() - 1000).toISOString(),
    finishedAt: ended.toISOString(),
    resume: status === 'stopped' ? `contact-sync resume ${run}` : null,
  })
}

function list(): RunFolder[] {
  return listRunFolders({ roots: [root], registry, readHead })
}

function statuses(): Record<string, string> {
  return Object.fromEntries(list().map(({ run, status }) => [run, status]))
}

function register(run: string, folder: string, state: 'under-way' | 'stopped'): void {
  registry.put({
    run,
    folder,
    target: 'notifuse',
    baseUrl: 'https://api.example.com',
    inputDigest: 'digest',
    inputPath: '/data/contacts.csv',
    command: 'command',
    startedAt: new Date(now).toISOString(),
    process: thisProcess(),
    nonReplayable: false,
    state,
  })
}

describe('the run folders', () => {
  test('are none where there is no folder of runs', () => {
    expect(listRunFolders({ roots: [join(home, 'none')], registry, readHead })).toEqual([])
  })

  test('are those with a journal, the latest first, with what became of them', () => {
    makeRun('done', { status: 'succeeded', ageDays: 2 })
    makeRun('with failures', { status: 'partial', ageDays: 3 })
    makeRun('refused', { status: 'refused', ageDays: 4 })
    makeRun('stopped', { status: 'stopped', ageDays: 5 })
    makeRun('killed', { ageDays: 1 })
    expect(list().map(({ run, status, lastChange }) => [run, status, (now - lastChange) / day])).toEqual([
      ['killed', 'unfinished', 1],
      ['done', 'finished', 2],
      ['with failures', 'finished', 3],
      ['refused', 'finished', 4],
      ['stopped', 'unfinished', 5],
    ])
  })

  test('tell what their summary says, and how large they are', () => {
    const path = makeRun('done', { status: 'succeeded', files: ['inserted.csv'] })
    const [folder] = list()
    expect(folder).toMatchObject({ path, summary: { status: 'succeeded', rows: { read: 3 }, exitCode: 0 } })
    expect(folder?.bytes).toBeGreaterThan(100)
  })

  test('are also those that are registered, wherever they lie, and each but once', () => {
    const elsewhere = makeRun('elsewhere', { status: 'stopped', in: join(home, 'reports') })
    const here = makeRun('here', { status: 'stopped' })
    register('elsewhere', elsewhere, 'stopped')
    register('here', here, 'stopped')
    expect(statuses()).toEqual({ elsewhere: 'unfinished', here: 'unfinished' })
    expect(list().length).toBe(2)
  })

  test('are under way while their process lives or their lock is held', async () => {
    register('registered', makeRun('registered', { status: 'stopped' }), 'under-way')
    const lock = await acquireLock(runLockPath(makeRun('locked', { status: 'stopped' })), { what: 'the run' })
    expect(statuses()).toEqual({ registered: 'under-way', locked: 'under-way' })
    lock.release()
    expect(statuses()).toEqual({ registered: 'under-way', locked: 'unfinished' })
  })

  test('are unfinished if their summary cannot be read or is of another run', () => {
    writeFileSync(join(makeRun('torn'), 'summary.json'), '{"run":')
    writeFileSync(join(makeRun('copied'), 'summary.json'), summary('other', 'succeeded', new Date(now)))
    expect(statuses()).toEqual({ torn: 'unfinished', copied: 'unfinished' })
  })

  test('are not folders without a journal of ours, nor files, nor links', () => {
    mkdirSync(join(root, 'empty'))
    mkdirSync(join(root, 'foreign'))
    writeFileSync(join(root, 'foreign', 'journal.ndjson'), '{"log":1}\n')
    mkdirSync(join(root, 'half a head'))
    writeFileSync(join(root, 'half a head', 'journal.ndjson'), 'journal of x')
    mkdirSync(join(root, 'folder', 'journal.ndjson'), { recursive: true })
    writeFileSync(join(root, 'file'), '')
    symlinkSync(makeRun('real', { in: join(home, 'reports') }), join(root, 'link'))
    expect(list()).toEqual([])
  })
})

describe('pruning', () => {
  async function prune(
    olderThanDays: number,
    unfinished = false,
  ): Promise<{ removed: string[]; left: string[] }> {
    const result = await pruneRunFolders(list(), registry, {
      olderThanMs: olderThanDays * day,
      unfinished,
      now,
    })
    const names = (folders: readonly RunFolder[]) => folders.map(({ path }) => basename(path)).sort()
    return { removed: names(result.removed), left: names(result.left) }
  }

  test('deletes finished runs that are old enough, whole', async () => {
    const files = [
      '.reserve',
      'input',
      'summary.json.new',
      'inserted.csv',
      'updated.csv',
      'failed.csv',
      'unknown.ndjson',
      'skipped.csv',
      'missing.csv',
      'report.html',
    ]
    makeRun('old', { status: 'succeeded', ageDays: 31, files })
    makeRun('new', { status: 'succeeded', ageDays: 29, files })
    expect(await prune(30)).toEqual({ removed: ['old'], left: [] })
    expect(readdirSync(root)).toEqual(['new'])
    expect(readdirSync(join(root, 'new')).length).toBe(12)
  })

  test('leaves unfinished runs, however old, unless it is asked for them', async () => {
    const stopped = makeRun('stopped', { status: 'stopped', ageDays: 400 })
    register('stopped', stopped, 'stopped')
    makeRun('killed', { ageDays: 400 })
    expect(await prune(30)).toEqual({ removed: [], left: [] })
    expect(await prune(30, true)).toEqual({ removed: ['killed', 'stopped'], left: [] })
    expect(registry.list()).toEqual([])
  })

  test('leaves a run under way, even one that looks finished', async () => {
    const path = makeRun('resumed', { status: 'succeeded', ageDays: 400 })
    const before = list()
    const lock = await acquireLock(runLockPath(path), { what: 'the run' })
    expect(await prune(30, true)).toEqual({ removed: [], left: [] })
    // Listed before it was resumed.
    expect(await pruneRunFolders(before, registry, { olderThanMs: 0, now })).toEqual({
      removed: [],
      left: [],
    })
    expect(existsSync(join(path, 'journal.ndjson'))).toBe(true)
    lock.release()
  })

  test("deletes nothing that is not a run's, and says which folders it left", async () => {
    const path = makeRun('old', {
      status: 'succeeded',
      ageDays: 31,
      files: ['failed.csv', 'failed-mended.csv', 'notes.txt'],
    })
    mkdirSync(join(path, 'updated.csv'))
    writeFileSync(join(root, 'journal.ndjson'), 'journal of no run\n')
    expect(await prune(30)).toEqual({ removed: [], left: ['old'] })
    expect(readdirSync(path).sort()).toEqual(['failed-mended.csv', 'notes.txt', 'updated.csv'])
    expect(readdirSync(root).sort()).toEqual(['journal.ndjson', 'old'])
  })

  test('deletes nothing through a link', async () => {
    const path = makeRun('real', { status: 'succeeded', ageDays: 31, in: join(home, 'reports') })
    symlinkSync(path, join(root, 'link'))
    expect(await prune(30, true)).toEqual({ removed: [], left: [] })
    expect(existsSync(join(path, 'journal.ndjson'))).toBe(true)
  })
})
