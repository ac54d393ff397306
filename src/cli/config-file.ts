import { dirname, isAbsolute, join } from 'node:path'
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { UsageError } from '../errors.js'
import { nearest } from '../nearest.js'
import type { Target } from '../targets/target.js'
import {
  emptyLayer,
  type Given,
  type GivenList,
  type InlineMapping,
  type Layer,
  type Origin,
} from './layer.js'
import {
  assignmentOptions,
  isOptionName,
  type OptionName,
  optionInfo,
  optionNames,
  optionTable,
  quoted,
} from './options.js'
import { readTextFile } from './text-file.js'

/** `contact-sync.yaml`, checked whole: what holds for every target, and what holds for one. */
export interface ConfigFile {
  readonly path: string
  readonly common: Layer
  /** By target name. */
  readonly sections: ReadonlyMap<string, Layer>
}

/**
 * Reads and checks a configuration file; `name` is how the user named it. Throws UsageError naming file, line and
 * column for whatever it should not hold, also in a section that this command does not use.
 */
export async function readConfigFile(
  path: string,
  name: string,
  targets: readonly Target[],
): Promise<ConfigFile> {
  return parseConfigFile(path, await readTextFile(path, name), targets)
}

export function parseConfigFile(path: string, text: string, targets: readonly Target[]): ConfigFile {
  return new ConfigReader(path, text, targets).read()
}

type Node = ParsedNode | null | undefined

class ConfigReader {
  readonly #path: string
  readonly #text: string
  readonly #targets: readonly Target[]
  readonly #lines = new LineCounter()

  constructor(path: string, text: string, targets: readonly Target[]) {
    this.#path = path
    this.#text = text
    this.#targets = targets
  }

  read(): ConfigFile {
    const document = this.#parse()
    const root = document.contents
    if (root === null) return { path: this.#path, common: emptyLayer, sections: new Map() }
    if (!isMap(root))
      throw this.#error(root, 'the file holds no settings', 'Write one "option: value" a line.')
    const sections = new Map<string, Layer>()
    const common = this.#layer(root, undefined, (name, node) => {
      const target = this.#targets.find((one) => one.name === name)
      if (target === undefined) return false
      sections.set(name, this.#section(target, node))
      return true
    })
    return { path: this.#path, common, sections }
  }

  #parse(): Document.Parsed<ParsedNode> {
    const document = parseDocument<ParsedNode>(this.#text, { lineCounter: this.#lines, prettyErrors: false })
    const [error] = document.errors
    if (error !== undefined) throw this.#errorAt(error.pos[0], `this is not YAML: ${error.message}`)
    return document
  }

  #section(target: Target, node: Node): Layer {
    if (isMap(node)) return this.#layer(node, target, () => false)
    if (node === null || node === undefined || (isScalar(node) && node.value === null)) return emptyLayer
    throw this.#error(node, `${target.name}: is not a section`, 'Write its options below it, indented.')
  }

  #layer(
    map: YAMLMap.Parsed,
    target: Target | undefined,
    other: (name: string, node: Node) => boolean,
  ): Layer {
    const options = new Map<OptionName, Given>()
    const assignments = new Map<string, GivenList>()
    const repeatable = new Set(target === undefined ? [] : assignmentOptions(target).map(({ name }) => name))
    let inlineMapping: InlineMapping | undefined
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (other(name, value)) continue
      if (repeatable.has(name)) assignments.set(name, this.#list(name, key, value))
      else if (name === 'mapping' && isMap(value)) inlineMapping = this.#inlineMapping(value, target)
      else if (isOptionName(name) && optionInfo(name).notInFile !== true)
        options.set(name, this.#option(name, key, value))
      else throw this.#unknown(name, key, target)
    }
    return { options, assignments, ...(inlineMapping !== undefined && { inlineMapping }) }
  }

  #option(name: OptionName, key: ParsedNode, node: Node): Given {
    const text = this.#scalarText(name, key, node)
    const checked = optionTable.shape[name].safeParse(text)
    if (!checked.success) {
      throw this.#error(
        node ?? key,
        `${name}: ${quoted(name, text)} ${checked.error.issues[0]?.message ?? 'is wrong'}`,
      )
    }
    const besideFile = optionInfo(name).path === true && !isAbsolute(text)
    return { text: besideFile ? join(dirname(this.#path), text) : text, origin: this.#origin(key) }
  }

  #list(name: string, key: ParsedNode, node: Node): GivenList {
    const items = isSeq(node) ? node.items : [node]
    return { texts: items.map((item) => this.#scalarText(name, key, item)), origin: this.#origin(key) }
  }

  /** A scalar as it is written: `007` stays `007`, and `null` is a word (`empty: null`). */
  #scalarText(name: string, key: ParsedNode, node: Node): string {
    const text = isScalar(node) ? (typeof node.value === 'string' ? node.value : (node.source ?? '')) : ''
    if (text === '') throw this.#error(node ?? key, `${name}: needs one value`)
    return text
  }

  #inlineMapping(map: YAMLMap.Parsed, target: Target | undefined): InlineMapping {
    if (target === undefined) {
      const hint = `Put it in a section: ${this.#targets.map(({ name }) => `${name}:`).join(' or ')}.`
      throw this.#error(map, 'mapping: a mapping belongs to one target', hint)
    }
    return { path: this.#path, text: this.#text, at: [target.name, 'mapping'], origin: this.#origin(map) }
  }

  #unknown(name: string, key: ParsedNode, target: Target | undefined): UsageError {
    if (
      /^api[-_]?key$/i.test(name) ||
      this.#targets.some((one) => one.apiKeyVariable === name.toUpperCase())
    ) {
      const variables = this.#targets.map((one) => one.apiKeyVariable).join(' or ')
      const hint = `Set ${variables} in the environment, or name a file with api-key-file.`
      return this.#error(key, `${name}: an API key does not belong in this file`, hint)
    }
    if (name === 'config') return this.#error(key, 'config: a configuration file cannot name another')
    if (target?.dialect.sections.some(({ at }) => at[0] === name) === true || (target && name === 'key')) {
      return this.#error(key, `${name}: is part of a mapping`, `Put it under mapping: in ${target.name}:.`)
    }
    const own = target === undefined ? this.#targets : assignmentOptions(target)
    const near = nearest(name, [...optionNames, ...own.map((one) => one.name)])
    const hint = near === undefined ? 'contact-sync config lists the options.' : `Did you mean ${near}?`
    return this.#error(key, `${JSON.stringify(name)} is no option`, hint)
  }

  #origin(node: ParsedNode): Origin & { kind: 'file' } {
    const { line, col } = this.#lines.linePos(node.range[0])
    return { kind: 'file', path: this.#path, line, column: col }
  }

  #error(node: ParsedNode, message: string, hint?: string): UsageError {
    return this.#errorAt(node.range[0], message, hint)
  }

  #errorAt(offset: number, message: string, hint?: string): UsageError {
    const { line, col } = this.#lines.linePos(offset)
    return new UsageError(`${this.#path}:${line}:${col}: ${message}`, { hint })
  }
}
