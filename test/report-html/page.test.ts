import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IssueRow, ReportData } from '../../src/report-html/data.js'
import { ReportFold } from '../../src/report-html/fold.js'
import { renderReport } from '../../src/report-html/render.js'
import { chromiumPath, ReportBrowser } from './browser.js'
import { madeUpIssue, madeUpReport, madeUpSummary } from './made-up.js'

if (chromiumPath === undefined) {
  console.warn(
    'Skipped: the tests of report.html in a browser. They need Chromium: install it, or set CHROMIUM to its path.',
  )
}

describe.skipIf(chromiumPath === undefined)('report.html in Chromium', () => {
  let browser: ReportBrowser

  beforeAll(async () => {
    browser = await ReportBrowser.launch(chromiumPath ?? '')
  })

  afterAll(async () => {
    await browser?.close()
  })

  test('loads from disk without a complaint and without asking anything of a network', async () => {
    const { page, complaints } = await browser.open(renderReport(busyRun()))
    expect(await page.locator('canvas').count()).toBe(4)
    expect(complaints).toEqual([])
  })

  test('shows the numbers of the summary, exactly', async () => {
    const data = busyRun()
    const { page } = await browser.open(renderReport(data))
    expect(await numbers(page, 'rows')).toEqual(data.summary.rows)
    expect(await numbers(page, 'requests')).toEqual(data.summary.requests)
    expect(await textOf(page.locator('.outcomes [data-field="read"]'))).toBe('1,000')
  })

  test('hides keys, messages and values until they are asked for, and again after', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    const body = () => page.locator('main').evaluate((main) => main.innerHTML)
    expect(await body()).not.toMatch(/c-3|nobody3|“/)
    const button = page.getByRole('button', { name: 'Show of row 3', exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
    expect(await textOf(page.locator('#values-3'))).toContain('nobody3@example.com')
    expect(await body()).not.toContain('nobody5')
    await page.getByRole('button', { name: 'Hide of row 3', exact: true }).press('Space')
    expect(await body()).not.toMatch(/c-3|nobody3|“/)
  })

  test('shows and hides all values at once, also of rows that come later', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    const all = page.getByRole('button', { name: 'Show all values' })
    await all.click()
    expect(await all.getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('.values:visible').count()).toBe(100)
    await page.getByRole('button', { name: 'Show more' }).click()
    expect(await page.locator('.values:visible').count()).toBe(120)
    await all.click()
    expect(await page.locator('.values:visible').count()).toBe(0)
    expect(await textOf(page.locator('tbody').last())).not.toContain('nobody')
  })

  test('searches all columns, hidden ones too, and says how many rows it found', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    const found = page.getByRole('status')
    expect(await textOf(found)).toBe('120 of 120 rows. The first 100 are shown.')
    await page.getByRole('searchbox').fill('NOBODY33@')
    await expect.poll(() => textOf(found)).toBe('1 of 120 rows.')
    expect(await shownRows(page)).toEqual(['33'])
    await page.getByRole('searchbox').fill('email 33')
    await expect.poll(() => shownRows(page)).toEqual(['33'])
    await page.getByRole('searchbox').fill('nothing like that')
    await expect.poll(() => textOf(found)).toBe('None of 120 rows found.')
    expect(await shownRows(page)).toEqual([])
  })

  test('filters by outcome and by code', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Unknown')
    expect(await textOf(page.getByRole('status'))).toBe('20 of 120 rows.')
    expect((await shownRows(page))[0]).toBe('901')
    await page.getByRole('combobox', { name: 'Code' }).selectOption('bad-value')
    expect(await textOf(page.getByRole('status'))).toBe('None of 120 rows found.')
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('All')
    expect(await textOf(page.getByRole('status'))).toBe('100 of 120 rows.')
  })

  test('shows more rows when asked, and the keyboard goes on at the first of them', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    await page.getByRole('button', { name: 'Show more' }).press('Enter')
    expect(await shownRows(page)).toHaveLength(120)
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Show of row 901')
    expect(await page.getByRole('button', { name: 'Show more' }).isVisible()).toBe(false)
  })

  test('hostile names do nothing, and are shown as they are', async () => {
    const names = [
      '<script>alert(1)</script>',
      '</script><script>alert(2)</script>',
      '<img src=x onerror=alert(3)>',
      '"><svg onload=alert(4)>',
      '<!--',
      '__proto__',
      '\u2028\u2029',
      '\u202Egnp.exe',
      '{{constructor}}',
      '\ud800',
    ]
    const issues = names.map((name, index) =>
      madeUpIssue({
        row: index + 1,
        key: name,
        message: name,
        reason: name,
        field: name,
        values: [[name, name]],
      }),
    )
    const summary = madeUpSummary(
      { failed: names.length },
      { source: { path: `/data/${names[0]}`, format: 'csv', bytes: 1 }, run: names[2] ?? '' },
    )
    const { page, complaints } = await browser.open(renderReport(madeUpReport({ summary, issues })))
    await page.getByRole('button', { name: 'Show all values' }).click()
    expect(await page.locator('img, svg').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('#values-2 dd').allInnerTexts()).toEqual([names[1], names[1], names[1]])
    expect(await page.locator('#values-8 bdi').count()).toBe(6)
    expect(complaints).toEqual([])
  })

  test('a script that got into the page would not run', async () => {
    const report = renderReport(busyRun()).replace('</main>', '<script>alert(1)</script></main>')
    const { complaints } = await browser.open(report)
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toContain('Content Security Policy')
  })

  test.each([320, 360, 768, 1200])('never scrolls sideways, %i points wide', async (width) => {
    const long = 'x'.repeat(290)
    const data = busyRun([
      madeUpIssue({ row: 2, reason: long, field: long, key: long, message: long, values: [[long, long]] }),
    ])
    const { page } = await browser.open(renderReport(data), { viewport: { width, height: 800 } })
    await page.getByRole('button', { name: 'Show all values' }).click()
    for (const details of await page.locator('summary').all()) await details.click()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width)
  })

  test.each(['light', 'dark'] as const)(
    'has nothing that accessibility rules object to, in %s',
    async (colorScheme) => {
      const { page } = await browser.open(renderReport(busyRun()), { colorScheme })
      await page.getByRole('button', { name: 'Show of row 3', exact: true }).click()
      for (const details of await page.locator('summary').all()) await details.click()
      expect(await violations(page)).toEqual([])
      await page.setViewportSize({ width: 360, height: 800 })
      expect(await violations(page)).toEqual([])
    },
  )

  test('follows the system from light to dark, charts and all', async () => {
    const { page, complaints } = await browser.open(renderReport(busyRun()), { colorScheme: 'light' })
    const looks = () =>
      page.evaluate<string[]>(
        `[getComputedStyle(document.documentElement).backgroundColor, document.querySelector('canvas').toDataURL()]`,
      )
    const light = await looks()
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(async () => (await looks())[1]).not.toBe(light[1])
    expect(brightness(light[0])).toBeGreaterThan(240)
    expect(brightness((await looks())[0])).toBeLessThan(40)
    expect(await page.locator('canvas').count()).toBe(4)
    expect(complaints).toEqual([])
  })

  test('charts follow the width of the window', async () => {
    const { page } = await browser.open(renderReport(busyRun()), { viewport: { width: 1200, height: 800 } })
    const width = () =>
      page
        .locator('.uplot')
        .first()
        .evaluate((plot) => plot.clientWidth)
    const wide = await width()
    await page.setViewportSize({ width: 500, height: 800 })
    await expect.poll(width).toBeLessThan(500)
    expect(wide).toBeGreaterThan(500)
  })

  test('charts say what they show in words', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    const chart = page.getByRole('img', { name: 'Rows per second', exact: true })
    const words = await chart.getAttribute('aria-describedby')
    expect(await textOf(page.locator(`#${words}`))).toMatch(
      /^1,000 rows in 10 s: 100 per second on average, [\d,.]+ at most/,
    )
  })

  test('a table of figures adds up to the summary', async () => {
    const { page } = await browser.open(renderReport(busyRun()))
    const figures = page.locator('figure', { has: page.locator('#rows-chart') }).locator('tbody data')
    const values = await figures.evaluateAll((all) => all.map((data) => Number(data.getAttribute('value'))))
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(1000)
  })

  test('a run of nothing reads well and draws nothing', async () => {
    const { page, complaints } = await browser.open(renderReport(madeUpReport()))
    const text = await textOf(page.locator('body'))
    expect(text).toContain('There were no rows to send.')
    expect(text).toContain('The run never had to wait.')
    expect(text).toContain('No call was answered.')
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/)
    expect(await page.locator('canvas').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('a run of a single moment draws its one step', async () => {
    const fold = new ReportFold()
    fold.session(0)
    fold.called(0, 200, 0)
    fold.settled(0, 'inserted', 50)
    const { page, complaints } = await browser.open(renderReport(fold.data(madeUpSummary({ inserted: 50 }))))
    expect(await page.locator('canvas').count()).toBe(3)
    expect(await textOf(page.locator('body'))).not.toMatch(/NaN|undefined|Infinity/)
    expect(complaints).toEqual([])
  })

  test('without JavaScript the numbers are there, and it says where the rows are', async () => {
    const data = busyRun()
    const { page } = await browser.open(renderReport(data), { javaScriptEnabled: false })
    expect(await textOf(page.locator('.outcomes [data-field="read"]'))).toBe('1,000')
    expect(await textOf(page.locator('main'))).toContain(
      'The table needs JavaScript. All rows are in failed.csv',
    )
    expect(await page.locator('#filters').isVisible()).toBe(false)
  })
})

