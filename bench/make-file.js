import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'

/**
 * Writes a CSV of `rows` contacts with ten columns, about 110 bytes a row: always the same for the same number.
 * `changed`: share of rows whose plan differs from the file of share 0.
 */
export async function makeFile(path, rows, changed = 0) {
  if (await isThere(path)) return
  const draft = `${path}.new`
  const file = createWriteStream(draft)
  file.write('externalId,email,firstName,lastName,city,country,language,plan,company,score\n')
  const every = changed === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / changed)
  let lines = []
  for (let row = 1; row <= rows; row++) {
    lines.push(line(row, row % every === 0))
    if (lines.length < 5000 && row < rows) continue
    if (!file.write(lines.join(''))) await once(file, 'drain')
    lines = []
  }
  file.end()
  await once(file, 'finish')
  await rename(draft, path)
}

const cities = ['Madrid', 'París', 'Berlin', 'Zürich', 'Kraków', 'Dublin', 'Lyon', 'Sevilla']
const languages = ['es', 'fr', 'de', 'en']
const countries = ['ES', 'FR', 'DE', 'GB']

function line(row, changed) {
  const id = String(row).padStart(8, '0')
  const plan = changed ? 'platinum' : row % 3 === 0 ? 'gold' : 'free'
  const place = `${cities[row % 8]},${countries[row % 4]},${languages[row % 4]}`
  // One record in seven is quoted, as in the exports that people have.
  const company = row % 7 === 0 ? `"Company ${row % 101}, Ltd"` : `Company ${row % 101}`
  return `C${id},contact${id}@example.com,Name${row % 997},Surname${row % 7919},${place},${plan},${company},${row % 100}\n`
}

function isThere(path) {
  return stat(path).then(
    () => true,
    () => false,
  )
}
