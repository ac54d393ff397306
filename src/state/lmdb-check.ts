import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * Walks an LMDB file before LMDB maps it into memory. LMDB trusts its file: a page number past the end of a
 * truncated file, or a node that points outside its page, ends the process with a signal. Only what can be
 * reached is looked at, which is little, since the values lie outside the tree (10 ms for a million keys).
 *
 * The layout is that of LMDB's data version 2 on 64-bit machines (`MDB_meta`, `MDB_page`, `MDB_node` in mdb.c).
 */

const magic = 0xbeefc0de
const dataVersion = 2
const headerSize = 24
const metaSize = 152
const nodeSize = 8
const largestDepth = 32

const pageFlag = { branch: 0x01, leaf: 0x02, meta: 0x08 } as const
const nodeFlag = { overflow: 0x01 } as const
const noPage = -1n

interface Tree {
  readonly depth: number
  readonly root: bigint
}

interface Meta {
  readonly pageSize: number
  readonly lastPage: bigint
  readonly transaction: bigint
  readonly trees: readonly Tree[]
}

/** What is wrong with the file; undefined if LMDB can open and read it safely. Throws what the file system does. */
export function lmdbProblem(path: string): string | undefined {
  const file = openSync(path, 'r')
  try {
    new FileWalk(file, fstatSync(file).size).run()
    return undefined
  } catch (error) {
    if (error instanceof Damage) return error.message
    throw error
  } finally {
    closeSync(file)
  }
}

class Damage extends Error {}

function demand(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new Damage(problem)
}

class FileWalk {
  readonly #file: number
  readonly #size: number
  #pageSize = 0
  #pages = 0n
  #visited = 0n

  constructor(file: number, size: number) {
    this.#file = file
    this.#size = size
  }

  run(): void {
    const first = this.#meta(0)
    const second = this.#meta(first.pageSize)
    demand(first.pageSize === second.pageSize, 'its two heads disagree')
    const meta = first.transaction > second.transaction ? first : second
    this.#pageSize = meta.pageSize
    this.#pages = BigInt(Math.floor(this.#size / meta.pageSize))
    if (meta.lastPage + 1n < this.#pages) this.#pages = meta.lastPage + 1n
    for (const tree of meta.trees) {
      if (tree.root !== noPage) this.#page(tree.root, tree.depth)
    }
  }

  #meta(at: number): Meta {
    const view = this.#read(at, headerSize + metaSize)
    demand(
      view.getUint32(headerSize, true) === magic && (view.getUint16(18, true) & pageFlag.meta) !== 0,
      'it is not a memory of contact-sync',
    )
    demand(
      (view.getUint32(headerSize + 4, true) & 0xffff) === dataVersion,
      'its layout is of another version',
    )
    const trees = headerSize + 24
    const pageSize = view.getUint32(trees, true)
    demand(pageSize >= 512 && pageSize <= 65536 && (pageSize & (pageSize - 1)) === 0, 'its head is damaged')
    demand(view.getUint16(trees + 48 + 4, true) === 0, 'it is not a memory of contact-sync')
    return {
      pageSize,
      lastPage: view.getBigUint64(trees + 96, true),
      transaction: view.getBigUint64(trees + 104, true),
      trees: [tree(view, trees), tree(view, trees + 48)],
    }
  }

  #page(number: bigint, depth: number): void {
    demand(depth > 0 && depth <= largestDepth, 'its tree is damaged')
    demand(number > 1n && number < this.#pages, 'it is cut short')
    demand(++this.#visited <= this.#pages, 'its tree is damaged')
    const view = this.#read(Number(number) * this.#pageSize, this.#pageSize)
    const kind = depth > 1 ? pageFlag.branch : pageFlag.leaf
    demand(view.getBigUint64(0, true) === number && view.getUint16(18, true) === kind, 'a page is damaged')
    const lower = view.getUint16(20, true)
    const upper = view.getUint16(22, true)
    const room = this.#pageSize - headerSize
    demand(lower % 2 === 0 && lower >= 2 && lower <= upper && upper <= room, 'a page is damaged')
    for (let i = 0; i < lower; i += 2) {
      const at = view.getUint16(headerSize + i, true)
      demand(at >= upper && at % 2 === 0 && at + nodeSize <= room, 'a page is damaged')
      if (kind === pageFlag.branch) this.#page(this.#child(view, headerSize + at), depth - 1)
      else this.#leaf(view, headerSize + at)
    }
  }

  #child(view: DataView, at: number): bigint {
    const keySize = view.getUint16(at + 6, true)
    demand(at + nodeSize + keySize <= this.#pageSize, 'a page is damaged')
    return BigInt(view.getUint32(at, true)) | (BigInt(view.getUint16(at + 4, true)) << 32n)
  }

  #leaf(view: DataView, at: number): void {
    const size = view.getUint32(at, true)
    const flags = view.getUint16(at + 4, true)
    const data = at + nodeSize + view.getUint16(at + 6, true)
    if (flags === nodeFlag.overflow) {
      demand(data + 24 <= this.#pageSize, 'a page is damaged')
      const first = view.getBigUint64(data, true)
      const count = view.getBigUint64(data + 16, true)
      demand(first > 1n && count > 0n && first + count <= this.#pages, 'it is cut short')
      demand(BigInt(size + headerSize) <= count * BigInt(this.#pageSize), 'a page is damaged')
    } else demand(flags === 0 && data + size <= this.#pageSize, 'a page is damaged')
  }

  #read(at: number, length: number): DataView {
    const bytes = Buffer.allocUnsafeSlow(length)
    demand(readSync(this.#file, bytes, 0, length, at) === length, 'it is cut short')
    return new DataView(bytes.buffer, 0, length)
  }
}

function tree(view: DataView, at: number): Tree {
  return { depth: view.getUint16(at + 6, true), root: view.getBigInt64(at + 40, true) }
}
