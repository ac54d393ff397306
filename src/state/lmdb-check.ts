import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

// LMDB maps its file into memory and trusts it: a page number past the end of a truncated file, a node that points
// outside its page, a list of free pages that names used ones end the process with a signal. So the file is walked
// before LMDB sees it. The values lie outside the trees and have checksums of their own, so there is little to walk:
// some 50 ms for a million keys.
//
// The layout is that of LMDB's data version 2 on 64-bit machines: MDB_meta, MDB_page and MDB_node in mdb.c, and the
// lists of free pages as lmdb-js writes them.

const magic = 0xbeefc0de
const dataVersion = 2
const headerSize = 24
const metaSize = 152
const nodeSize = 8
const largestDepth = 32
const firstPage = 2

/** Free pages at the end of the file that LMDB may not have written yet, at most. */
const unwrittenPages = 1 << 20

const pageFlag = { branch: 0x01, leaf: 0x02, overflow: 0x04, meta: 0x08 } as const
const overflowNode = 0x01
const narrowMachines = new Set(['arm', 'ia32', 'mipsel'])
const noPage = 0xffff_ffff_ffff_ffffn

interface Tree {
  readonly flags: number
  readonly depth: number
  readonly root: bigint
}

interface Meta {
  readonly pageSize: number
  readonly lastPage: bigint
  readonly transaction: bigint
  readonly free: Tree
  readonly main: Tree
}

/** What is wrong with the file; undefined if LMDB can use it safely. Throws what the file system does. */
export function lmdbProblem(path: string): string | undefined {
  if (narrowMachines.has(process.arch)) return undefined
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const meta = latestMeta(file)
    new Walk(file, size, meta).run()
    return undefined
  } catch (error) {
    if (error instanceof Damage) return error.message
    throw error
  } finally {
    closeSync(file)
  }
}

class Damage extends Error {}

function demand(holds: boolean, problem = 'a page is damaged'): asserts holds {
  if (!holds) throw new Damage(problem)
}

/** Of the two heads, which are written by turns, the later one: it is the one that LMDB takes. */
function latestMeta(file: number): Meta {
  const first = readMeta(file, 0)
  const second = readMeta(file, first.pageSize)
  demand(first.pageSize === second.pageSize, 'its two heads disagree')
  return first.transaction >= second.transaction ? first : second
}

function readMeta(file: number, at: number): Meta {
  const view = read(file, at, headerSize + metaSize)
  const isOurs =
    view.getUint32(headerSize, true) === magic && (view.getUint16(18, true) & pageFlag.meta) !== 0
  demand(isOurs, 'it is not a memory of contact-sync')
  demand((view.getUint32(headerSize + 4, true) & 0xffff) === dataVersion, 'its layout is of another version')
  const trees = headerSize + 24
  const pageSize = view.getUint32(trees, true)
  demand(pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0, 'its head is damaged')
  return {
    pageSize,
    lastPage: view.getBigUint64(trees + 96, true),
    transaction: view.getBigUint64(trees + 104, true),
    free: readTree(view, trees),
    main: readTree(view, trees + 48),
  }
}

function readTree(view: DataView, at: number): Tree {
  return {
    flags: view.getUint16(at + 4, true),
    depth: view.getUint16(at + 6, true),
    root: view.getBigUint64(at + 40, true),
  }
}

function read(file: number, at: number, length: number): DataView {
  const bytes = Buffer.allocUnsafeSlow(length)
  demand(readSync(file, bytes, 0, length, at) === length, 'it is cut short')
  return new DataView(bytes.buffer, 0, length)
}

/** Walks both trees and accounts for each page once: in a tree, holding a value, or free. */
class Walk {
  readonly #file: number
  readonly #meta: Meta
  readonly #pageSize: number
  /** Pages that the file has, and pages that it may have. */
  readonly #pages: number
  readonly #used: Uint8Array
  /** The key that the next one has to come after, or may equal if it comes from a branch. */
  #last: Buffer | undefined
  #mayEqual = false

  constructor(file: number, size: number, meta: Meta) {
    this.#file = file
    this.#meta = meta
    this.#pageSize = meta.pageSize
    const inFile = Math.floor(size / meta.pageSize)
    demand(meta.lastPage < BigInt(inFile + unwrittenPages), 'it is cut short')
    const known = Number(meta.lastPage) + 1
    this.#pages = Math.min(inFile, known)
    this.#used = new Uint8Array(known)
  }

  run(): void {
    const { free, main } = this.#meta
    demand((free.flags & 0x0c) === 0x08 && main.flags === 0, 'it is not a memory of contact-sync')
    this.#tree(main, 'main')
    this.#tree(free, 'free')
  }

