// What reading alone costs: csv-parse over the whole file, records as arrays, nothing done with them.
//   node bench/csv-alone.js <target> <file.csv>
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'

const [, path] = process.argv.slice(2)
let records = 0
for await (const _ of createReadStream(path).pipe(parse())) records++
if (records === 0) process.exit(1)
