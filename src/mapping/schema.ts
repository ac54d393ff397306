import * as z from 'zod'
import type { Dialect, MappingSection } from './dialect.js'
import { valueTypes } from './types.js'
import { transformNames } from './values/transforms.js'

const column = z
  .string()
  .min(1)
  .describe('A column of the CSV file, or a dotted path into the NDJSON record.')
const transform = z
  .union([z.enum(transformNames), z.array(z.enum(transformNames))])
  .describe(
    'Changes to the text before anything else, in order. trim: no spaces around it; collapse: also one space for many ' +
      'inside; lowercase; uppercase; capitalize: each word with a capital; digits: nothing but digits.',
  )
const template = z
  .string()
  .describe('Text with columns in braces: "{First Name} {Last Name}". "{{" is a brace.')

const valueOptions = z.strictObject({
  column: column.optional(),
  value: z.json().optional().describe('The same value for every contact.'),
  template: template.optional(),
  type: z
    .enum(valueTypes)
    .optional()
    .describe(
      'What the text stands for. date: a day, sent as midnight UTC; datetime: an instant, sent in UTC; phone: sent as ' +
        '+34651234567; boolean: yes and no in English, Spanish and French; list: items between separators.',
    ),
  format: z
    .string()
    .optional()
    .describe(
      'How a date is written, in Luxon tokens (dd/MM/yyyy); X and x are seconds and milliseconds since 1970.',
    ),
  locale: z
    .string()
    .optional()
    .describe('Language of the month names in a date (es, fr); English if left out.'),
  timezone: z
    .string()
    .optional()
    .describe('Zone of a datetime that names none (Europe/Madrid); UTC if left out.'),
  transform: transform.optional(),
  values: z
    .record(z.string(), z.json())
    .optional()
    .describe('What each text becomes; in a list, each item. The empty text may be among them.'),
  otherwise: z
    .json()
    .optional()
    .describe('What a text becomes that "values" does not hold; without it the row fails.'),
  separator: z
    .string()
    .min(1)
    .optional()
    .describe('What stands between the items of a list; a comma if left out.'),
  country: z.string().optional().describe('Country of a phone number without prefix (ES).'),
  decimal: z
    .enum(['.', ','])
    .optional()
    .describe('The decimal sign of a number; if given, thousands may be set apart.'),
  // YAML reads a bare null as no text at all.
  empty: z
    .literal(['skip', 'null', 'keep', null])
    .optional()
    .describe('An empty cell: leave the field alone, send null, send "".'),
})

type ValueOptions = z.output<typeof valueOptions>

/** JSON Schema for an object that has a name: editors learn that just one of three is there. */
function having(name: string): object {
  return { type: 'object', properties: { [name]: {} }, required: [name] }
}

/** How the value of one field comes about, as the mapping file says it. */
const valueSpecObject = valueOptions
  .superRefine((spec, context) => {
    for (const { path, message } of contradictions(spec)) context.addIssue({ code: 'custom', path, message })
  })
  .meta({ id: 'value', oneOf: ['column', 'value', 'template'].map(having) })

const valueSpecSchema = z.union([column, valueSpecObject])
export type ValueSpec = z.output<typeof valueSpecSchema>

interface Contradiction {
  readonly path: string[]
  readonly message: string
}

function contradictions(spec: ValueOptions): Contradiction[] {
  const sources = (['column', 'value', 'template'] as const).filter((name) => spec[name] !== undefined)
  if (sources.length === 0) return [{ path: [], message: 'one of column, value and template is needed' }]
  if (sources.length > 1) return [{ path: [], message: `only one of ${sources.join(' and ')} can be given` }]
  const found: Contradiction[] = []
  for (const name of ['transform', 'values', 'otherwise', 'empty'] as const) {
    if (spec.value !== undefined && spec[name] !== undefined) {
      found.push({ path: [name], message: `${name} has no effect on a fixed value` })
    }
  }
  if (spec.otherwise !== undefined && spec.values === undefined) {
    found.push({ path: ['otherwise'], message: 'otherwise has no effect without values' })
  }
  return found
}

const keySpecSchema = z.union([
  column,
  z
    .strictObject({
      column: column.optional(),
      template: template.optional(),
      transform: transform.optional(),
    })
    .superRefine((spec, context) => {
      if ((spec.column === undefined) !== (spec.template === undefined)) return
      context.addIssue({ code: 'custom', path: [], message: 'either column or template is needed' })
    }),
])
export type KeySpec = z.output<typeof keySpecSchema>

/** The names that a value's options can have, for suggestions. */
export const valueOptionNames: readonly string[] = Object.keys(valueOptions.shape)

/** The schema of a whole mapping file of one target. */
export function mappingSchema(dialect: Dialect) {
  const key = keySpecSchema.optional().describe(`The column that holds the contact's ${dialect.keyLabel}.`)
  // For editors: where the schema of a JSON file lies.
  const $schema = z.string().optional()
  return z.strictObject({ $schema, key, ...sectionShapes(dialect.sections, []) })
}

/** Reads a key's spec on its own. */
export function parseKeySpec(raw: unknown): KeySpec | undefined {
  return keySpecSchema.safeParse(raw).data
}

/** Reads one field's spec on its own. */
export function parseValueSpec(raw: unknown): ValueSpec | undefined {
  return valueSpecSchema.safeParse(raw).data
}

type Shape = Record<string, z.ZodType>

/** The part of the file below `path`, as the sections have it. */
function sectionShapes(sections: readonly MappingSection[], path: readonly string[]): Shape {
  const below = sections.filter(({ at }) => path.every((name, depth) => at[depth] === name))
  const names = new Set(below.flatMap(({ at }) => at[path.length] ?? []))
  const shape: Shape = {}
  for (const name of names) {
    const here = [...path, name]
    const section = below.find(({ at }) => at.length === here.length && at.at(-1) === name)
    shape[name] = (
      section === undefined ? z.strictObject(sectionShapes(below, here)) : sectionSchema(section)
    ).optional()
  }
  return shape
}

function sectionSchema(section: MappingSection): z.ZodType {
  if (section.single) return described(section, section.at.at(-1) ?? '')
  const shape = Object.fromEntries(section.names.map((name) => [name, described(section, name).optional()]))
  return z.object(shape).catchall(valueSpecSchema)
}

function described(section: MappingSection, name: string): z.ZodType {
  const field = section.field(name)
  if ('problem' in field || field.description === undefined) return valueSpecSchema
  return valueSpecSchema.describe(field.description)
}
