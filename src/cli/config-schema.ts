import { z } from 'zod'
import { mappingJsonSchema } from '../mapping/json-schema.js'
import type { Target } from '../targets/target.js'
import {
  assignmentOptions,
  defaultText,
  type OptionName,
  optionInfo,
  optionNames,
  optionTable,
} from './options.js'

/** The JSON Schema (draft 2020-12) of contact-sync.yaml, made from the table of options and the targets' mappings. */
export function configJsonSchema(targets: readonly Target[]): object {
  const mappings = targets.map((target) => ({
    target,
    schema: mappingSchema.parse(mappingJsonSchema(target)),
  }))
  const sections = mappings.map(({ target, schema: { $defs: _, $schema: __, ...mapping } }) => [
    target.name,
    sectionSchema(target, mapping),
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'contact-sync.yaml',
    description: 'Options of contact-sync: for all targets, or for one in its section.',
    // A file that holds comments alone is none.
    type: ['object', 'null'],
    properties: { ...optionRefs(), ...Object.fromEntries(sections) },
    additionalProperties: false,
    // What mappings refer to is the same for all targets.
    $defs: Object.assign(optionSchemas(), ...mappings.map(({ schema }) => schema.$defs ?? {})),
  }
}

const mappingSchema = z.looseObject({
  $schema: z.string(),
  $defs: z.record(z.string(), z.unknown()).optional(),
})

function sectionSchema(target: Target, mapping: object): object {
  const assignments = assignmentOptions(target).map(({ name, help }) => [name, assignmentSchema(help)])
  const file = { $ref: `#/$defs/${definition('mapping')}` }
  return {
    description: `Options for ${target.title} alone: they win over those above.`,
    type: ['object', 'null'],
    properties: {
      ...optionRefs(),
      mapping: { description: 'A mapping file, or the mapping itself.', anyOf: [file, mapping] },
      ...Object.fromEntries(assignments),
    },
    additionalProperties: false,
  }
}

function assignmentSchema(description: string): object {
  const one = { type: 'string', pattern: '=' }
  return { description, anyOf: [one, { type: 'array', items: one }] }
}

const inFile = optionNames.filter((name) => optionInfo(name).notInFile !== true)
const definition = (name: OptionName): string => `option-${name}`

function optionSchemas(): Record<string, object> {
  return Object.fromEntries(inFile.map((name) => [definition(name), optionSchema(name)]))
}

function optionRefs(): Record<string, object> {
  return Object.fromEntries(inFile.map((name) => [name, { $ref: `#/$defs/${definition(name)}` }]))
}

const described = z.looseObject({ form: z.record(z.string(), z.unknown()) })

/** How one option is written in YAML. Its own schema reads text, so each unit says beside it what YAML may hold. */
function optionSchema(name: OptionName): object {
  const { form } = described.parse(z.toJSONSchema(optionTable.shape[name], { io: 'input' }))
  const otherwise = defaultText(name)
  const words = otherwise === undefined || otherwise === 'false' ? '' : ` (default: ${otherwise})`
  return { description: `${optionInfo(name).help}${words}`, ...form }
}
