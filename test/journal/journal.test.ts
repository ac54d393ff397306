import { appendFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HeaderEntry, LaterEntry, PulseEntry } from '../../src/journal/entry.js'
import { Journal } from '../../src/journal/journal.js'
import { readEntries, readHeader } from '../../src/journal/read.js'
import { foldJournal, rebuildReports, summaryOf } from '../../src/journal/rebuild.js'
import { Settling } from '../../src/journal/settling.js'
import type { Outcome, RowIssue } from '../../src/outcome.js'
import { runLockPath } from '../../src/runs/folders.js'
import { acquireLock, isLocked } from '../../src/runs/lock.js'
import { tempFolder } from '../temp.js'

const issue: RowIssue = { code: 'refused', message: 'no, "never"', field: 'email' }

function header(format: 'csv' | 'ndjson' = 'csv'): HeaderEntry {
  return {
    type: 'run',
    version: 1,
    tool: '0.0.0',
    run: 'r1',
    target: 'notifuse',
    operation: 'upsert',
    baseUrl: 'http://127.0.0.1:1',
    startedAt: '2026-01-01T00:00:00.000Z',
    source: {
      path: 'in.csv',
      file: '/in.csv',
      spooled: false,
      format,
      bytes: 10,
      digest: 'd',
      ...(format === 'csv' ? { columns: ['id', 'name'] } : {}),
    },
    mapping: { assignments: [], empty: 'skip' },
    options: { onDuplicate: 'send', sandbox: false },
    delivery: { concurrency: 8, headroom: 10, maxAttempts: 5, timeoutMs: 30_000 },
  }
}

function settle(journal: Journal, row: number, outcome: Outcome, cells = [`k${row}`, 'Ana, "A"\nB']): void {
  const settling = new Settling()
  settling.add({ kind: 'table', row, line: row + 1, cells }, cells[0], outcome)
  journal.settle(settling.finish(1000 + row))
}

const text = (folder: string, name: string) => readFile(join(folder, name), 'utf8')