/** Ten seconds with all that can happen: 1,000 rows, of which 100 failed and 20 are unknown; a wait; a dry second. */
function busyRun(more: readonly IssueRow[] = []): ReportData {
  const fold = new ReportFold()
  fold.session(0)
  const rows = { inserted: 400, updated: 460, unchanged: 10, skipped: 10, failed: 100, unknown: 20 }
  for (let row = 1; row <= 100; row++)
    addIssue(fold, { row, line: row + 1, key: `c-${row}`, values: [['Email', `nobody${row}@example.com`]] })
  for (let row = 901; row <= 920; row++)
    addIssue(fold, { row, outcome: 'unknown', code: 'timed-out', reason: 'no answer came', field: undefined })
  for (const issue of more) addIssue(fold, issue)
  fold.settled(100, 'failed', 100)
  fold.settled(900, 'inserted', 400)
  fold.settled(1200, 'unchanged', 10)
  fold.settled(1200, 'skipped', 10)
  for (const [at, status] of [
    [500, 200],
    [900, 201],
    [1500, 429],
    [4000, 400],
    [4500, 503],
    [5000, 0],
    [6000, 302],
  ] as const)
    fold.called(at, status, 50 + at / 10)
  fold.waited(1500, 3500, 'retry-after')
  fold.settled(4000, 'updated', 460)
  fold.settled(10_000, 'unknown', 20)
  return fold.data(madeUpSummary(rows, { requests: { sent: 7, retried: 1, rateLimited: 1 } }))
}

