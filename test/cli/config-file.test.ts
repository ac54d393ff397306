import { describe, expect, test } from 'vitest'
import { parseConfigFile } from '../../src/cli/config-file.js'
import { ContactSyncError } from '../../src/errors.js'
import { bulk, single } from './fakes.js'

function parse(text: string, path = 'contact-sync.yaml') {
  return parseConfigFile(path, text, [bulk, single])
}

/** What the file is refused with: message, then hint. */
function refusal(text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof ContactSyncError) return [error.message, error.hint ?? []].flat().join('\n')
    throw error
  }
  throw new Error('the file was taken')
}

describe('a configuration file', () => {
  test('holds options for all targets at the top and for one in its section', () => {
    const { common, sections } = parse(
      'concurrency: 4\nbulk:\n  rate: 10/s\n  set: [city=Town, plan=Plan:string]\n',
    )
    expect(common.options.get('concurrency')).toEqual({
      text: '4',
      origin: { kind: 'file', path: 'contact-sync.yaml', line: 1, column: 1 },
    })
    expect(sections.get('bulk')?.options.get('rate')?.text).toBe('10/s')
    expect(sections.get('bulk')?.assignments.get('set')?.texts).toEqual(['city=Town', 'plan=Plan:string'])
  })

  test.each(['', '# nothing yet\n', 'bulk:\n'])('may be as good as empty: %j', (text) => {
    expect(parse(text).common.options.size).toBe(0)
  })

  test('keeps a value as it is written', () => {
    const { common } = parse('account: 007\nlimit: 10\nempty: null\n')
    expect(common.options.get('empty')?.text).toBe('null')
    expect(common.options.get('account')?.text).toBe('007')
    expect(common.options.get('limit')?.text).toBe('10')
  })

  test('names other files from its own folder', () => {
    const { common } = parse('mapping: maps/a.yaml\nstate: /var/lib/state\n', '../shared/contact-sync.yaml')
    expect(common.options.get('mapping')?.text).toBe('../shared/maps/a.yaml')
    expect(common.options.get('state')?.text).toBe('/var/lib/state')
  })
})

describe('a mapping in the configuration file', () => {
  test('is the file, and where in it the mapping stands', () => {
    const text = 'rate: 1/s\nbulk:\n  mapping:\n    key: id\n  limit: 5\n'
    expect(parse(text).sections.get('bulk')?.inlineMapping).toEqual({
      path: 'contact-sync.yaml',
      text,
      at: ['bulk', 'mapping'],
      origin: { kind: 'file', path: 'contact-sync.yaml', line: 4, column: 5 },
    })
  })

  test('belongs to one target', () => {
    expect(refusal('mapping:\n  key: id\n')).toBe(
      'contact-sync.yaml:2:3: mapping: a mapping belongs to one target\nPut it in a section: bulk: or single:.',
    )
  })

  test('belongs under mapping, and whoever forgets that is told', () => {
    expect(refusal('bulk:\n  profile: {}\n')).toBe(
      'contact-sync.yaml:2:3: profile: is part of a mapping\nPut it under mapping: in bulk:.',
    )
    expect(refusal('bulk:\n  key: id\n')).toContain('key: is part of a mapping')
  })
})

describe('a configuration file is refused', () => {
  test('for an option that does not exist, naming the place and the nearest', () => {
    expect(refusal('rate: 1/s\nconcurency: 4\n')).toBe(
      'contact-sync.yaml:2:1: "concurency" is no option\nDid you mean concurrency?',
    )
    expect(refusal('bulk:\n  sett: a=b\n')).toBe(
      'contact-sync.yaml:2:3: "sett" is no option\nDid you mean set?',
    )
    expect(refusal('bulc:\n  rate: 1/s\n')).toBe(
      'contact-sync.yaml:1:1: "bulc" is no option\nDid you mean bulk?',
    )
  })

  test("for another target's option", () => {
    expect(refusal('single:\n  inc: a=b\n')).toContain('contact-sync.yaml:2:3: "inc" is no option')
  })

  test('for a value that cannot be, also in a section that is not used', () => {
    expect(refusal('single:\n  timeout: 30\n')).toBe(
      'contact-sync.yaml:2:12: timeout: "30" is not a duration like 500ms, 30s, 5m, 2h, 1d or 1w',
    )
    expect(refusal('rate: [1, 2]\n')).toBe('contact-sync.yaml:1:7: rate: needs one value')
    expect(refusal('rate:\n')).toContain('rate: needs one value')
  })

  test.each(['api-key: abc', 'apiKey: abc', 'api_key: abc', 'BULK_API_KEY: abc', 'bulk:\n  api-key: abc'])(
    'for an API key, which is not repeated: %j',
    (text) => {
      const said = refusal(text)
      expect(said).toContain('an API key does not belong in this file')
      expect(said).toContain(
        'Set BULK_API_KEY or SINGLE_API_KEY in the environment, or name a file with api-key-file.',
      )
      expect(said).not.toContain('abc')
    },
  )

  test.each([
    ['rate: 1/s\nrate: 2/s\n', 'contact-sync.yaml:2:1: this is not YAML: Map keys must be unique'],
    ['rate: "1/s\n', 'contact-sync.yaml:'],
    ['- rate\n', 'contact-sync.yaml:1:1: the file holds no settings'],
    ['bulk: 5\n', 'contact-sync.yaml:1:7: bulk: is not a section'],
    ['config: other.yaml\n', 'contact-sync.yaml:1:1: config: a configuration file cannot name another'],
    ['constructor: 1\n', 'contact-sync.yaml:1:1: "constructor" is no option'],
  ])('for %j', (text, said) => {
    expect(refusal(text)).toContain(said)
  })
})