describe('the journal', () => {
  it('gives back what was written, and its reports say the same', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    settle(journal, 1, { kind: 'inserted' })
    settle(journal, 2, { kind: 'failed', issue, attempts: 2 })
    settle(journal, 3, { kind: 'unchanged' })
    await journal.close()

    expect(await readHeader(folder)).toEqual(header())
    const ledger = await foldJournal(folder)
    expect(ledger.counts).toMatchObject({ inserted: 1, failed: 1, unchanged: 1, updated: 0 })
    expect(await text(folder, 'inserted.csv')).toBe('_sync_row,_sync_key\n1,k1\n')
    expect(await text(folder, 'failed.csv')).toBe(
      'id,name,_sync_row,_sync_line,_sync_key,_sync_code,_sync_message,_sync_attempts\n' +
        'k2,"Ana, ""A""\nB",2,3,k2,refused,"no, ""never""",2\n',
    )
  })

  it('lets no one but its owner read what it leaves', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    await journal.close()
    for (const name of ['journal.ndjson', 'inserted.csv', 'failed.csv', 'unknown.csv', 'skipped.csv']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
    }
  })

  it('refuses a second outcome for a row', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    settle(journal, 1, { kind: 'inserted' })
    expect(() => settle(journal, 1, { kind: 'updated' })).toThrow('row 1 has two outcomes')
    await journal.close()
  })

  it('passes over a last line that was being written when the run was killed, wherever it was cut', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    settle(journal, 1, { kind: 'inserted' })
    settle(journal, 2, { kind: 'inserted' }, ['k2', ' 田'])
    await journal.close()
    const whole = await readFile(join(folder, 'journal.ndjson'))
    const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1
    for (let cut = lastLine; cut < whole.length; cut++) {
      await writeFile(join(folder, 'journal.ndjson'), whole.subarray(0, cut))
      expect((await foldJournal(folder)).settled.size).toBe(1)
      const resumed = await Journal.resume(folder, header(), 5)
      settle(resumed, 2, { kind: 'updated' })
      await resumed.close()
      expect((await foldJournal(folder)).counts).toMatchObject({ inserted: 1, updated: 1 })
    }
  })

  it('keeps a line that was not JSON when it is given back and is still none', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header('ndjson'))
    const settling = new Settling()
    const value = { _sync_raw: '{bad', _sync: { row: 7 } }
    settling.add({ kind: 'object', row: 1, line: 1, value }, undefined, {
      kind: 'failed',
      issue: { code: 'no-key', message: 'no id' },
      attempts: 0,
    })
    journal.settle(settling.finish(1))
    await journal.close()
    expect(JSON.parse(await text(folder, 'failed.ndjson'))).toMatchObject({
      _sync_raw: '{bad',
      _sync: { row: 1, code: 'no-key' },
    })
  })

  it('is not read into reports again while its run is under way: they are being written', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    settle(journal, 1, { kind: 'inserted' })
    await journal.close()
    const lock = await acquireLock(runLockPath(folder), { what: 'the run' })
    await expect(rebuildReports(folder, { listen: () => {} })).rejects.toThrow('Another run holds the run in')
    lock.release()
    const summary = await rebuildReports(folder, { listen: () => {} })
    expect(summary.rows.inserted).toBe(1)
    expect(isLocked(runLockPath(folder))).toBe(false)
  })

  it('says where a line in the middle is not an entry', async () => {
    const folder = await tempFolder()
    await (await Journal.create(folder, header())).close()
    await appendFile(join(folder, 'journal.ndjson'), '{"type":"settled","at":1}\n{"type":"what"}\n{}\n')
    await expect(foldJournal(folder)).rejects.toThrow(
      `${join(folder, 'journal.ndjson')}, line 3: not an entry`,
    )
  })

  it('says so where there is no run', async () => {
    const folder = await tempFolder()
    await expect(readHeader(folder)).rejects.toThrow(
      `no run is recorded in ${join(folder, 'journal.ndjson')}`,
    )
  })

  it('keeps the intent of a row until it is withdrawn or has its outcome', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    await journal.intend([1, 2, 3])
    journal.withdraw([1, 9])
    settle(journal, 2, { kind: 'inserted' })
    await journal.close()
    const ledger = await foldJournal(folder)
    expect([1, 2, 3, 9].filter((row) => ledger.intended.has(row))).toEqual([3])
    expect(ledger.heldNonReplayable).toBe(true)
  })

  it('has an intent on disk when `intend` returns', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    await journal.intend([7])
    expect(await text(folder, 'journal.ndjson')).toContain('{"type":"intent","rows":[7]}\n')
    await journal.close()
  })

  it('adds up the requests of all sessions', async () => {
    const folder = await tempFolder()
    const pulse: Omit<PulseEntry, 'requests'> = { type: 'pulse', at: 1, calls: [], waits: [] }
    const first = await Journal.create(folder, header())
    first.pulse({ ...pulse, requests: { sent: 1, retried: 0, rateLimited: 0 } })
    first.pulse({ ...pulse, requests: { sent: 5, retried: 1, rateLimited: 2 } })
    await first.close()
    const second = await Journal.resume(folder, header(), 5)
    second.pulse({ ...pulse, requests: { sent: 3, retried: 0, rateLimited: 1 } })
    await second.close()
    expect((await foldJournal(folder)).requests).toEqual({ sent: 8, retried: 1, rateLimited: 3 })
  })

  it('writes the same reports again from any sequence of outcomes', async () => {
    const outcome = fc.oneof(
      fc.constantFrom('inserted', 'updated', 'skipped', 'unchanged').map((kind): Outcome => ({ kind })),
      fc
        .tuple(fc.constantFrom('failed' as const, 'unknown' as const), fc.string({ unit: 'grapheme' }))
        .map(([kind, message]): Outcome => ({ kind, issue: { ...issue, message }, attempts: 1 })),
    )
    const row = fc.tuple(outcome, fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }))
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const folder = await tempFolder()
        const journal = await Journal.create(folder, header())
        for (const [index, [one, cells]] of rows.entries()) settle(journal, index + 1, one, cells)
        await journal.close()
        const names = ['inserted', 'updated', 'skipped', 'failed', 'unknown'].map((name) => `${name}.csv`)
        const before = await Promise.all(names.map((name) => text(folder, name)))
        const summary = await rebuildReports(folder, { listen: () => {} })
        expect(await Promise.all(names.map((name) => text(folder, name)))).toEqual(before)
        expect(summary.rows.read).toBe(rows.length)
        const entries: LaterEntry[] = []
        for await (const entry of readEntries(folder)) entries.push(entry)
        expect(entries.length).toBe(rows.length)
      }),
      { numRuns: 40 },
    )
  })

  it('leaves the columns of an earlier report out of its own', async () => {
    const folder = await tempFolder()
    const again = header()
    const journal = await Journal.create(folder, {
      ...again,
      source: { ...again.source, columns: ['id', 'name', '_sync_row', '_sync_message'] },
    })
    settle(journal, 1, { kind: 'failed', issue, attempts: 1 }, ['k1', 'Ana', '17', 'old'])
    await journal.close()
    expect(await text(folder, 'failed.csv')).toBe(
      'id,name,_sync_row,_sync_line,_sync_key,_sync_code,_sync_message,_sync_attempts\n' +
        'k1,Ana,1,2,k1,refused,"no, ""never""",1\n',
    )
  })

  it('keeps NDJSON records as they were, with what is wrong under _sync', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header('ndjson'))
    const settling = new Settling()
    const value = { id: 1, nested: { a: [true, null] }, _sync: { row: 9 } }
    settling.add({ kind: 'object', row: 1, line: 1, value }, 'k', { kind: 'failed', issue, attempts: 1 })
    const broken = { kind: 'broken', row: 2, line: 3, raw: '{"id": ', issue } as const
    settling.add(broken, undefined, { kind: 'failed', issue, attempts: 0 })
    settling.add({ kind: 'object', row: 3, line: 4, value: {} }, 'é', { kind: 'updated' })
    journal.settle(settling.finish(1))
    await journal.close()
    const lines = (await text(folder, 'failed.ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const sync = { code: 'refused', message: issue.message }
    expect(lines).toEqual([
      { id: 1, nested: { a: [true, null] }, _sync: { row: 1, line: 1, key: 'k', attempts: 1, ...sync } },
      { _sync_raw: '{"id": ', _sync: { row: 2, line: 3, key: null, attempts: 0, ...sync } },
    ])
    expect(await text(folder, 'updated.ndjson')).toBe('{"_sync_row":3,"_sync_key":"é"}\n')
  })

  it('sums up a killed run as stopped, with what was under way as pending', async () => {
    const folder = await tempFolder()
    const journal = await Journal.create(folder, header())
    settle(journal, 1, { kind: 'inserted' })
    await journal.intend([2, 3])
    await journal.close()
    const summary = summaryOf(folder, header(), await foldJournal(folder))
    expect(summary).toMatchObject({
      status: 'stopped',
      exitCode: 4,
      rows: { read: 3, inserted: 1, pending: 2 },
      resume: `contact-sync resume ${folder}`,
    })
  })
})
