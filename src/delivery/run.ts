import type { Contact } from '../contact.js'
import { DiskError, StateError } from '../errors.js'
import type { Journal } from '../journal/journal.js'
import type { RowCounts, StopReason } from '../journal/summary.js'
import type { Mapper } from '../mapping/mapper.js'
import type { DeliverySettings } from '../run.js'
import type { Source } from '../sources/source.js'
import type { Target } from '../targets/target.js'
import { Batcher } from './batch.js'
import { Caller } from './caller.js'
import type { ApiClient } from './client.js'
import type { Listener } from './events.js'
import { Health } from './health.js'
import { Intake, type Screen } from './intake.js'
import { Lanes } from './lanes.js'
import { OrderGate } from './order.js'
import type { Pacer, WaitReason } from './pacer.js'
import { Progress } from './progress.js'
import { Pulse } from './pulse.js'
import type { Recall } from './recall.js'
import { Sender } from './sender.js'
import { Settler } from './settler.js'
import type { Stop } from './stop.js'
import { type Clock, Turnstile } from './turn.js'

/** Everything a run works with; opened and closed by the caller. */
export interface RunParts {
  readonly target: Target
  readonly baseUrl: string
  readonly source: Source
  readonly mapper: Mapper
  readonly journal: Journal
  readonly client: ApiClient
  readonly pacer: Pacer
  readonly clock: Clock
  readonly screen: Screen
  readonly recall: Recall | undefined
  readonly settings: DeliverySettings
  readonly stop: Stop
  readonly listen: Listener
}

export interface RunResult {
  readonly rows: RowCounts
  /** Why it stopped before the end of its input; undefined if it came to the end. */
  readonly stopReason: StopReason | undefined
}

/**
 * One session of a run: takes contacts from the source, batch by batch, until the input ends or a stop is requested;
 * then waits for what is in flight. It is a pull: nothing is read before a lane is free to send it.
 */
export async function run(parts: RunParts): Promise<RunResult> {
  const { stop } = parts
  const crew = assemble(parts)
  stop.signal.addEventListener('abort', () => crew.batcher.interrupt(), { once: true })
  try {
    await deliverAll(crew, parts)
  } catch (error) {
    halt(stop, error)
  }
  await crew.lanes.narrowTo(0)
  const atEnd = !stop.requested || (await nothingLeft(crew))
  await crew.intake.close()
  crew.pulse.beat()
  crew.progress.now()
  stop.rethrow()
  return { rows: crew.progress.rows, stopReason: atEnd ? undefined : stop.reason }
}

async function deliverAll({ batcher, lanes, sender, health }: Crew, { stop }: RunParts): Promise<void> {
  while (!stop.requested) {
    // Until the API has taken something, one request at a time finds out whether it does.
    if (!health.proven) await lanes.narrowTo(0)
    const batch = await batcher.next()
    if (batch === undefined) return
    await lanes.start(() => sender.deliver(batch))
  }
}

/** A disk that cannot be written stops the run; anything else is a fault of ours. */
function halt(stop: Stop, error: unknown): void {
  if (error instanceof DiskError || error instanceof StateError) stop.request('disk', error.message)
  else stop.fault(error)
}

/** A stop with nothing left to do is no stop: every row has its outcome. */
async function nothingLeft({ intake, batcher, sender }: Crew): Promise<boolean> {
  return sender.open + intake.held + batcher.held === 0 && !(await intake.hasMore())
}

/** The engine's members, each with what it needs of the others. */
interface Crew {
  readonly intake: Intake
  readonly batcher: Batcher
  readonly lanes: Lanes
  readonly caller: Caller
  readonly sender: Sender
  readonly health: Health
  readonly progress: Progress
  readonly pulse: Pulse
}

function assemble(parts: RunParts): Crew {
  const { target, baseUrl, source, mapper, journal, clock, settings, stop, listen } = parts
  const settler = new Settler(journal, listen, settings.maxFailed, (message) =>
    stop.request('max-failed', message),
  )
  const isStopped = () => stop.requested
  const intake = new Intake({ source, mapper, journal, settler, screen: parts.screen, isStopped })
  const batcher = new Batcher(intake, new OrderGate(target.orderKey), target.batchSize)
  const lanes = new Lanes(settings.concurrency, (error) => halt(stop, error))
  const pulse = new Pulse(journal)
  const onWait = (reason: WaitReason, ms: number) => {
    const until = Math.round(Date.now() + ms)
    pulse.waited(reason, until)
    listen({ type: 'waiting', reason, until })
  }
  const turnstile = new Turnstile({ pacer: parts.pacer, clock, onWait })
  const deadline = settings.maxDurationMs === undefined ? undefined : clock.now() + settings.maxDurationMs
  const { client, pacer, recall } = parts
  const caller = new Caller({ target, client, pacer, turnstile, clock, stop, listen, deadline, pulse })
  const health = new Health(stop, baseUrl)
  const { maxAttempts } = settings
  const release = (contact: Contact) => {
    batcher.release(contact)
    progress.settled()
  }
  const sender: Sender = new Sender({
    target,
    baseUrl,
    caller,
    journal,
    settler,
    health,
    stop,
    clock,
    recall,
    maxAttempts,
    release,
  })
  const progress: Progress = new Progress({
    source,
    intake,
    batcher,
    sender,
    caller,
    journal,
    clock,
    listen,
  })
  return { intake, batcher, lanes, caller, sender, health, progress, pulse }
}
