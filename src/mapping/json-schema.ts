import * as z from 'zod'
import type { Dialect } from './dialect.js'
import { mappingSchema } from './schema.js'

/** A target as far as a schema has to name it. */
export interface SchemaTarget {
  /** As typed on the command line: `notifuse`. */
  readonly name: string
  /** As people write it: `Notifuse`. */
  readonly title: string
  readonly dialect: Dialect
}

/** The JSON Schema (draft 2020-12) of a mapping file for one target, for editors that complete and check it. */
export function mappingJsonSchema({ title, dialect }: SchemaTarget): object {
  const schema = z.toJSONSchema(mappingSchema(dialect), { target: 'draft-2020-12', io: 'input' })
  return { ...schema, title: `contact-sync mapping for ${title}` }
}

/** `notifuse-mapping.schema.json` */
export function mappingSchemaName({ name }: Pick<SchemaTarget, 'name'>): string {
  return `${name}-mapping.schema.json`
}

/** The schema files that the package ships, by their names. */
export function mappingSchemaFiles(targets: readonly SchemaTarget[]): { name: string; text: string }[] {
  return targets.map((target) => ({
    name: mappingSchemaName(target),
    text: `${JSON.stringify(mappingJsonSchema(target), null, 2)}\n`,
  }))
}