function addIssue(fold: ReportFold, given: Partial<IssueRow>): void {
  const { values, ...issue } = madeUpIssue(given)
  fold.issue(issue, () => values)
}

/** What the page shows for machines beside each number that it shows for people, checked to be the same. */
async function numbers(page: Page, of: string): Promise<Record<string, number>> {
  const shown = await page
    .locator(`[data-of="${of}"] [data-field]`)
    .evaluateAll((fields) =>
      fields.map((field) => [field.getAttribute('data-field') ?? '', field.textContent ?? ''] as const),
    )
  return Object.fromEntries(shown.map(([name, text]) => [name, Number(text.replaceAll(',', ''))]))
}

/** The text that a reader sees there. */
async function textOf(place: Locator): Promise<string> {
  return (await place.allInnerTexts()).join('\n')
}

function shownRows(page: Page): Promise<string[]> {
  return page.locator('#issues tbody th').allInnerTexts()
}

/** What the rules of WCAG 2.2 A and AA, as far as a program can check them, object to. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const found: unknown =
    await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`)
  return Array.isArray(found) ? found.map(String) : ['axe did not run']
}

/** The mean of a colour's red, green and blue: 0 to 255. */
function brightness(colour: string | undefined): number {
  const [red, green, blue] = (colour?.match(/\d+/g) ?? []).map(Number)
  return ((red ?? Number.NaN) + (green ?? Number.NaN) + (blue ?? Number.NaN)) / 3
}
