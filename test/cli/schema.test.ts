import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { parseConfigFile } from '../../src/cli/config-file.js'
import { configJsonSchema } from '../../src/cli/config-schema.js'
import { optionNames } from '../../src/cli/options.js'
import { schemaFiles } from '../../src/cli/schema-files.js'
import { targets } from '../../src/targets/index.js'

const folder = join(import.meta.dirname, '../../schema')
const ajv = new Ajv2020({ strictTypes: false, strictRequired: false })

describe('the schemas that the package ships', () => {
  it('are those that the program describes: npm run build writes them', () => {
    const files = schemaFiles(targets)
    expect(readdirSync(folder).sort()).toEqual(files.map(({ name }) => name).sort())
    for (const { name, text } of files) expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })

  it('are in the package', () => {
    const { files } = JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8'))
    expect(files).toContain('schema')
  })

  it.each(readdirSync(folder))('%s is a schema of the draft that it names', (name) => {
    const schema = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    expect(ajv.validateSchema(schema)).toBe(true)
  })
})

function takes(name: string, yaml: string): boolean {
  const schema = JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))
  return ajv.compile(schema)(parse(yaml))
}

describe('the schema of mappings', () => {
  it.each([
    ['notifuse', 'key: customer_id\nprofile:\n  $set: {firstName: First Name, plan: {value: gold}}'],
    ['notifuse', 'createdAt: {column: signup, type: datetime, format: dd/MM/yyyy, timezone: Europe/Paris}'],
    ['notifuse', 'profile: {$push: {tags: tag}, $inc: {n: {column: orders, type: integer}}}'],
    ['connectif', 'key: {column: Email, transform: lowercase}\nfields: {_name: First Name}'],
    ['connectif', 'fields: {vip: {column: v, type: boolean}, x: {template: "{a} {b}"}}'],
    ['connectif', 'fields: {_points: {column: p, decimal: ","}}'],
  ])('%s takes %j', (target, yaml) => {
    expect(takes(`${target}-mapping`, yaml)).toBe(true)
  })

  const fixtures = join(folder, '../fixtures')
  const mappings = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  )

  it('takes every mapping of the fixtures, each for its target', () => {
    expect(mappings.length).toBeGreaterThan(5)
    for (const name of mappings) {
      const [target] = targets.filter((one) => name.includes(one.name))
      expect([name, takes(`${target?.name}-mapping`, readFileSync(join(fixtures, name), 'utf8'))]).toEqual([
        name,
        true,
      ])
    }
  })

  it.each([
    ['notifuse', 'kye: id'],
    ['notifuse', 'fields: {_name: a}'],
    ['notifuse', 'profile: {$sett: {a: b}}'],
    ['connectif', 'profile: {$set: {a: b}}'],
    ['connectif', 'fields: {a: {column: x, type: strng}}'],
    ['connectif', 'fields: {a: {column: x, value: y}}'],
    ['connectif', 'fields: {a: {type: string}}'],
    ['connectif', 'fields: {a: 3}'],
  ])('%s refuses %j', (target, yaml) => {
    expect(takes(`${target}-mapping`, yaml)).toBe(false)
  })
})

/** Two valid ways to write each option, and one that is not. */
const values: Record<string, readonly [string, string, string?]> = {
  format: ['csv', 'ndjson', 'xml'],
  delimiter: ['";"', 'tab', 'ab'],
  encoding: ['windows-1252', 'utf-8', '[a]'],
  skip: ['0', '"10"', '-1'],
  limit: ['1', '"10"', '0'],
  'on-duplicate': ['first', 'error', 'never'],
  mapping: ['mapping.yaml', '"a b.json"', '[a]'],
  'key-column': ['Email', '2024', '[a]'],
  empty: ['skip', '"null"', 'nothing'],
  state: ['./state', '/var/x', '[a]'],
  account: ['shop', '007', '{a: b}'],
  'resend-after': ['30d', '1.5h', '30'],
  'base-url': ['https://api.example.com', 'http://localhost:8080', 'ftp://x.example'],
  'api-key-file': ['key', '/run/key', '[a]'],
  concurrency: ['1', '"16"', '1001'],
  rate: ['10/s', 'none', '10/h'],
  headroom: ['20', '20%', 'much'],
  'max-attempts': ['3', '"3"', '0'],
  timeout: ['500ms', '30s', '30'],
  'max-failed': ['100', '5%', 'few'],
  'max-duration': ['2h', '90m', '2 hours'],
  'wait-lock': ['0s', '10m', 'yes'],
  'report-dir': ['runs', './a b', '[a]'],
  'keep-runs': ['30d', '1w', '30'],
  'metrics-file': ['m.prom', '/x/m.prom', '[a]'],
  'notify-url': ['https://x.example/hook', 'http://127.0.0.1:9/x', 'x.example'],
  'log-format': ['text', 'json', 'xml'],
}

describe('the schema of contact-sync.yaml', () => {
  const check = ajv.compile(configJsonSchema(targets))
  const read = (yaml: string) => parseConfigFile('c.yaml', yaml, targets)

  test.each(optionNames.filter((name) => name !== 'config'))('%s: what the program reads', (name) => {
    const [one, other, wrong] = values[name] ?? ['true', 'no', 'perhaps']
    for (const value of [one, other]) {
      for (const yaml of [`${name}: ${value}`, `connectif:\n  ${name}: ${value}`]) {
        expect(() => read(yaml)).not.toThrow()
        expect([yaml, check(parse(yaml))]).toEqual([yaml, true])
      }
    }
    const yaml = `${name}: ${wrong}`
    expect(() => read(yaml)).toThrow()
    expect([yaml, check(parse(yaml))]).toEqual([yaml, false])
  })

  it.each([
    '# nothing yet',
    'notifuse:\n  mapping: {key: id, profile: {$set: {firstName: First Name}}}\n  set: [a=b, c=d:integer]',
    'connectif:\n  mapping: mapping.yaml\n  field: a=b',
    'connectif:\n',
  ])('takes %j', (yaml) => {
    expect(() => read(yaml)).not.toThrow()
    expect(check(parse(yaml))).toBe(true)
  })

  it.each(['rte: 10/s', 'config: other.yaml', 'api-key: x', 'connectif:\n  set: a=b', 'mapping: {key: id}'])(
    'refuses %j',
    (yaml) => {
      expect(() => read(yaml)).toThrow()
      expect(check(parse(yaml))).toBe(false)
    },
  )

  it('refuses a wrong mapping in a section', () => {
    expect(check(parse('connectif:\n  mapping: {fields: {a: {type: strng, column: b}}}'))).toBe(false)
  })
})
