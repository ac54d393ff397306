import { mappingSchemaFiles } from '../mapping/json-schema.js'
import type { Target } from '../targets/target.js'
import { configJsonSchema } from './config-schema.js'

export interface SchemaFile {
  readonly name: string
  readonly text: string
}

/** The JSON Schemas that the package ships in `schema/`: one for each target's mappings, one for contact-sync.yaml. */
export function schemaFiles(targets: readonly Target[]): readonly SchemaFile[] {
  const config = `${JSON.stringify(configJsonSchema(targets), null, 2)}\n`
  return [...mappingSchemaFiles(targets), { name: 'contact-sync.schema.json', text: config }]
}