  #tree(tree: Tree, name: 'main' | 'free'): void {
    this.#last = undefined
    if (tree.root !== noPage) this.#page(tree.root, tree.depth, name)
  }

  #page(number: bigint, depth: number, tree: 'main' | 'free'): void {
    demand(depth > 0 && depth <= largestDepth, 'its tree is damaged')
    this.#take(number, 1n, this.#pages)
    const view = read(this.#file, Number(number) * this.#pageSize, this.#pageSize)
    const kind = depth > 1 ? pageFlag.branch : pageFlag.leaf
    demand(view.getBigUint64(0, true) === number && view.getUint16(18, true) === kind)
    demand(this.#isPast(view.getBigUint64(8, true)))
    for (const at of nodePlaces(view, this.#pageSize)) {
      const key = keyAt(view, at, this.#pageSize)
      if (kind === pageFlag.branch) this.#branch(view, at, key, depth, tree)
      else this.#leaf(view, at, key, tree)
    }
  }

  #branch(view: DataView, at: number, key: Buffer, depth: number, tree: 'main' | 'free'): void {
    // The first key of a branch stands for everything before the second, and may be empty.
    if (key.length > 0) this.#inOrder(key, tree, true)
    this.#page(
      BigInt(view.getUint32(at, true)) | (BigInt(view.getUint16(at + 4, true)) << 32n),
      depth - 1,
      tree,
    )
  }

  #leaf(view: DataView, at: number, key: Buffer, tree: 'main' | 'free'): void {
    demand(tree === 'free' ? key.length === 8 : key.length > 0)
    this.#inOrder(key, tree, false)
    const size = view.getUint32(at, true)
    const flags = view.getUint16(at + 4, true)
    const data = at + nodeSize + key.length
    demand(flags === 0 || flags === overflowNode)
    demand(data + (flags === overflowNode ? 24 : size) <= this.#pageSize)
    const value =
      flags === overflowNode ? this.#overflow(view, data, size, tree) : new DataView(view.buffer, data, size)
    if (tree === 'free' && value !== undefined) this.#freePages(value)
  }

  /** A value on pages of its own; read only where it matters to LMDB. */
  #overflow(view: DataView, at: number, size: number, tree: 'main' | 'free'): DataView | undefined {
    const first = view.getBigUint64(at, true)
    const count = view.getBigUint64(at + 16, true)
    demand(this.#isPast(view.getBigUint64(at + 8, true)))
    this.#take(first, count, this.#pages)
    demand(BigInt(size + headerSize) <= count * BigInt(this.#pageSize))
    const start = Number(first) * this.#pageSize
    const header = read(this.#file, start, headerSize)
    demand(header.getBigUint64(0, true) === first && header.getUint16(18, true) === pageFlag.overflow)
    demand(this.#isPast(header.getBigUint64(8, true)) && BigInt(header.getUint32(20, true)) === count)
    return tree === 'free' ? read(this.#file, start + headerSize, size) : undefined
  }

  /** A list of free pages: how many words follow, then page numbers, each alone or after its run's negative length. */
  #freePages(list: DataView): void {
    const words = Math.floor(list.byteLength / 8)
    demand(list.byteLength % 8 === 0 && words > 0)
    const length = list.getBigUint64(0, true)
    demand(length < BigInt(words))
    for (let i = 1; i <= Number(length); i++) {
      const word = list.getBigInt64(i * 8, true)
      if (word > 0n) this.#take(word, 1n, this.#used.length)
      if (word >= 0n) continue
      demand(++i <= Number(length))
      this.#take(list.getBigInt64(i * 8, true), -word, this.#used.length)
    }
  }

  #take(first: bigint, count: bigint, limit: number): void {
    demand(first >= firstPage && count > 0n && first + count <= BigInt(limit), 'it is cut short')
    const [start, end] = [Number(first), Number(first + count)]
    for (let page = start; page < end; page++) {
      demand(this.#used[page] === 0, 'its tree is damaged')
      this.#used[page] = 1
    }
  }

  #inOrder(key: Buffer, tree: 'main' | 'free', isBranch: boolean): void {
    if (tree === 'free') demand(key.length === 8 && this.#isPast(key.readBigUInt64LE()))
    const order = this.#last === undefined ? 1 : compare(key, this.#last, tree)
    demand(order > 0 || (order === 0 && this.#mayEqual), 'its tree is damaged')
    this.#last = key
    this.#mayEqual = isBranch
  }

  /** Transactions later than the file's last are not there yet. */
  #isPast(transaction: bigint): boolean {
    return transaction <= this.#meta.transaction
  }
}

/** Where the nodes of a page begin. */
function* nodePlaces(view: DataView, pageSize: number): Generator<number> {
  const lower = view.getUint16(20, true)
  const upper = view.getUint16(22, true)
  const room = pageSize - headerSize
  demand(lower % 2 === 0 && lower >= 2 && lower <= upper && upper <= room)
  for (let i = 0; i < lower; i += 2) {
    const at = view.getUint16(headerSize + i, true)
    demand(at >= upper && at % 2 === 0 && at + nodeSize <= room)
    yield headerSize + at
  }
}

function keyAt(view: DataView, node: number, pageSize: number): Buffer {
  const size = view.getUint16(node + 6, true)
  demand(node + nodeSize + size <= pageSize)
  return Buffer.from(view.buffer, view.byteOffset + node + nodeSize, size)
}

function compare(one: Buffer, other: Buffer, tree: 'main' | 'free'): number {
  if (tree === 'main') return Buffer.compare(one, other)
  const difference = one.readBigUInt64LE() - other.readBigUInt64LE()
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}
