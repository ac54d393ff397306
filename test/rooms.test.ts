import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

interface Import {
  readonly from: string
  readonly to: string
}

/** Every import between files of the program, as paths below `src`. */
async function allImports(): Promise<Import[]> {
  const names = await readdir(src, { recursive: true })
  const files = names.filter((name) => name.endsWith('.ts'))
  const found = await Promise.all(files.map((name) => importsOf(name)))
  return found.flat()
}

async function importsOf(name: string): Promise<Import[]> {
  const text = await readFile(join(src, name), 'utf8')
  const matches = text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)
  return [...matches].map(([, path = '']) => ({
    from: name,
    to: relative(src, resolve(src, dirname(name), path)),
  }))
}

function vendorOf(path: string): string | undefined {
  return /^targets\/([^/]+)\//.exec(path)?.[1]
}

async function offending(isWrong: (one: Import) => boolean): Promise<string[]> {
  return (await allImports()).filter(isWrong).map(({ from, to }) => `${from} imports ${to}`)
}

describe('the rooms', () => {
  it('are found at all', async () => {
    expect((await allImports()).length).toBeGreaterThan(50)
  })

  it('only the command line knows the command line', async () => {
    expect(await offending(({ from, to }) => to.startsWith('cli/') && !from.startsWith('cli/'))).toEqual([])
  })

  it('a vendor is imported by its own folder and the registry alone', async () => {
    expect(
      await offending(({ from, to }) => {
        const vendor = vendorOf(to)
        return vendor !== undefined && vendorOf(from) !== vendor && from !== 'targets/index.ts'
      }),
    ).toEqual([])
  })

  it('the registry of vendors is asked by the command line alone', async () => {
    const allowed = ['cli/', 'targets/']
    expect(
      await offending(
        ({ from, to }) => to === 'targets/index.js' && !allowed.some((room) => from.startsWith(room)),
      ),
    ).toEqual([])
  })

  it('no vendor is named outside its folder, the registry and the sandbox', async () => {
    const names = await readdir(src, { recursive: true })
    const guarded = names.filter((name) =>
      /^(delivery|mapping|journal|state|sources|runs)\/.*\.ts$/.test(name),
    )
    for (const name of guarded) {
      const code = (await readFile(join(src, name), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      expect(`${name}: ${/notifuse|connectif/i.exec(code)?.[0] ?? 'none'}`).toBe(`${name}: none`)
    }
  })
})
