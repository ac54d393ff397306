// Puts what report.html is made of beside the compiled renderer: the page's script with the chart library in it, and
// its style sheet. Runs after tsc, as a part of `npm run build`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const require = createRequire(import.meta.url)
const source = new URL('../src/report-html/page/', import.meta.url)
const target = new URL('../dist/report-html/page/', import.meta.url)
const uplot = new URL('./', `file://${require.resolve('uplot/package.json')}`)

const { version } = JSON.parse(readFileSync(new URL('package.json', uplot), 'utf8'))
const licence = readFileSync(new URL('LICENSE', uplot), 'utf8').trim()
// Its licence asks that this stands in every copy, and each report is one.
const notice = `/*! uPlot ${version}, https://github.com/leeoniya/uPlot\n\n${licence}\n*/\n`

mkdirSync(target, { recursive: true })
write('page.js', notice + (await bundle(new URL('main.ts', source))), /<\/script|<!--/i)
write('page.css', notice + read('dist/uPlot.min.css', uplot) + read('page.css', source), /<\/style|<!--/i)

/** The page's modules and the library as one script, without imports. */
async function bundle(entry) {
  const build = await rolldown({
    input: fileURLToPath(entry),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    tsconfig: false,
  })
  const { output } = await build.generate({ format: 'iife', minify: true, comments: { legal: false } })
  await build.close()
  return output[0].code
}

function read(name, folder) {
  return readFileSync(new URL(name, folder), 'utf8')
}

/** A part that would end the element which it is put into must not leave this script. */
function write(name, text, forbidden) {
  if (forbidden.test(text)) throw new Error(`${name} holds ${forbidden}, which would end its element`)
  writeFileSync(new URL(name, target), text)
}
