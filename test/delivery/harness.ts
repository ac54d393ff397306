import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { RunEvent } from '../../src/delivery/events.js'
import { resume } from '../../src/delivery/resume.js'
import { sync } from '../../src/delivery/sync.js'
import type { Summary } from '../../src/journal/summary.js'
import type { SyncSettings } from '../../src/run.js'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js'
import { standIn } from '../../src/sandbox/stand-in.js'
import { targets } from '../../src/targets/index.js'
import type { Target } from '../../src/targets/target.js'
import { afterwards, tempFolder } from '../temp.js'

export type TargetName = (typeof targets)[number]['name']

/** A key that the sandbox takes, in the form of each vendor. */
export const apiKeys: Record<string, string> = { notifuse: 'test-key', connectif: 'id:secret' }

export function targetOf(name: string): Target {
  const target = targets.find((one) => one.name === name)
  if (target === undefined) throw new Error(`no target ${name}`)
  return target
}

export function baseUrlOf(sandbox: Sandbox, target: string): string {
  return target === 'notifuse' ? sandbox.notifuseUrl : sandbox.connectifUrl
}

/** A sandbox without limits, gone when the tests of this file are done. */
export async function testSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ limits: ['none'], ...options })
  afterwards(() => sandbox.close())
  return sandbox
}

/** What a run in a test left: its summary, its events, and its reports as rows. */
export interface Ran {
  readonly folder: string
  readonly summary: Summary
  readonly events: readonly RunEvent[]
  readonly report: (name: string) => Promise<Record<string, string>[]>
}

export interface RunOptions {
  readonly target: string
  readonly input: string
  readonly name?: string
  readonly sandbox: Sandbox
  readonly settings?: Partial<SyncSettings>
  readonly delivery?: Partial<SyncSettings['delivery']>
  readonly mapping?: Partial<SyncSettings['mapping']>
  readonly onEvent?: (event: RunEvent, stop: AbortController) => void
}

const testDelivery: SyncSettings['delivery'] = {
  concurrency: 4,
  rate: 'none',
  headroom: 0,
  maxAttempts: 3,
  timeoutMs: 1000,
  maxFailed: undefined,
  maxDurationMs: undefined,
}

/** Runs a sync of a file with this text, in a folder of its own. */
export async function runSync(options: RunOptions): Promise<Ran> {
  const home = await tempFolder()
  const file = join(home, options.name ?? 'contacts.csv')
  await writeFile(file, options.input)
  const stop = new AbortController()
  const events: RunEvent[] = []
  const settings = settingsFor(options, file, join(home, 'run'))
  const summary = await sync(settings, {
    stop: stop.signal,
    listen: (event) => {
      events.push(event)
      options.onEvent?.(event, stop)
    },
  })
  return ran(join(home, 'run'), summary, events)
}

/** Goes on with a run until it is finished, or has been tried `times`. */
export async function resumeRun(before: Ran, target: string, times = 1): Promise<Ran> {
  let after = before
  for (let left = times; left > 0 && after.summary.resume !== null; left--) {
    const events: RunEvent[] = []
    const summary = await resume(
      { folder: before.folder, targets, apiKey: async () => apiKeys[target] ?? '', delivery: {}, standIn },
      { stop: new AbortController().signal, listen: (event) => events.push(event) },
    )
    after = ran(before.folder, summary, events)
  }
  return after
}

function settingsFor(options: RunOptions, file: string, reportDir: string): SyncSettings {
  const { target, sandbox } = options
  return {
    target: targetOf(target),
    file,
    source: {},
    mapping: { assignments: [], empty: 'skip', ...options.mapping },
    onDuplicate: 'send',
    baseUrl: new URL(baseUrlOf(sandbox, target)),
    apiKey: apiKeys[target] ?? '',
    sandbox: false,
    delivery: { ...testDelivery, ...options.delivery },
    memory: undefined,
    waitLockMs: undefined,
    reportDir,
    unfinished: 'refuse',
    ...options.settings,
  }
}

function ran(folder: string, summary: Summary, events: readonly RunEvent[]): Ran {
  const report = async (name: string) => {
    const text = await readFile(summary.reports[name] ?? join(folder, name), 'utf8')
    if (summary.source.format === 'csv') return parse(text, { columns: true }) as Record<string, string>[]
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  }
  return { folder, summary, events, report }
}
