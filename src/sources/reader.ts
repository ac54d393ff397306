import type { SourceRecord } from '../record.js'

/**
 * Turns text (UTF-8) into records. Synchronous, with what it must remember between chunks inside: the text may be cut
 * anywhere.
 */
export interface RecordReader {
  /** The records that this chunk completes. */
  take(chunk: Buffer): SourceRecord[]
  /** The records left when the text ends. */
  finish(): SourceRecord[]
}

/** Records in one array, at most: a chunk of text may hold many more, and each is worth work before the next. */
const recordsAtOnce = 1000

/**
 * Bytes parsed at once. What they hold stays in memory until it is sent: where that is more than V8's young generation
 * has room for at the start, V8 takes records for long-lived, and keeps those that were sent for long.
 */
const bytesAtOnce = 32 * 1024

/** Told which share (0 to 1) of the latest chunk's records has been given out. */
export type OnShare = (share: number) => void

/** Reads a text to its end; yields the records as they are completed. */
export async function* readRecords(
  text: AsyncIterable<Buffer>,
  reader: RecordReader,
  onShare: OnShare = () => {},
): AsyncGenerator<SourceRecord[], void, undefined> {
  for await (const chunk of text) {
    for (let at = 0; at < chunk.length; at += bytesAtOnce) {
      const part = chunk.subarray(at, at + bytesAtOnce)
      const start = at
      yield* inParts(reader.take(part), (share) => onShare((start + share * part.length) / chunk.length))
    }
  }
  yield* inParts(reader.finish(), onShare)
}

function* inParts(records: SourceRecord[], onShare: OnShare): Generator<SourceRecord[], void, undefined> {
  for (let at = 0; at < records.length; at += recordsAtOnce) {
    onShare(Math.min(1, (at + recordsAtOnce) / records.length))
    yield records.slice(at, at + recordsAtOnce)
  }
  onShare(1)
}

/** The records after the first `skip`, at most `limit` of them; reads no further than it needs to. */
export async function* withinWindow(
  chunks: AsyncIterable<SourceRecord[]>,
  skip: number,
  limit: number,
): AsyncGenerator<readonly SourceRecord[], void, undefined> {
  let toSkip = skip
  let toTake = limit
  if (toTake === 0) return
  for await (const records of chunks) {
    const taken = toSkip === 0 && records.length <= toTake ? records : records.slice(toSkip, toSkip + toTake)
    toSkip = Math.max(0, toSkip - records.length)
    toTake -= taken.length
    if (taken.length > 0) yield taken
    if (toTake === 0) return
  }
}
