// Writes the JSON Schemas of mapping files and of contact-sync.yaml, as the program itself describes them. Runs after
// tsc, as a part of `npm run build`; what it writes is committed, so that editors can use it from a clone too.
import { mkdirSync, writeFileSync } from 'node:fs'
import { schemaFiles } from '../dist/cli/schema-files.js'
import { targets } from '../dist/targets/index.js'

const folder = new URL('../schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const { name, text } of schemaFiles(targets)) writeFileSync(new URL(name, folder), text)
